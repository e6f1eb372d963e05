"""Whether one more statement may be made, or fits those on the own copy; ``Fault`` with the reason and what to do. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from kring.core.days import add
from kring.core.errors import Fault
from kring.instruments.standing_moves import BEFORE_RESUMPTION, CHANGES, MOVES, STEPS, WHILE, Field, Kind, Move
from kring.instruments.standing_rules import Known, completed, makers, open_suspensions, state
from kring.instruments.statements import Said
from kring.instruments.terms import Terms
from kring.policy.standing import Standing

_MISSING: Final[Mapping[Field, tuple[str, str]]] = {
    "outcome": (
        "outcome_missing",
        "Een advies is gunstig, gunstig onder voorwaarden, of ongunstig. Kies een ervan.",
    ),
    "text": ("text_missing", "Schrijf erbij wat u verklaart: {what}."),
    "ref": ("ref_missing", "Noem het kenmerk of de plaats van het bewijs: {what}."),
    "key": ("key_missing", "Noem waarover het gaat: {what}."),
    "effect_on": ("effect_missing", "Zeg vanaf welke dag niets meer passeert: {what}."),
}


def check_made(said: Said, terms: Terms, known: Sequence[Known], now: Standing, day: date) -> None:
    """Whether the own party may say this now, as the version stands (``now``); raises ``Fault``."""
    move = MOVES[said.kind]
    check_fits(said, terms, known)
    stands = state(terms, known, now, day)
    if stands in WHILE and stands not in move.leads:
        raise Fault(WHILE[stands].code, WHILE[stands].nl)
    if not move.step and stands not in move.leads:
        raise Fault(move.no_longer.code, move.no_longer.nl)
    if move.happened and said.on > day and not said.fictitious:
        raise Fault("day_in_future", "Deze dag is nog niet gekomen. Neem op wat gebeurd is, niet wat gepland is.")


def check_fits(said: Said, terms: Terms, known: Sequence[Known]) -> None:
    """Whether this statement fits those on the own copy, whoever made it; raises ``Fault``.

    A suspension and an end always fit: what stops the exchange must never wait for what allows it.
    """
    move = MOVES[said.kind]
    if said.made_by not in terms.parties:
        raise Fault("not_a_party", "Deze organisatie is geen partij bij dit instrument en kan er niets over verklaren.")
    _check_content(said, move)
    if move.step:
        _check_step(said, move, terms, known)
    if said.kind in _CHECKS:
        _CHECKS[said.kind](said, terms, known)


def _check_content(said: Said, move: Move) -> None:
    """Everything that it must say, and nothing that only others say."""
    given: dict[Field, bool] = {
        "outcome": bool(said.outcome),
        "text": bool(said.text.strip()),
        "ref": bool(said.ref.strip()),
        "key": bool(said.key),
        "effect_on": said.effect_on is not None,
    }
    for name in move.asks:
        if not given[name]:
            code, nl = _MISSING[name]
            raise Fault(code, nl.format(what=move.nl))
    if said.outcome and "outcome" not in move.asks:
        raise Fault("outcome_misplaced", "Alleen een advies heeft een uitkomst.")
    if any(given[name] and name not in move.asks for name in ("key", "effect_on")):
        raise Fault("word_misplaced", f"Deze verklaring zegt meer dan ze kan: {move.nl}.")
    if (said.about is None) != (move.about is None):
        raise Fault("about_missing", "Noem de verklaring waarover dit gaat.")


def _check_step(said: Said, move: Move, terms: Terms, known: Sequence[Known]) -> None:
    if move.step not in terms.path:
        raise Fault("other_kind", f"Dit hoort niet bij een instrument van deze soort ({terms.kind}): {move.nl}.")
    if said.made_by not in terms.makers:
        raise Fault("not_yours_to_say", f"Bij deze soort ({terms.kind}) verklaart alleen wie de gegevens geeft dit.")
    if said.made_by in makers(known, said.kind):
        raise Fault("said_already", f"Uw organisatie heeft dit al opgenomen: {move.nl}.")
    before = terms.path[: terms.path.index(move.step)]
    for need in reversed([one for one in before if one in terms.needs]):
        earlier = MOVES[STEPS[need]]
        on = completed(terms, known, need)
        if on is None:
            assert earlier.missing is not None  # noqa: S101 - every step has it; a test says so
            raise Fault(earlier.missing.code, earlier.missing.nl)
        if said.on < on:
            raise Fault(
                "wrong_order",
                f"De dag {said.on:%d/%m/%Y} ligt voor {on:%d/%m/%Y}, de laatste dag van: {earlier.nl}.",
            )


def _check_own_advice(said: Said, _terms: Terms, known: Sequence[Known]) -> None:
    negative = any(
        k.said.kind == "advice" and k.said.made_by == said.made_by and k.said.outcome == "negative" for k in known
    )
    if negative and not said.text.strip():
        raise Fault(
            "advice_not_answered",
            "Het advies van uw functionaris is ongunstig. Schrijf waarom u toch tekent: die reden staat bij het advies.",
        )


def _check_decision(said: Said, terms: Terms, _known: Sequence[Known]) -> None:
    """The decision that is recorded is the one that the text names."""
    on, reference = terms.issued
    if (on is not None and said.on != on) or (reference is not None and said.ref != reference):
        named = " ".join(word for word in (f"van {on:%d/%m/%Y}" if on else "", reference or "") if word)
        raise Fault("other_decision", f"De tekst noemt een andere beslissing: {named}.")


def _check_inquiry(said: Said, _terms: Terms, known: Sequence[Known]) -> None:
    suspension = next((k.said for k in open_suspensions(known) if k.said.id == said.about), None)
    if suspension is None:
        raise Fault("no_such_suspension", "Deze schorsing is hier niet bekend of is al opgeheven.")
    if said.on < suspension.on:
        raise Fault("wrong_order", f"De dag {said.on:%d/%m/%Y} ligt voor de schorsing van {suspension.on:%d/%m/%Y}.")
    if said.kind != "resumption":
        return
    if said.made_by != suspension.made_by:
        raise Fault("not_your_suspension", "Alleen de partij die schorste, kan haar schorsing opheffen.")
    on_record = {k.said.kind for k in known if k.said.about == said.about and k.said.on <= said.on}
    missing = [MOVES[kind].nl for kind in BEFORE_RESUMPTION if kind not in on_record]
    if missing:
        raise Fault(
            "resumption_too_early",
            f"Hervatten kan pas als dit over de schorsing is vastgelegd: {', '.join(missing)}.",
        )


def _check_notice(said: Said, terms: Terms, _known: Sequence[Known]) -> None:
    if terms.notice is None:
        raise Fault("no_notice_term", "Deze tekst kent geen opzegging. Een partij kan hem wel alleen beëindigen.")
    earliest = add(said.on, terms.notice)
    if said.effect_on is not None and said.effect_on < earliest:
        raise Fault(
            "notice_too_short",
            f"Wie op {said.on:%d/%m/%Y} opzegt, is ten vroegste vrij vanaf {earliest:%d/%m/%Y}.",
            {"earliest": earliest.isoformat()},
        )


def _check_agreement(said: Said, terms: Terms, _known: Sequence[Known]) -> None:
    if terms.agreement is None or said.key != terms.agreement:
        raise Fault("other_agreement", "Volgens de tekst eindigt dit instrument niet met deze overeenkomst.")


def _check_condition(said: Said, terms: Terms, known: Sequence[Known]) -> None:
    undertaking = terms.undertakings.get(said.key)
    if undertaking is None:
        raise Fault("no_such_condition", f"De tekst kent geen voorwaarde “{said.key}”.")
    if undertaking.owner != said.made_by:
        raise Fault("not_your_condition", "Deze voorwaarde rust op een andere partij; die toont dat ze vervuld is.")
    if any(k.said.kind == "condition_met" and k.said.key == said.key for k in known):
        raise Fault("said_already", "Van deze voorwaarde is al vastgelegd dat ze vervuld is.")


def _check_change(said: Said, _terms: Terms, _known: Sequence[Known]) -> None:
    if said.key not in CHANGES:
        raise Fault("no_such_change", f"Wat er wijzigde, is een van deze: {', '.join(CHANGES.values())}.")


def _check_review(said: Said, _terms: Terms, known: Sequence[Known]) -> None:
    change = next((k.said for k in known if k.said.kind == "change_told" and k.said.id == said.about), None)
    if change is None:
        raise Fault("change_not_told", "De wijziging waarover deze herziening gaat, is hier niet bekend.")
    closed = (k.said for k in known if k.said.kind == "review_closed" and k.said.about == said.about)
    if any(one.made_by == said.made_by for one in closed):
        raise Fault("said_already", "Uw organisatie heeft deze herziening al afgesloten.")


def _check_erased(said: Said, _terms: Terms, known: Sequence[Known]) -> None:
    if said.made_by in makers(known, "erased"):
        raise Fault("said_already", "Deze organisatie heeft al verklaard dat ze gewist heeft.")


_CHECKS: Final[Mapping[Kind, Callable[[Said, Terms, Sequence[Known]], None]]] = {
    "signature": _check_own_advice,
    "decision": _check_decision,
    "inquiry_closed": _check_inquiry,
    "safeguards_recorded": _check_inquiry,
    "resumption": _check_inquiry,
    "termination_notice": _check_notice,
    "agreement_ended": _check_agreement,
    "condition_met": _check_condition,
    "change_told": _check_change,
    "review_closed": _check_review,
    "erased": _check_erased,
}
"""What each kind of statement must satisfy beside having all its words."""
