"""Random texts that differ in everything a text can differ in, for the comparison of texts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from kring.clients.vocabulary import CLIENTS
from kring.core.readers import read_day, read_yes_or_no
from kring.core.vocabulary import (
    Declaration,
    Fact,
    Item,
    Record,
    Role,
    RowCondition,
    Vocabulary,
    merge,
    vocabulary,
)
from kring.policy.compile import _build
from kring.policy.document import Document
from kring.policy.rules import Policy
from kring.policy.vocabulary import COMMON


def read_kind(raw: object) -> object:
    """A kind as it is."""
    return raw


WORDS: Vocabulary = merge(
    COMMON,
    CLIENTS,
    vocabulary(
        Item("x.name", "x", "ordinary", {"nl": "naam", "en": "name"}),
        Item("x.note", "x", "ordinary", {"nl": "nota", "en": "note"}, free_text=True),
        Item("x.mark", "client_status", "ordinary", {"nl": "vermelding", "en": "mark"}),
        Item("contract.day", "contract", "ordinary", {"nl": "dag", "en": "day"}),
        Record(
            "contract", {"nl": "contract", "en": "contract"}, dates=("signed_on",), keys=("part",), kinds=("a", "b")
        ),
        Fact("kind", read_kind, about="entry"),
        Fact("signed_on", read_day, about="entry"),
        Fact("part", read_kind, about="entry"),
        Fact("final", read_yes_or_no, about="entry"),
        Fact("asked_help", read_yes_or_no, about="person"),
        RowCondition(
            name="asked_help",
            records=("client_status", "x"),
            args=(),
            facts=("asked_help",),
            judge=lambda _a, f, _c: f["asked_help"] if "asked_help" in f else _missing("asked_help"),  # type: ignore[return-value]
            refusal={"nl": "vroeg geen hulp", "en": "asked no help"},
        ),
        RowCondition(
            name="final",
            records=("contract",),
            args=(),
            facts=("final",),
            judge=lambda _a, f, _c: f["final"] if "final" in f else _missing("final"),  # type: ignore[return-value]
            refusal={"nl": "niet afgesloten", "en": "not final"},
            about="entry",
        ),
        Declaration("ready", {"nl": "klaar", "en": "ready"}),
        Declaration("told", {"nl": "gezegd", "en": "told"}),
        Role("clerk", {"nl": "bediende", "en": "clerk"}),
        Role("boss", {"nl": "baas", "en": "boss"}),
    ),
)


def _missing(name: str) -> object:
    from kring.core.vocabulary import Missing  # noqa: PLC0415

    return Missing(name)


FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=step) for step in (-1, 0, 30, 31, 32, 73, 364, 365, 366)]
PURPOSES = ("help", "count")
ROLES = ("clerk", "boss")


# ----- Texts.

_GATES = st.sampled_from(
    [
        {"is": "declared", "what": "ready"},
        {"is": "declared", "what": "told"},
        {"is": "bound_by_secrecy", "who": "sender"},
        {"is": "bound_by_secrecy", "who": "reader"},
    ]
)
_CAPACITIES = st.sampled_from([[2], [2, 3], [3, 4], [2, 3, 4]])
_ROWS = st.one_of(
    st.just({"is": "asked_help"}), _CAPACITIES.map(lambda some: {"is": "client_on", "day": "round", "capacity": some})
)


def _some(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True)


def _when(rows: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[dict[str, object] | None]:
    several = st.lists(rows, min_size=1, max_size=2)
    return st.one_of(st.none(), several.map(lambda some: {"any": some}), several.map(lambda some: {"all": some}))


@st.composite
def _group(draw: st.DrawFn, name: str) -> dict[str, object]:
    made: dict[str, object] = {"names": [name], "why": {"nl": "nodig"}}
    if draw(st.booleans()):
        made["purpose"] = draw(_some(PURPOSES))
    if name == "contract.day":
        if draw(st.booleans()):
            made["pick"] = draw(_picks())
        if (when := draw(_when(st.one_of(st.just({"is": "final"}), _ROWS)))) is not None:
            made["when"] = when
        return made
    if (when := draw(_when(_ROWS))) is not None:
        made["when"] = when
    if name == "x.mark":
        made["values"] = draw(_some(["yes", "no", "perhaps"]))
    if name == "x.note":
        made["free_text"] = {"guidance": "kort", "max": draw(st.sampled_from([3, 5, 9]))}
    return made


@st.composite
def _picks(draw: st.DrawFn) -> dict[str, object]:
    made: dict[str, object] = {}
    if draw(st.booleans()):
        made["among"] = draw(_some(["a", "b"]))
    if not made or draw(st.booleans()):
        made["latest"] = "signed_on"
        if draw(st.booleans()):
            made["within"] = draw(st.sampled_from(["P1M", "P30D", "P1Y"]))
        if draw(st.booleans()):
            made["per"] = "part"
        if draw(st.booleans()):
            made["together"] = "part"
    return made


@st.composite
def _disclosure(draw: st.DrawFn, key: str) -> dict[str, object]:
    names = draw(_some(["x.name", "x.note", "x.mark", "contract.day"]))
    made: dict[str, object] = {
        "key": key,
        "from": "city",
        "to": "ocmw",
        "by": "send",
        "purpose": draw(_some(PURPOSES)),
        "sender_role": draw(_some(ROLES)),
        "reader_role": draw(_some(ROLES)),
        "gate": draw(st.lists(_GATES, max_size=2)),
        "after_end": draw(st.booleans()),
        "follows": draw(st.sampled_from([None, "one"])),
        "keep": "all",
        "item": [draw(_group(name)) for name in names],
    }
    if draw(st.booleans()):
        made["every"] = {"at_most": draw(st.sampled_from([1, 2])), "per": draw(st.sampled_from(["P1M", "P30D", "P1W"]))}
    return made


@st.composite
def texts(draw: st.DrawFn) -> Document:
    """A small text between a city and an OCMW, with one or two disclosures in the same direction."""
    raw: dict[str, object] = {
        "schema": "kring/instrument/1",
        "id": "x",
        "version": 1,
        "kind": "protocol",
        "title": {"nl": "x"},
        "party": [
            {"key": "city", "enterprise_number": "0000000097"},
            {"key": "ocmw", "enterprise_number": "0000000196"},
        ],
        "purpose": [{"key": key, "text": {"nl": key}} for key in PURPOSES],
        "disclosure": [draw(_disclosure(key)) for key in draw(st.sampled_from([["one"], ["one", "two"]]))],
        "retention": {"all": {"cap": "P1Y"}},
        "duration": {
            "from": draw(st.sampled_from([FIRST, FIRST + timedelta(days=31)])).isoformat(),
            "until": draw(st.sampled_from([FIRST + timedelta(days=364), FIRST + timedelta(days=365)])).isoformat(),
        },
    }
    return document(raw)


def document(raw: Mapping[str, object]) -> Document:
    """The document of plain values."""
    import json  # noqa: PLC0415

    return Document.model_validate_json(json.dumps(raw))


def policy(doc: Document) -> Policy:
    """What it compiles to; whether its clauses name its rules does not matter here."""
    return _build(doc, WORDS, ())
