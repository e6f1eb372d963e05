"""What lies in the envelope of a disclosure: composed by the discloser's door, read strictly by the recipient's.

An answer to a question is filled up to a size that says nothing: not how many rows it holds, nor whether it holds any.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kring.core.canonical import Json, canonical
from kring.core.days import Period
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.core.registry import Arrived
from kring.exchange.envelope import Opened
from kring.exchange.judge import Order, Verdict
from kring.policy.rules import Rule

BUCKET: Final = 16 * 1024
"""Bytes per person asked about. What is larger takes twice, four times … as much."""
_UUID: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_DAY: Final = r"^\d{4}-\d\d-\d\d$"


def compose(
    order: Order,
    verdict: Verdict,
    *,
    permit: UUID,
    checkpoint: str,
    rows: Sequence[Json],
    stated: Mapping[str, object],
    reasons: Sequence[Reason],
) -> dict[str, Json]:
    """The content of one part. ``stated`` is what a question says of its asker, ``reasons`` why an answer is empty."""
    content: dict[str, Json] = {
        "v": 1,
        "document": verdict.policy.id,
        "digest": verdict.policy.digest,
        "disclosure": order.disclosure,
        "purpose": purposes(order, verdict.rule),
        "period_asked": _period(order.period_asked),
        "batch": str(order.batch),
        "chunk": order.chunk,
        "chunks": order.chunks,
        "day": verdict.day.isoformat(),
        "in_reply_to": str(order.in_reply_to) if order.in_reply_to else None,
        "permit": str(permit),
        "checkpoint": checkpoint,
        "rows": list(rows),
    }
    if order.corrects is not None:
        content["corrects"] = str(order.corrects)
    if stated:
        content["stated"] = _json(stated)
    if order.asked is None:
        return content
    content["reasons"] = [{"code": one.code, "element": one.element, "text": dict(one.text)} for one in reasons]
    return padded(content, people=len(order.refs))


def padded(content: Mapping[str, Json], *, people: int) -> dict[str, Json]:
    """``content`` with filling, up to a size that depends on nothing but the number of people asked about."""
    size = len(canonical({**content, "pad": ""}))
    bucket = BUCKET * max(1, people)
    while bucket < size:
        bucket *= 2
    return {**content, "pad": "." * (bucket - size)}


def purposes(order: Order, rule: Rule) -> list[Json]:
    """The purpose named, else all of the disclosure."""
    return [order.purpose] if order.purpose else list(rule.purposes)


def _period(period: Period | None) -> Json:
    if period is None:
        return None
    return [period.first.isoformat(), period.last.isoformat() if period.last else None]


def _json(stated: Mapping[str, object]) -> Json:
    plain: Any = dict(stated)
    return plain  # type: ignore[no-any-return]  # what knowers state is JSON; canonical() refuses anything else


class _Text(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    code: str = Field(max_length=80)
    element: str = Field(max_length=200)
    text: dict[str, str]


class _Content(BaseModel):
    """What the door of the other side puts in an envelope; whatever else arrives is not opened any further."""

    model_config = ConfigDict(strict=True, extra="forbid")

    v: Literal[1]
    document: str
    digest: str
    disclosure: str
    purpose: list[str]
    period_asked: list[str | None] | None = Field(default=None, min_length=2, max_length=2)
    batch: str = Field(pattern=_UUID)
    chunk: int = Field(ge=0)
    chunks: int = Field(ge=1)
    day: str = Field(pattern=_DAY)
    in_reply_to: str | None = Field(pattern=_UUID)
    permit: str = Field(pattern=_UUID)
    checkpoint: str
    rows: list[dict[str, str]]
    stated: dict[str, dict[str, bool]] = {}
    reasons: list[_Text] = Field(default=[], max_length=40)
    corrects: str | None = Field(default=None, pattern=_UUID)
    pad: str = ""


def readable(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """``content`` as it is, when it has the form of a disclosure and no text that PostgreSQL cannot keep."""
    try:
        read = _Content.model_validate(content)
        date.fromisoformat(read.day)
        asked_period(read.period_asked)
        sound = all("ref" in row and "\0" not in "".join(row.values()) for row in read.rows)
    except ValueError:
        sound = False
    if not sound:
        raise Fault("unreadable_content", "Een zending heeft niet de vorm die Kring kent. De afzender houdt ze bij.")
    return content


def asked_period(raw: Sequence[str | None] | None) -> Period | None:
    """The period as it travels: two days, the last one open or not; raises ``ValueError`` for anything else."""
    if raw is None:
        return None
    first, last = raw
    return Period(date.fromisoformat(first or ""), date.fromisoformat(last) if last else None)


def arrived_in(opened: Opened, rule: Rule) -> Arrived:
    """What came out of the envelope, held beside the own copy of the text: items, purpose and period as it lists them.

    Raises ``Fault("unknown_purpose")`` for a purpose that the disclosure does not serve, or for none where it has several.
    """
    content = opened.content
    named = content["purpose"]
    if not set(named) <= set(rule.purposes) or (rule.by == "ask" and len(named) != 1):
        raise Fault("unknown_purpose", "Er kwam een zending voor een doeleinde dat het protocol daar niet kent.")
    allowed = {"ref", *rule.items}
    return Arrived(
        envelope=opened.envelope,
        sender=opened.sender,
        batch=UUID(content["batch"]),
        chunk=content["chunk"],
        chunks=content["chunks"],
        day=date.fromisoformat(content["day"]),
        document=content["document"],
        digest=content["digest"],
        disclosure=content["disclosure"],
        keep=rule.keep or "",
        in_reply_to=UUID(content["in_reply_to"]) if content["in_reply_to"] else None,
        # A sender that errs or lies gives nothing beyond what the instrument names.
        rows=[{name: value for name, value in row.items() if name in allowed} for row in content["rows"]],
        purpose=named[0] if len(named) == 1 else None,
        period_asked=asked_period(content.get("period_asked")),
        stated=content.get("stated", {}) if rule.by == "ask" else {},
        reasons=tuple(
            Reason(one["code"], one["element"], dict(one["text"]), "both") for one in content.get("reasons", ())
        ),
    )
