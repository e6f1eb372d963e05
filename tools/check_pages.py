"""Check templates and translations: every template compiles and obeys the strict CSP, every text has its Dutch, French and German.

Templates: no inline style, script or event handler. Translations: what ``tools/translations.py`` measures.
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
from django.template import TemplateSyntaxError  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from tools.translations import everything_wrong  # noqa: E402

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=|\shx-on|javascript:", re.IGNORECASE
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}", re.DOTALL)


def main() -> int:
    """Print what is wrong; 1 when there is anything."""
    django.setup()
    found = [*templates(), *everything_wrong()]
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


if __name__ == "__main__":
    sys.exit(main())
