"""Write the text of a pair from a model: ``python tools/accede.py westerlo``, or ``--check`` to see that all are as written.

``instruments/<name>/accession.toml`` names the model and who takes which place. The text written is that of the model, word for
word, with the names and numbers filled in; its mark is the one that both sides find by acceding. source: REQUIREMENTS P17
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

from kring.policy.accession import Named, accede
from kring.policy.document import digest, read

ROOT = Path(__file__).parents[1] / "instruments"
HEAD = """# The text of one pair, made by `python tools/accede.py {name}` from `instruments/{model}`, of which it has every word.
# Names and numbers stand in `accession.toml`: change those or the model, not this file. Adoption, days and numbers are fictitious.
"""


def written(folder: Path) -> str:
    """The text of the pair in ``folder``; raises ``Fault`` as ``accede`` does."""
    said = tomllib.loads((folder / "accession.toml").read_text("utf-8"))
    model = (folder.parent / said["model"] / "document.toml").read_text("utf-8")
    named = {key: Named(one["name"], one["enterprise_number"]) for key, one in said["party"].items()}
    acceded = accede(read(model), named)
    text = re.sub(r"\A(#[^\n]*\n)+", HEAD.format(name=folder.name, model=said["model"]), model)
    text = re.sub(
        r'^id = "[^"]*"$', f'id = "{acceded.id}"\nmodel = "{acceded.model}"', text, count=1, flags=re.MULTILINE
    )
    for key, one in named.items():
        text = re.sub(
            rf'^(\[\[party\]\]\nkey = "{key}")$',
            rf'\1\nname = "{one.name}"\nenterprise_number = "{one.enterprise_number}"',
            text,
            count=1,
            flags=re.MULTILINE,
        )
    if digest(read(text)) != digest(acceded):
        raise ValueError(f"{folder.name}: the text written is not the one acceded to")
    return text


def main() -> int:
    """Write, or with ``--check`` compare; 1 when a text is not as it should be."""
    parser = argparse.ArgumentParser(description="Write the text of a pair from its model.")
    parser.add_argument(
        "name", nargs="*", help="folders of instruments/; all that have an accession.toml if none is named"
    )
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    folders = [ROOT / name for name in args.name] or sorted(path.parent for path in ROOT.glob("*/accession.toml"))
    stale = []
    for folder in folders:
        target, text = folder / "document.toml", written(folder)
        if not args.check:
            target.write_text(text, "utf-8")
        elif not target.exists() or target.read_text("utf-8") != text:
            stale.append(folder.name)
    for name in stale:
        print(
            f"instruments/{name}/document.toml is not what its model says: python tools/accede.py {name}",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
