"""An evaluation and a certificate on paper: the values of the pages, as the template of the PDF takes them."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kring.desks.register.ending import charts
from kring.desks.register.ending.reading import CertificatePage, EvaluationPage, FigureGroup, Took, Whose
from kring.desks.register.ending.words import WHY, euro
from kring.face import pdf

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
Facts = list[tuple[str, str]]


def evaluation(found: EvaluationPage) -> bytes:
    """The evaluation as PDF/A-2b and PDF/UA-1."""
    sections = [_group(group) for group in found.groups]
    sections += [_took(one) for one in found.took]
    if (spares := saving(found)) is not None:
        sections.append(_section(_("What was spared"), words=[spares]))
    sections.append(_section(_("How small groups are protected"), words=protection(found)))
    data = _whole(
        found.whose,
        title=_("Evaluation of “%(title)s”") % {"title": found.whose.title},
        lead=_("The figures of %(own)s, made on the day after the last one, before everything was erased.")
        % {"own": found.whose.own},
        caution=found.caution,
        facts=facts_of_evaluation(found),
        sections=sections,
    )
    return pdf.render(_TEMPLATE, data, at=found.made_at)


def certificate(found: CertificatePage) -> bytes:
    """The certificate as PDF/A-2b and PDF/UA-1."""
    erased = [[name, rows] for name, rows in found.erased]
    sections = [
        _section(_("Erased"), heads=[_("What"), _("Rows")], rows=erased, numbers=True),
        _section(_("Proof"), words=proof(found)),
    ]
    if found.kept:
        kept = [f"{what} {why}" for what, why in found.kept]
        sections.append(_section(_("What stays, and why"), items=kept))
    said = [f"{one.party}, {_day(one.on)}. {one.text} ({one.ref})" for one in found.statements]
    sections.append(_section(_("What the parties stated to each other"), items=said, words=_waits(found)))
    data = _whole(
        found.whose,
        title=_("Certificate of erasure: “%(title)s”") % {"title": found.whose.title},
        lead=_("What %(own)s erased after the end, and where its log says so.") % {"own": found.whose.own},
        facts=facts_of_certificate(found),
        sections=sections,
    )
    return pdf.render(_TEMPLATE, data, at=found.recounted_at or found.erased_at)


def facts_of_evaluation(found: EvaluationPage) -> Facts:
    """What stands on top of an evaluation."""
    return [
        *_facts(found.whose),
        (_("Last day"), f"{_day(found.over.last_day)} ({WHY[found.over.why]})"),
        (_("Made"), _moment(found.made_at)),
        *((one.name, one.told) for one in found.volumes),
    ]


def facts_of_certificate(found: CertificatePage) -> Facts:
    """What stands on top of a certificate."""
    return [
        *_facts(found.whose),
        (_("Last day"), f"{_day(found.over.last_day)} ({WHY[found.over.why]})"),
        (_("Erased"), _moment(found.erased_at)),
        (_("Under which rule"), _("the duties at the end of the text (“erase”)")),
    ]


def proof(found: CertificatePage) -> list[str]:
    """Where the log says so, and what a new count found."""
    if found.recounted_at is None or found.size is None:
        return [
            _(
                "The seal over the erasure is still awaited. Then everything is counted again, and the other parties are told."
            )
        ]
    return [
        _("Line %(line)d of the log of %(own)s says what was erased, table by table.")
        % {"line": found.line or 0, "own": found.whose.own},
        _(
            "The checkpoint over %(size)d lines, with root %(root)s, covers that line. Anybody can verify it with the log’s bundle."
        )
        % {"size": found.size, "root": found.root},
        _("On %(moment)s everything was counted again: no row, no term, no message on its way was left.")
        % {"moment": _moment(found.recounted_at)},
    ]


def protection(found: EvaluationPage) -> list[str]:
    """How to read what is not told as a number."""
    if not found.held_back:
        return [_("No group was smaller than %(least)d people: every figure is told.") % {"least": found.least}]
    return [
        _("A group of fewer than %(least)d people is told as “fewer than %(least)d”, also when it is empty.")
        % {"least": found.least},
        _(
            "Other groups are told as “%(least)d or more” or not at all where their number would give a small group away."
        )
        % {"least": found.least},
        _("How long something took is told of %(spread)d people or more.") % {"spread": found.spread},
    ]


def saving(found: EvaluationPage) -> str | None:
    """What was spared, as far as a cost was entered and the number is told; None where nothing is."""
    if found.spared is None or found.spared.cents is None:
        return None
    if found.spared.total is None:
        return _("A cost of %(cost)s was entered; how many it was spared is not told.") % {
            "cost": euro(found.spared.cents)
        }
    return _(
        "%(people)s × %(cost)s = at most %(total)s: what a dwangbevel for each of them would have cost, as was entered."
    ) % {
        "people": found.spared.people.told,
        "cost": euro(found.spared.cents),
        "total": euro(found.spared.total),
    }


def days_in_words(took: Took) -> str:
    """How long it took, as a sentence."""
    if took.days is None:
        return _("Not told: of too few people.")
    quarter, half, three = took.days
    return _("Half within %(half)d days; a quarter within %(quarter)d, three quarters within %(three)d.") % {
        "half": half,
        "quarter": quarter,
        "three": three,
    }


def _whole(
    whose: Whose, *, title: str, lead: str, facts: Facts, sections: list[dict[str, Any]], caution: str = ""
) -> dict[str, Any]:
    return {
        "lang": (get_language() or "nl")[:2],
        "title": title,
        "author": whose.own,
        "lead": lead,
        "fictitious": _("Invented data: everyone here is made up.") if whose.fictitious else "",
        "caution": caution,
        "facts_heads": [_("What"), _("Answer")],
        "facts": [[label, value] for label, value in facts],
        "sections": sections,
        "footer": f"{whose.own} · {_('version %(number)s') % {'number': whose.version}}",
    }


def _section(
    title: str,
    *,
    words: Sequence[str] = (),
    heads: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    items: Sequence[str] = (),
    numbers: bool = False,
) -> dict[str, Any]:
    return {
        "title": title,
        "words": list(words),
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "items": list(items),
        "numbers": numbers,
        "bars": [],
        "alt": "",
    }


def _group(group: FigureGroup) -> dict[str, Any]:
    rows = [[part.name, part.told] for part in group.parts]
    made = _section(group.title, heads=[_("What"), _("People")], rows=rows, numbers=True)
    if len(group.parts) > 1:
        drawn = charts.bars([(part.name, part.told, part.number) for part in group.parts])
        made["bars"] = [
            {"name": bar.name, "told": bar.told, "exact": bar.exact, "share": bar.share} for bar in drawn.bars
        ]
        made["alt"] = f"{group.title}: " + "; ".join(f"{part.name}: {part.told}" for part in group.parts)
    return made


def _took(took: Took) -> dict[str, Any]:
    return _section(took.title, words=[days_in_words(took)])


def _waits(found: CertificatePage) -> list[str]:
    if not found.waits_for:
        return []
    return [_("Not told yet by: %(parties)s.") % {"parties": ", ".join(found.waits_for)}]


def _facts(whose: Whose) -> Facts:
    return [
        (_("Of"), whose.own),
        (_("With"), whose.others),
        (_("Agreement"), f"{whose.title} ({_('version %(number)s') % {'number': whose.version}})"),
        (_("Mark of the text"), whose.digest),
    ]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
