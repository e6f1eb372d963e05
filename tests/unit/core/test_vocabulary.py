"""Words: a name has one meaning."""

import pytest

from kring.clients.vocabulary import CLIENTS
from kring.config.vocabulary import VOCABULARY
from kring.core.errors import Fault
from kring.core.vocabulary import Item, Role, merge, vocabulary


def test_packages_may_not_give_one_word_two_meanings() -> None:
    """Two roles of one name stop the installation at start; the same word twice does not."""
    ours, theirs = Role("debt_team", {"nl": "ons"}), Role("debt_team", {"nl": "hun"})
    with pytest.raises(Fault) as clash:
        merge(vocabulary(ours), vocabulary(theirs))
    assert clash.value.code == "vocabulary_clash"
    with pytest.raises(Fault):
        vocabulary(ours, theirs)
    assert merge(vocabulary(ours), vocabulary(ours)).roles == {"debt_team": ours}


def test_an_item_and_a_role_may_share_a_name() -> None:
    """Kinds of words are apart."""
    both = vocabulary(Role("x", {"nl": "x"}), Item("x", "x", "ordinary", {"nl": "x"}))
    assert (len(both.roles), len(both.items)) == (1, 1)


def test_every_condition_reads_facts_that_exist() -> None:
    """A gate or row condition never needs a fact that nobody can give."""
    conditions = [*VOCABULARY.gates.values(), *VOCABULARY.rows.values()]
    assert {fact for one in conditions for fact in one.facts} <= VOCABULARY.facts.keys()
    assert CLIENTS.rows.keys() <= VOCABULARY.rows.keys()


def test_every_word_is_said_in_dutch() -> None:
    """Whatever can be shown to a person has a Dutch text."""
    worded = [
        *VOCABULARY.items.values(),
        *VOCABULARY.events.values(),
        *VOCABULARY.roles.values(),
        *VOCABULARY.declarations.values(),
    ]
    assert all(one.text["nl"] for one in worded)
    assert all(
        one.refusal["nl"] and one.refusal["en"] for one in [*VOCABULARY.gates.values(), *VOCABULARY.rows.values()]
    )
