"""The policy that a text compiles to, made once per text. ``config`` says which words this installation speaks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.core.vocabulary import Vocabulary
from kring.policy import document as documents
from kring.policy.compile import compile as compile_document
from kring.policy.document import Document
from kring.policy.rules import Policy


@dataclass(frozen=True)
class Compiled:
    """A document and what it compiles to."""

    document: Document
    policy: Policy


_vocabularies: list[Vocabulary] = []
_compiled: dict[str, Compiled] = {}  # by digest: a policy is the same for every organisation that holds the text


def use(spoken: Vocabulary) -> None:
    """Speak this vocabulary from now on. Only ``config`` (and a test) says so."""
    _vocabularies[:] = [spoken]
    _compiled.clear()


def vocabulary() -> Vocabulary:
    """The words that this installation speaks; raises ``Fault("no_vocabulary")`` before ``use``."""
    if not _vocabularies:
        raise Fault("no_vocabulary", "Kring is niet volledig gestart: de woorden van de instrumenten ontbreken.")
    return _vocabularies[0]


def check(document: Document) -> Policy:
    """The policy of ``document``; raises ``Fault("does_not_compile")`` with every finding in ``detail["findings"]``."""
    result = compile_document(document, vocabulary())
    if isinstance(result, Policy):
        return result
    errors = [found for found in result if found.severity == "error"]
    raise Fault(
        "does_not_compile",
        f"Deze tekst kan nog niet worden aangenomen: {len(errors)} punten ontbreken of kloppen niet. Het eerste:"
        f" {errors[0].text['nl']}",
        {"findings": [(found.code, found.element, found.where) for found in errors]},
    )


def stored(document: Document) -> dict[str, Json]:
    """The JSON of which the document's digest is taken: what a copy holds."""
    content: dict[str, Json] = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return content


def compiled(digest: str, stored: Callable[[], Mapping[str, Json]]) -> Compiled:
    """The document and policy of a stored copy, which is fetched only when this process does not know it yet.

    Raises ``Fault("copy_damaged")`` when it is not the text of ``digest``.
    """
    known = _compiled.get(digest)
    if known is None:
        document = Document.model_validate_json(json.dumps(stored()))
        if documents.digest(document) != digest:
            raise Fault(
                "copy_damaged",
                "De bewaarde tekst van dit instrument is niet meer die van zijn kenmerk. Niets passeert.",
            )
        known = _compiled[digest] = Compiled(document, _of_a_copy(document))
    return known


def _of_a_copy(document: Document) -> Policy:
    """What an adopted text permits. A law that ended since makes it refuse, not unreadable. source: P7"""
    result = compile_document(document, vocabulary(), adopted=True)
    return result if isinstance(result, Policy) else check(document)
