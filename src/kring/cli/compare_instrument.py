"""The instrument of ``kring compare``: its text, what was said about it, and who compares with whom. Needs no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kring.core.errors import Fault
from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.policy.compile import compile as compile_document
from kring.policy.decide import not_in_force
from kring.policy.document import Document, Unreadable, read
from kring.policy.findings import Finding
from kring.policy.rules import Policy, Rule
from kring.policy.standing_file import StandingFile, read_standing, standing_of

from .documents import read_text

LIST_ITEM = "debt.file_number"
MARK_ITEM = "debt.client_mark"


@dataclass(frozen=True)
class Instrument:
    """A document that compiles, the statements about it, and the disclosure by which a list goes from whom to whom."""

    document: Document
    standing: StandingFile
    policy: Policy
    rule: Rule

    @property
    def any_fictitious(self) -> bool:
        """Whether something of it was invented: then its parties are too, for nothing invented binds a real one."""
        said = (*self.standing.advice, *self.standing.signature, *self.standing.publication)
        return any(one.fictitious for one in said)

    def check_in_force(self, day: date) -> None:
        """Raise the refusal of the first reason (``not_in_force``, ``not_yet_in_force`` …) why nothing passes on ``day``.

        A word beforehand only: the door judges for itself, when both sides have said what they say.
        """
        reasons = not_in_force(self.policy, standing_of(self.standing, self.document), day)
        if reasons:
            raise refusal(reasons[0].code, [reason.text for reason in reasons])


def refusal(code: str, texts: Sequence[Localised]) -> Fault:
    """These texts as one fault, in each language."""
    said = {language: " ".join(text.get(language, text["nl"]) for text in texts) for language in ("nl", "en")}
    return Fault(code, said["nl"], en=said["en"])


def instrument_in(folder: Path, vocabulary: Vocabulary) -> Instrument:
    """The instrument in ``folder``.

    Raises ``Fault``: ``no_document``, ``not_in_force`` (nothing is on record), ``does_not_compile``, ``standing_unreadable``,
    ``standing_of_another``, ``wrong_party``, ``no_list_agreed``.
    """
    document = _document(folder)
    policy = compile_document(document, vocabulary)
    if not isinstance(policy, Policy):
        raise _does_not_compile(folder, policy)
    if not (folder / "standing.toml").exists():
        raise Fault(
            "not_in_force",
            f"Over het instrument in “{folder}” is niets vastgelegd (standing.toml ontbreekt): er is geen advies, geen "
            "ondertekening en geen bekendmaking. Er mag niets uitgewisseld worden.",
            en=f"Nothing is on record about the instrument in “{folder}” (no standing.toml): nothing may be exchanged.",
        )
    standing = read_standing(read_text(folder, "standing.toml"))
    standing_of(standing, document)  # refuses what is said of another text
    _check_parties(standing, document)
    return Instrument(document, standing, policy, _list_rule(policy))


def _document(folder: Path) -> Document:
    try:
        return read(read_text(folder, "document.toml"))
    except Unreadable as broken:
        if broken.findings:
            raise _does_not_compile(folder, broken.findings) from None
        raise


def _does_not_compile(folder: Path, findings: Iterable[Finding]) -> Fault:
    errors = [one for one in findings if one.severity == "error"]
    first = errors[0]
    return Fault(
        "does_not_compile",
        f"Dit instrument kan niet gebruikt worden: {len(errors)} bevinding(en). De eerste: {first.text['nl']} "
        f"[{first.code}, {first.where}] Alle: kring instrument check {folder}",
        en=f"This instrument cannot be used: {len(errors)} finding(s). The first: {first.text['en']} "
        f"[{first.code}, {first.where}] All of them: kring instrument check {folder}",
    )


def _check_parties(standing: StandingFile, document: Document) -> None:
    known = {party.key for party in document.party}
    for one in (*standing.advice, *standing.signature, *standing.publication):
        if one.party not in known:
            raise Fault(
                "wrong_party",
                f"standing.toml noemt “{one.party}”, en dat is geen partij bij dit instrument.",
                en=f"standing.toml names “{one.party}”, which is no party to this instrument.",
            )


def _list_rule(policy: Policy) -> Rule:
    """The disclosure of a debtor list that its recipient may answer with marks."""
    rules = policy.disclosures.values()
    answers = {(rule.recipient, rule.discloser) for rule in rules if MARK_ITEM in rule.items}
    found = next((r for r in rules if LIST_ITEM in r.items and (r.discloser, r.recipient) in answers), None)
    if found is None:
        raise Fault(
            "no_list_agreed",
            f"Dit instrument kent geen mededeling van een lijst ({LIST_ITEM}) met een antwoord ({MARK_ITEM}): er is niets "
            "om te vergelijken.",
            en=f"This instrument has no disclosure of a list ({LIST_ITEM}) with an answer ({MARK_ITEM}): there is nothing "
            "to compare.",
        )
    return found
