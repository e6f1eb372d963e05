"""The page about standing is drawn from the data that the machine obeys."""

from pathlib import Path

from kring.instruments import diagram
from kring.instruments.standing_moves import MOVES, STATES, STEPS
from kring.policy.kinds import kinds

PAGE = Path(__file__).parents[3] / "docs" / "standing.md"


def test_the_page_on_standing_says_what_the_machine_does() -> None:
    """If this fails: ``python -m kring.instruments.diagram > docs/standing.md``."""
    assert PAGE.read_text() == diagram.page()


def test_the_picture_shows_every_state_and_every_statement() -> None:
    """Nobody looks for a move that is not drawn."""
    drawn = diagram.mermaid()
    assert all(f"    {state}: {name}" in drawn for state, name in STATES.items())
    assert all(move.nl in drawn for move in MOVES.values())


def test_the_page_says_what_puts_each_kind_of_instrument_in_force() -> None:
    """From the same data that the decision reads."""
    rows = {line.split("`")[1]: line for line in diagram.kinds_table().splitlines() if line.startswith("| `")}
    assert rows.keys() == kinds().keys()
    for name, kind in kinds().items():
        assert all(f"`{STEPS[need]}`" in rows[name] for need in kind.needs)  # type: ignore[index]
