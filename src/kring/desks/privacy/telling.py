"""Tell a line of the log in plain words, with the names that only its own organisation knows. Nothing here asks the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.desks.privacy.words import KINDS, REASONS, WHAT
from kring.desks.register.words import KINDS as STATEMENTS
from kring.face.spoken import dutch, filled, spoken
from kring.face.tables import Kind as Look
from kring.face.words import function_label
from kring.instruments.queries import Version
from kring.journal import lines as names
from kring.journal.lines import Kind
from kring.journal.read import LogLine

_PLAIN: Look = "none"
_TAKEN = "statement.taken"
_TITLE = 70  # characters of a title in the list
_PURPOSE = 120


@dataclass(frozen=True)
class Known:
    """What the acting organisation knows: names of organisations and own people, its agreements, the vocabulary."""

    organisations: Mapping[UUID, str]
    positions: Mapping[UUID, str]
    machine: UUID
    versions: Mapping[str, Version]
    words: Vocabulary


@dataclass(frozen=True)
class Told:
    """One act or line in words. ``persons`` is None where it is not about persons; texts are empty where there is nothing."""

    place: int | None
    time: datetime
    look: Look
    kind: str
    sentence: str
    agreement: str
    agreement_short: str
    agreement_id: UUID | None
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    persons: int | None
    left_out: int
    reasons: tuple[str, ...]
    who: str
    pseudonym: str
    alone: bool

    @property
    def purposes_short(self) -> str:
        """The purposes, cut where they are long."""
        return dutch(Truncator(" ".join(self.purposes)).chars(_PURPOSE))


def tell(line: LogLine, persons: int, known: Known) -> Told:
    """``line`` in words; ``persons`` is how many persons the lines of the act are about, 0 for a line that names none."""
    content = line.content
    version = known.versions.get(str(content.get(names.INSTRUMENT_HASH, "")))
    look, kind = KINDS.get(cast("Kind", line.kind), (_PLAIN, line.kind))
    return Told(
        place=line.place,
        time=line.time,
        look=look,
        kind=str(kind),
        sentence=sentence(line, persons, known),
        agreement=_agreement(content, version),
        agreement_short=_agreement(content, version, longest=_TITLE),
        agreement_id=version.id if version else None,
        purposes=purposes(_list(content.get(names.PURPOSE)), version),
        items=tuple(item(name, known.words) for name in _list(content.get(names.ITEMS))),
        persons=_persons(content, persons),
        left_out=_number(content.get("withheld")) + _number(content.get("not_kept")),
        reasons=tuple(reason(code) for code in _list(content.get(names.REASONS))),
        who=who(line, known),
        pseudonym=short(line.subject or ""),
        alone=persons <= 1,
    )


def sentence(line: LogLine, persons: int, known: Known) -> str:
    """What happened, in one sentence."""
    crossed = {
        "permit": _("Data may leave for %(other)s"),
        "release": _("Data left for %(other)s"),
        "abandoned": _("Permitted at first, no longer when it was to leave: nothing went to %(other)s"),
        "refused": _("Nothing may leave for %(other)s"),
        "receive": _("Data came in from %(other)s"),
    }
    content = line.content
    if line.kind in crossed and names.WHAT not in content:
        other = content.get(names.RECIPIENT) or content.get(names.DISCLOSER)
        return crossed[line.kind] % {"other": organisation(other, known)}
    if line.kind == "subject":
        return _about_persons(content, persons)
    return _stated(content, known)


def what(content: Mapping[str, Any]) -> str:
    """What was done or seen, in words; the code itself when it has none."""
    code = str(content.get(names.WHAT) or "")
    return str(WHAT.get(code, code)) or _("No more is said.")


def who(line: LogLine, known: Known) -> str:
    """Who acted: a name from the own organisation, Kring itself, or that it can no longer be read."""
    if line.term_over:
        return _("destroyed at the end of its term")
    if line.own is None:
        return _("no longer readable: the key was erased")
    if line.position == known.machine:
        return function_label("machine")
    return known.positions.get(line.position, "") if line.position else _("unknown")


def organisation(identity: object, known: Known) -> str:
    """The name of an organisation; its id, shortened, when it is not hosted here."""
    found = uuid_in(identity)
    return known.organisations.get(found, short(str(found))) if found else _("unknown")


def item(name: str, words: Vocabulary) -> str:
    """An item in words."""
    return in_language(words.items[name].text) if name in words.items else name


def reason(code: str) -> str:
    """A reason in words."""
    return str(REASONS.get(code, code))


def purposes(keys: Iterable[str], version: Version | None) -> tuple[str, ...]:
    """Purposes in the words of the agreement; the keys themselves when the text is not held here."""
    texts = version.purposes if version else {}
    return tuple(texts.get(key) or key for key in keys)


def decision(code: str) -> str:
    """A decision in a word."""
    return {"permitted": pgettext("log", "permitted"), "refused": pgettext("log", "refused")}.get(code, code)


def uuid_in(value: object) -> UUID | None:
    """The id that ``value`` writes, if it is one."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


def short(mark: str) -> str:
    """A pseudonym, id or digest, cut: enough to recognise it."""
    return mark if len(mark) <= 13 else f"{mark[:12]}…"


def day(text: object) -> str:
    """An ISO day as people write it."""
    try:
        return date_format(date.fromisoformat(str(text)), "DATE_FORMAT")
    except ValueError:
        return str(text)


def in_language(text: Localised) -> str:
    """The text in the reader's language, else in Dutch."""
    return spoken(text)


def _agreement(content: Mapping[str, Any], version: Version | None, *, longest: int = 1_000) -> str:
    """Title, cut where it is longer, and version; the id when the text is not held here."""
    if version:
        title = dutch(Truncator(version.title).chars(longest))
        return filled(_("%(title)s, version %(number)s"), {"title": title, "number": version.version})
    return str(content.get(names.INSTRUMENT, ""))


def _about_persons(content: Mapping[str, Any], persons: int) -> str:
    if persons > 1:
        return _("The decision about each of them") if names.PERMIT in content else _("What was kept of each of them")
    if names.PERMIT not in content:
        return _("Data of one person were kept")
    if content.get(names.DECISION) == "permitted":
        return _("Data of one person may leave")
    return _("Nothing of one person may leave")


def _stated(content: Mapping[str, Any], known: Known) -> str:
    """What was done, with what was said about an agreement and from or to whom, where the line says so."""
    told = what(content)
    said = str(content.get("said", ""))
    if said:
        told = _("%(what)s: %(said)s") % {"what": told, "said": STATEMENTS.get(cast("Any", said), said)}
    sender = content.get(names.DISCLOSER) or (content.get("made_by") if content.get(names.WHAT) == _TAKEN else None)
    if sender:
        return _("%(what)s, from %(other)s") % {"what": told, "other": organisation(sender, known)}
    if names.RECIPIENT in content:
        return _("%(what)s, to %(other)s") % {"what": told, "other": organisation(content[names.RECIPIENT], known)}
    return told


def _persons(content: Mapping[str, Any], persons: int) -> int | None:
    if names.COUNT in content:
        return _number(content[names.COUNT])
    return persons or None


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
