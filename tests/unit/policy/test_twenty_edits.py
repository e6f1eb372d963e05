"""The document is the policy: edit the text of Genk, and behaviour changes as the edit says. No code knows of any of them."""

import pytest

from kring.policy.document import digest, read

from .edits import EDITS, Edit
from .samples import compiled, genk, genk_document

_IDS = [edit.sentence for edit in EDITS]


@pytest.mark.req("P9")
@pytest.mark.parametrize("edit", EDITS, ids=_IDS)
def test_behaviour_changes_as_the_text_says(edit: Edit) -> None:
    """Before the edit it was otherwise; both are what the sentence makes one expect."""
    assert edit.before != edit.after
    assert edit.shown(genk()) == edit.before
    assert edit.shown(compiled(edit.text())) == edit.after


@pytest.mark.req("P8", "P9")
@pytest.mark.parametrize("edit", EDITS, ids=_IDS)
def test_an_edited_text_is_another_text(edit: Edit) -> None:
    """Its mark differs, so no signature under the old text covers it."""
    assert digest(read(edit.text())) != digest(genk_document())


def test_there_are_twenty() -> None:
    """And no two say the same."""
    assert len({edit.sentence for edit in EDITS}) == len(EDITS) >= 20
