"""Bring the catalogues' entries to the texts of the source: ``python tools/catalogue.py [nl fr de]``. No gettext is needed.

Missing entries are added empty, texts that are gone are dropped, translations stay. ``tools/check_pages.py`` then says
what is not translated yet, ``tools/messages.py`` compiles. English needs no catalogue: the texts of the source are English.
Entries stand in the order of the files they come from, without line numbers: moving code changes nothing here.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src/kring"
LANGUAGES = ("nl", "fr", "de")

_PLAIN = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}


@dataclass(frozen=True)
class Message:
    """One text of the source: its context, its singular, its plural where it has one, and the file it stands in."""

    singular: str
    plural: str = ""
    context: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the catalogue finds it by."""
        return self.context, self.singular


@cache
def messages(package: Path = PACKAGE) -> Mapping[tuple[str, str], Message]:
    """Every text of the package, from Python files and from templates; read once."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(
        (*package.rglob("*.py"), *package.rglob("templates/**/*.html"), *package.rglob("templates/**/*.txt"))
    ):
        where = path.relative_to(package).as_posix()
        text = path.read_text(encoding="utf-8")
        calls = _calls(ast.parse(text), where) if path.suffix == ".py" else _template(text, where)
        for message in calls:
            known = found.get(message.key)
            if known is None or (message.plural and not known.plural):
                found[message.key] = message
    return found


def _calls(tree: ast.AST, where: str) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in _PLAIN and len(node.args) == 1 and len(texts) == 1:
            yield Message(texts[0], where=where)
        elif name in _PLURAL and len(texts) >= 2:
            yield Message(texts[0], texts[1], where=where)
        elif name in _CONTEXT and len(texts) >= 2:
            yield Message(texts[1], context=texts[0], where=where)
        elif name in _CONTEXT_PLURAL and len(texts) >= 3:
            yield Message(texts[1], texts[2], texts[0], where)


_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(
    rf"\bnpgettext\(\s*{_STRING}\s*,\s*{_STRING}\s*,\s*{_STRING}"
    rf"|\bpgettext\(\s*{_STRING}\s*,\s*{_STRING}"
    rf"|\bngettext\(\s*{_STRING}\s*,\s*{_STRING}"
    rf"|(?:\bgettext|\b_)\(\s*{_STRING}"
)


def _template(text: str, where: str) -> Iterator[Message]:
    """Django's own ``templatize`` turns a template into calls of gettext; we read those."""
    for match in _IN_TEMPLATE.finditer(templatize(text, origin=where)):
        groups = [ast.literal_eval(group) if group else "" for group in match.groups()]
        if groups[0]:
            yield Message(groups[1], groups[2], groups[0], where)
        elif groups[3]:
            yield Message(groups[4], context=groups[3], where=where)
        elif groups[5]:
            yield Message(groups[5], groups[6], where=where)
        elif groups[7]:
            yield Message(groups[7], where=where)


def load(language: str) -> Catalog:
    """The committed catalogue of ``language``."""
    with _file(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> int:
    """Bring the catalogue's entries to those of the source, and answer how many have no translation yet."""
    old = load(language) if _file(language).exists() else Catalog(locale=language)
    new = Catalog(locale=language, fuzzy=False, header_comment="# Kring: the words of its pages.")
    missing = 0
    for message in sorted(messages().values(), key=lambda m: (m.where, m.key)):
        entry_id: str | tuple[str, str] = (message.singular, message.plural) if message.plural else message.singular
        known = old.get(message.singular, message.context or None)
        words = known.string if known else ""
        if message.plural and not isinstance(words, tuple | list):
            words = (words, "")
        elif not message.plural and not isinstance(words, str):
            words = words[0] if words else ""
        missing += not _complete(words)
        new.add(entry_id, words, locations=[(message.where, None)], context=message.context or None)  # type: ignore[list-item]  # no line numbers
    save(language, new)
    return missing


def save(language: str, catalogue: Catalog) -> None:
    """Write the catalogue in its one form, and only when that differs from what stands there.

    Whole or not at all: somebody else may be reading it.
    """
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=130, omit_header=False, include_lineno=False)
    text = _without_dates(buffer.getvalue().decode())
    target = _file(language)
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.replace(target)


def _file(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def _complete(words: object) -> bool:
    return all(words) if isinstance(words, tuple | list) else bool(words)


def _without_dates(text: str) -> str:
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Report-Msgid')
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(dated))


def main() -> int:
    """Update every catalogue, or those that are named, and say how much is not translated yet."""
    for language in sys.argv[1:] or LANGUAGES:
        print(f"{language}: {update(language)} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
