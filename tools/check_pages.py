"""Check templates and translations: every template compiles and obeys the strict CSP, every text has its Dutch.

Templates: no inline style, script or event handler. Translations: nothing fuzzy, empty or with other placeholders,
nothing in the source that the catalogue misses, nothing in the catalogue that the source no longer holds.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/kring"
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - needs the settings
from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.pofile import read_po  # noqa: E402
from django.template import TemplateSyntaxError  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from tools.catalogue import messages  # noqa: E402

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=|\shx-on|javascript:", re.IGNORECASE
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    """Print what is wrong; 1 when there is anything."""
    django.setup()
    found = [*templates(), *translations()]
    print("\n".join(found) or "Templates and translations are in order.")
    return 1 if found else 0


def templates() -> list[str]:
    """What is wrong with the templates."""
    found = []
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        name = path.as_posix().rsplit("/templates/", 1)[1]
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            found.append(f"{path.relative_to(ROOT)}: {error}")
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(ROOT)}: inline {match.group().strip()!r}" for match in INLINE.finditer(text)]
    return found


def translations() -> list[str]:
    """What is wrong with the catalogues."""
    found = []
    for path in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3])
        name = path.relative_to(ROOT)
        for message in catalogue:
            if not message.id:
                continue
            told = message.string if isinstance(message.string, tuple | list) else [message.string]
            wanted = message.id if isinstance(message.id, tuple | list) else [message.id]
            if message.fuzzy or not all(told):
                found.append(f"{name}: not translated: {wanted[0]!r}")
            elif any(set(PLACEHOLDER.findall(each)) - set(PLACEHOLDER.findall(" ".join(wanted))) for each in told):
                found.append(f"{name}: other placeholders: {wanted[0]!r}")
        found += [f"{name}: {text}" for text in _unknown(catalogue)]
    return found


def _unknown(catalogue: Catalog) -> list[str]:
    """Texts that only the source or only the catalogue holds."""
    known = {
        (message.context or "", message.id[0] if isinstance(message.id, tuple | list) else message.id)
        for message in catalogue
        if message.id
    }
    wanted = set(messages())
    missing = [f"missing: {text!r}" for _context, text in sorted(wanted - known)]
    return missing + [f"no longer used: {text!r}" for _context, text in sorted(known - wanted)]


if __name__ == "__main__":
    sys.exit(main())
