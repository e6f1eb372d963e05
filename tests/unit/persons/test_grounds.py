"""The grounds of restriction and objection are data with a citation."""

from kring.persons import grounds


def test_a_person_may_have_use_restricted_in_the_four_cases_of_the_law() -> None:
    """Accuracy contested, unlawful but kept, wanted for a claim, objection pending (001, GDPR art. 18)."""
    assert len(grounds.RESTRICTION) == 4
    assert {ground.citation[:11] for ground in grounds.RESTRICTION.values()} == {"AVG art. 18"}


def test_every_ground_says_what_it_is_and_since_when() -> None:
    """A lawyer can check each."""
    for code, ground in [*grounds.RESTRICTION.items(), *grounds.OBJECTION.items()]:
        assert ground.code == code
        assert ground.nl
        assert ground.citation
        assert ground.since.year == 2018
