"""Everything that is wrong or doubtful in a text, its cases included: what the command line and the register's page tell alike."""

from datetime import date

from kring.core.vocabulary import Vocabulary

from .cases import run_cases
from .compile import check
from .compile import compile as compile_document
from .document import Document, Unreadable, read
from .findings import Finding


def examine(text: str, vocabulary: Vocabulary, on: date) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document, if it has the shape of one, and every finding on it, its cases included.

    Raises ``Unreadable('not_toml')``.
    """
    try:
        doc = read(text)
    except Unreadable as broken:
        if not broken.findings:
            raise
        return None, broken.findings
    found = check(doc, vocabulary, on)
    policy = compile_document(doc, vocabulary)
    return doc, found if isinstance(policy, list) else (*found, *run_cases(doc, policy))
