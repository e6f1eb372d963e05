"""``python -m benchmarks``: every measurement at its everyday size, one after the other. Reports; asserts nothing."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
EVERYDAY = {
    "decide.py": ["--check", "20000"],
    "workbook.py": ["--rows", "10000", "--times", "3"],
    "disclosure.py": [],
    "over_http.py": ["--seconds", "3", "--times", "3"],
    "journal.py": [],
    "matching.py": ["--sizes", "10000x5000", "--times", "3"],
    "pages.py": ["--clients", "20000", "--rounds", "1", "--rows", "20000", "--marked", "4000", "--looks", "1000"],
    "compare.py": ["--sizes", "10000x5000", "--times", "3"],
}

if __name__ == "__main__":
    for name, words in EVERYDAY.items():
        print(f"== {name} {' '.join(words)}", flush=True)
        subprocess.run([sys.executable, str(HERE / name), *words], check=True)  # noqa: S603 - our own files
