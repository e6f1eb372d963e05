"""The page about standing is drawn from the data that the machine obeys."""

from pathlib import Path

from kring.instruments import diagram
from kring.instruments.standing_moves import MOVES, STATES

PAGE = Path(__file__).parents[3] / "docs" / "standing.md"


def test_the_page_on_standing_says_what_the_machine_does() -> None:
    """If this fails: ``python -m kring.instruments.diagram > docs/standing.md``."""
    assert PAGE.read_text() == diagram.page()


def test_the_picture_shows_every_state_and_every_statement() -> None:
    """Nobody looks for a move that is not drawn."""
    drawn = diagram.mermaid()
    assert all(f"    {state}: {name}" in drawn for state, name in STATES.items())
    assert all(move.nl in drawn for move in MOVES.values())
