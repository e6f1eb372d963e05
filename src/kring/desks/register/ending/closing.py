"""Close a text that is over: figures, erasure and certificate in one transaction; then, once the log covers it, tell the others.

It runs at the first tick of the day after the last one, and again until it is done. What cannot be closed stays hidden and
waits: the figures can be made only once. source: 002 §8c; REQUIREMENTS D7, E7
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kring.core.canonical import Json
from kring.core.canonical import digest as digest_of
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.ending import Figures, Holding, Text, endings
from kring.core.errors import Fault
from kring.desks.register.ending import over as ends
from kring.desks.register.ending.over import Over
from kring.desks.register.ending.small_cells import Protected, Taken, protect, rows_told
from kring.desks.register.ending.thresholds import Threshold, threshold_on
from kring.desks.register.models import Erasure, Evaluation
from kring.exchange import clocks, undelivered
from kring.exchange.models import Permit
from kring.exchange.record import this_transaction
from kring.guard import jobs
from kring.guard.acting import acting_for, acting_organisation, machine_of
from kring.instruments import keeping
from kring.instruments import queries as instruments
from kring.instruments.keeping import about
from kring.instruments.queries import Version
from kring.journal import lines, note, read, waiting
from kring.journal.append import append
from kring.journal.lines import Line

_told = logging.getLogger("kring.register")
_CLOCKS: Final = {"nl": "termijnen van rijen", "en": "terms of rows"}


def close(organisation: UUID, clock: Clock) -> Collection[str]:
    """Close every text of ``organisation`` that is over; answers those (digests) that could not be closed now."""
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        found = [(kept, over) for kept in instruments.versions() if (over := _to_close(kept, clock())) is not None]
        erased = list(Erasure.objects.values_list("digest", flat=True))
    left = set()
    for kept, over in found:
        try:
            with acting_for(machine.organisation, machine.position):
                _close(kept, over, clock)
        except Exception as fault:  # noqa: BLE001 - one text that does not close must not keep the others open
            code = fault.code if isinstance(fault, Fault) else type(fault).__name__
            _told.warning("text_not_closed: %s: %s", kept.digest, code)
            left.add(kept.digest)
    if erased:
        with acting_for(machine.organisation, machine.position):
            undelivered.discard(erased)
    _tell_what_was_erased(organisation, clock)
    return left


def not_closed(kept: Version, at: datetime) -> Over | None:
    """The end of a text whose duties at the end are not done, though its last day is over; inside ``acting_for``."""
    return _to_close(kept, at)


def _to_close(kept: Version, at: datetime) -> Over | None:
    policy = instruments.compiled(kept)
    if not (ends.erases(policy) or ends.evaluates(policy)):
        return None
    over = ends.over(kept, at)
    if over is None or Evaluation.objects.filter(digest=kept.digest).exists():
        return None
    return over if _was_used(kept) else None


def _was_used(kept: Version) -> bool:
    """Whether anything ever went or came under it here: of a text that stayed on the shelf there is nothing to tell."""
    if Permit.objects.filter(digest=kept.digest).exists():
        return True
    return left(ends.text_of(kept, acting_organisation())) > 0


@dataclass(frozen=True)
class _Closing:
    """One text that is being closed, and under which threshold its figures are protected."""

    kept: Version
    over: Over
    text: Text
    threshold: Threshold
    now: datetime


def _close(kept: Version, over: Over, clock: Clock) -> None:
    now = clock()
    closing = _Closing(kept, over, ends.text_of(kept, acting_organisation()), threshold_on(belgian_day(now)), now)
    figures = figures_of(closing.text)
    told = protect(figures, least=closing.threshold.least, spread=closing.threshold.spread)
    _evaluate(closing, figures, told)
    if ends.erases(instruments.compiled(kept)):
        _erase(closing, told)


def figures_of(text: Text) -> Figures:
    """The exact figures of every flow on the acting side, in memory."""
    some = [found for ending in endings.values() if (found := ending.figures(text)) is not None]
    return Figures(
        volumes=tuple(part for one in some for part in one.volumes),
        groups=tuple(group for one in some for group in one.groups),
        spreads=tuple(spread for one in some for spread in one.spreads),
        spared=next((one.spared for one in some if one.spared), ""),
        caution=next((one.caution for one in some if one.caution), None),
    )


def held(text: Text) -> list[Holding]:
    """Everything that the acting organisation holds because of the text, by table, and the clocks that no flow counts."""
    found = [one for ending in endings.values() for one in ending.held(text)]
    counted = frozenset[str]().union(*(ending.holders for ending in endings.values()))
    others = [
        Holding(name, {"nl": name}, rows) for name, rows in clocks.under(text.digest).items() if name not in counted
    ]
    return [*found, *others]


def left(text: Text) -> int:
    """How many rows, terms and envelopes on their way are still there: none once it is erased."""
    on_the_way = undelivered.waiting([text.digest])
    return sum(one.rows for one in held(text)) + sum(clocks.under(text.digest).values()) + on_the_way


def _evaluate(closing: _Closing, figures: Figures, told: Protected) -> None:
    content = _as_json(figures, told)
    Evaluation.objects.create(
        digest=closing.kept.digest,
        over_on=closing.over.day,
        why=closing.over.why,
        made_at=closing.now,
        least=closing.threshold.least,
        spread=closing.threshold.spread,
        figures=content,
        tx=this_transaction(),
    )
    said: dict[str, Json] = {lines.WHAT: "instrument.evaluated", **about(closing.kept), "figures": digest_of(content)}
    append([Line("action", said)])


def _erase(closing: _Closing, told: Protected) -> None:
    keeps = [one for ending in endings.values() for one in ending.kept(closing.text)]
    gone = _delete(closing.kept, closing.text)
    Erasure.objects.create(
        digest=closing.kept.digest,
        over_on=closing.over.day,
        erased_at=closing.now,
        tx=this_transaction(),
        erased=[
            {
                "table": one.table,
                "name": dict(one.name),
                "rows": rows_told(one.rows, told, closing.threshold.least, people=one.people),
            }
            for one in gone
        ],
        kept=[{"what": dict(one.what), "why": dict(one.why)} for one in keeps],
    )


def _delete(kept: Version, text: Text) -> list[Holding]:
    """Delete everything that is held because of the text, with its line; answers what that was."""
    before = [one for one in held(text) if one.rows]
    terms = sum(clocks.under(text.digest).values())
    clocks.erase_under(text.digest)
    jobs.forget([one for ending in endings.values() for one in ending.erase(text)])
    gone = [*before, *([Holding("exchange.Clock", _CLOCKS, terms)] if terms else [])]
    counts: dict[str, Json] = {one.table: one.rows for one in gone}
    discarded = undelivered.discard([text.digest])
    said: dict[str, Json] = {lines.WHAT: "instrument.erased", **about(kept), "rule": "duration.then", "counts": counts}
    append([Line("sweep", {**said, "discarded": discarded})])
    return gone


def _tell_what_was_erased(organisation: UUID, clock: Clock) -> None:
    """Count again and tell the other parties, once the log covers the erasure; until then, at the next tick."""
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        for certificate in Erasure.objects.filter(statement__isnull=True):
            if waiting.sealed(certificate.tx):
                _tell(certificate, clock)


def _tell(certificate: Erasure, clock: Clock) -> None:
    own, now = acting_organisation(), clock()
    place = read.last_place(certificate.tx)  # erasing is the last that its transaction writes
    signed = read.newest_checkpoint(own)
    if place is None or not signed:
        return
    checkpoint = note.parse(signed).checkpoint
    if checkpoint.size <= place:
        return
    kept = instruments.the_version(certificate.digest)
    text = ends.text_of(kept, own)
    if left(text):
        # Something came after all. It is erased too, and counted again once the log covers that; till then nothing is told.
        _told.warning("text_not_empty: %s", certificate.digest)
        _delete(kept, text)
        certificate.tx = this_transaction()
        certificate.save(update_fields=["tx"])
        return
    certificate.recounted_at, certificate.left = now, 0
    certificate.line, certificate.size, certificate.root = place, checkpoint.size, checkpoint.root.hex()
    said = keeping.say_as_machine(
        "erased",
        certificate.digest,
        clock,
        on=belgian_day(certificate.erased_at),
        text=_in_words(certificate, now),
        ref=f"logboek {checkpoint.size} {checkpoint.root.hex()}",
    )
    certificate.statement = said.id
    certificate.save()


def _in_words(certificate: Erasure, now: datetime) -> str:
    """What the other parties read: what, when and why, and no count, for a count could tell them of people."""
    names = ", ".join(str(one["name"]["nl"]) for one in certificate.erased) or "er was niets"
    last = Over(certificate.over_on, "").last_day
    return (
        f"De laatste dag was {last:%d/%m/%Y}. Daarna is volgens de tekst alles gewist wat hier onder deze tekst werd"
        f" ontvangen en bijgehouden: {names}. Een nieuwe telling op {belgian_day(now):%d/%m/%Y}, na het zegel over de"
        " wissing, vond niets meer terug."
    )


def _as_json(figures: Figures, told: Protected) -> dict[str, Json]:
    """The figures as they are stored: names, and what may be told; an exact number only where it may be."""
    return {
        "volumes": [{"key": one.key, "name": dict(one.name), "told": told.parts[one.key]} for one in figures.volumes],
        "groups": [
            {
                "key": group.key,
                "title": dict(group.title),
                "whole": group.whole,
                "parts": [
                    {"key": one.key, "name": dict(one.name), "told": told.parts[one.key]}
                    for one in (*([group.total] if group.total else []), *group.parts)
                ],
            }
            for group in figures.groups
        ],
        "spreads": [
            {"key": one.key, "title": dict(one.title), "days": _days(told.spreads[one.key])} for one in figures.spreads
        ],
        "spared": figures.spared,
        "caution": dict(figures.caution) if figures.caution else None,
    }


def _days(taken: Taken | None) -> list[Json] | None:
    return None if taken is None else [taken.quarter, taken.half, taken.three]
