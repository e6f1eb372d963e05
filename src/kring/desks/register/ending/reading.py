"""What the pages of an end show, read inside ``acting_for``: frozen values, and no person among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kring.core.days import belgian_day
from kring.core.ending import endings
from kring.core.vocabulary import Vocabulary
from kring.desks.register.beside_rows import in_words
from kring.desks.register.ending import over as ends
from kring.desks.register.ending.over import Over
from kring.desks.register.ending.words import sentence, told
from kring.desks.register.models import Cost, Erasure, Evaluation
from kring.face.spoken import dutch
from kring.instruments import compiling
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.instruments.statements import Said
from kring.parties import queries as parties


@dataclass(frozen=True)
class Whose:
    """The text and whose copy it is."""

    id: UUID
    title: str
    version: int
    digest: str
    own: str
    others: str
    fictitious: bool


@dataclass(frozen=True)
class EndPage:
    """What will happen, or happened: ``over`` None is no end in sight. ``take_out`` holds (words, URL name)."""

    whose: Whose
    over: Over | None
    past: bool
    stops: tuple[str, ...]
    erases: bool
    evaluates: bool
    goes: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    take_out: tuple[tuple[str, str], ...]
    evaluated: bool
    erased: bool
    used: bool


@dataclass(frozen=True)
class Figure:
    """One part: its name, what is told of it in words, its number where it is told."""

    key: str
    name: str
    told: str
    number: int | None


@dataclass(frozen=True)
class FigureGroup:
    """Parts under one title; ``of`` says of which whole."""

    key: str
    title: str
    of: str
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Took:
    """How long something took, in days; None: of too few people."""

    title: str
    days: tuple[int, int, int] | None


@dataclass(frozen=True)
class Spared:
    """What was spared: of how many people, at which cost (cents) each; None where it is not told or not entered."""

    people: Figure
    cents: int | None
    total: int | None


@dataclass(frozen=True)
class EvaluationPage:
    """The own side's figures. ``caution``: what whoever hands them on must mind."""

    whose: Whose
    over: Over
    made_at: datetime
    least: int
    spread: int
    volumes: tuple[Figure, ...]
    groups: tuple[FigureGroup, ...]
    took: tuple[Took, ...]
    spared: Spared | None
    held_back: bool
    caution: str


@dataclass(frozen=True)
class Told:
    """What another party, or the own one, stated about its erasure."""

    party: str
    on: date
    text: str
    ref: str


@dataclass(frozen=True)
class CertificatePage:
    """The own certificate, and what every party stated; ``waits_for`` have not stated anything yet."""

    whose: Whose
    over: Over
    erased_at: datetime
    erased: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    recounted_at: datetime | None
    line: int | None
    size: int | None
    root: str
    statements: tuple[Told, ...]
    waits_for: tuple[str, ...]


def end_page(version: UUID, own: UUID, function: str, at: datetime) -> EndPage:
    """The end of one text; raises ``InstrumentVersion.DoesNotExist``."""
    kept = instruments.version(version)
    policy, text = instruments.compiled(kept), ends.text_of(kept, own)
    over = ends.coming(kept, at)
    held = [one for ending in endings.values() for one in ending.held(text)]
    evaluated = Evaluation.objects.filter(digest=kept.digest).exists()
    return EndPage(
        whose=_whose(kept, own),
        over=over,
        past=over is not None and over.day <= belgian_day(at),
        stops=tuple(_stops(kept)),
        erases=ends.erases(policy),
        evaluates=ends.evaluates(policy),
        goes=tuple(sentence(in_words(one.name)) for one in held if one.rows),
        kept=tuple((in_words(k.what), in_words(k.why)) for ending in endings.values() for k in ending.kept(text)),
        take_out=tuple(
            (sentence(in_words(one.what)), one.url)
            for ending in endings.values()
            for one in ending.beforehand(text)
            if function in one.functions or not one.functions
        ),
        evaluated=evaluated,
        erased=Erasure.objects.filter(digest=kept.digest).exists(),
        used=evaluated or any(one.rows for one in held),
    )


def evaluation_page(version: UUID, own: UUID) -> EvaluationPage | None:
    """The own figures of a text that is over; None while there are none. Raises ``InstrumentVersion.DoesNotExist``."""
    kept = instruments.version(version)
    found = Evaluation.objects.filter(digest=kept.digest).first()
    if found is None:
        return None
    figures: dict[str, Any] = found.figures
    least = found.least
    groups = tuple(
        FigureGroup(
            one["key"],
            in_words(one["title"]),
            _of(figures, one["whole"]),
            tuple(_figure(part, least) for part in one["parts"]),
        )
        for one in figures["groups"]
    )
    parts = {part.key: part for group in groups for part in group.parts}
    return EvaluationPage(
        whose=_whose(kept, own),
        over=Over(found.over_on, found.why),
        made_at=found.made_at,
        least=least,
        spread=found.spread,
        volumes=tuple(_figure(one, least) for one in figures["volumes"]),
        groups=groups,
        took=tuple(Took(in_words(one["title"]), _days(one["days"])) for one in figures["spreads"]),
        spared=_spared(found, parts.get(figures["spared"])),
        held_back=any(part.number is None for part in parts.values()),
        caution=in_words(figures["caution"]) if figures["caution"] else "",
    )


def certificate_page(version: UUID, own: UUID) -> CertificatePage | None:
    """The own certificate with every party's statement; None while there is none. Raises ``InstrumentVersion.DoesNotExist``."""
    kept = instruments.version(version)
    found = Erasure.objects.filter(digest=kept.digest).first()
    evaluation = Evaluation.objects.filter(digest=kept.digest).first()
    if found is None or evaluation is None:
        return None
    said = [one.said for one in instruments.known(kept.digest) if one.said.kind == "erased"]
    names = {party.id: party.name for party in parties.organisations()}
    silent = kept.members - {one.made_by for one in said}
    return CertificatePage(
        whose=_whose(kept, own),
        over=Over(found.over_on, evaluation.why),
        erased_at=found.erased_at,
        erased=tuple((sentence(in_words(one["name"])), told(one["rows"], evaluation.least)) for one in found.erased),
        kept=tuple((in_words(one["what"]), in_words(one["why"])) for one in found.kept),
        recounted_at=found.recounted_at,
        line=found.line,
        size=found.size,
        root=found.root,
        statements=tuple(_told(one, names) for one in sorted(said, key=lambda one: (one.made_by != own, one.on))),
        waits_for=tuple(sorted(names.get(one, "") for one in silent)),
    )


def the_evaluation(version: UUID) -> Evaluation | None:
    """The stored evaluation of a text, for whoever adds a cost to it."""
    return Evaluation.objects.filter(digest=instruments.version(version).digest).first()


def _whose(kept: Version, own: UUID) -> Whose:
    here = parties.organisation(own)
    others = sorted(parties.organisation(one).name for one in kept.members if one != own)
    return Whose(kept.id, dutch(kept.title), kept.version, kept.digest, here.name, ", ".join(others), here.fictitious)


def _stops(kept: Version) -> list[str]:
    """Each disclosure that no longer passes, in words; what survives the end is told as such."""
    words, names = compiling.vocabulary(), {key: parties.organisation(one).name for key, one in kept.parties.items()}
    found = []
    for rule in instruments.compiled(kept).disclosures.values():
        said = {
            "items": ", ".join(_item(words, name) for name in rule.items) or rule.key,
            "sender": names.get(rule.discloser, rule.discloser),
            "recipient": names.get(rule.recipient, rule.recipient),
        }
        if rule.after_end:
            found.append(_("Still passes: %(items)s, from %(sender)s to %(recipient)s") % said)
        else:
            found.append(_("From %(sender)s to %(recipient)s: %(items)s") % said)
    return found


def _item(words: Vocabulary, name: str) -> str:
    item = words.items.get(name)
    return in_words(item.text) if item else name


def _figure(part: Mapping[str, Any], least: int) -> Figure:
    shown = part["told"]
    number = shown if isinstance(shown, int) else None
    return Figure(part["key"], sentence(in_words(part["name"])), told(shown, least), number)


def _of(figures: Mapping[str, Any], whole: str) -> str:
    parts = {part["key"]: part for group in figures["groups"] for part in group["parts"]}
    return in_words(parts[whole]["name"]) if whole in parts else ""


def _days(days: list[int] | None) -> tuple[int, int, int] | None:
    return (days[0], days[1], days[2]) if days else None


def _spared(found: Evaluation, people: Figure | None) -> Spared | None:
    if people is None:
        return None
    newest = Cost.objects.filter(evaluation=found).order_by("-at").first()
    cents = newest.cents if newest else None
    total = cents * people.number if cents is not None and people.number is not None else None
    return Spared(people, cents, total)


def _told(said: Said, names: Mapping[UUID, str]) -> Told:
    return Told(names.get(said.made_by, ""), said.on, said.text, said.ref)
