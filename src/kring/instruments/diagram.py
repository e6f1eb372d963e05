"""The life of an instrument as a picture, drawn from the moves. ``python -m kring.instruments.diagram`` prints the page.

``docs/standing.md`` is that page; a test compares the two.
"""

import sys

from kring.instruments.standing_moves import LIVING, MOVES, STATES, Move, State

_OPEN = tuple(state for state in LIVING if state != "suspended")

_HEAD = """# Standing of an instrument

<!-- Drawn by `python -m kring.instruments.diagram > docs/standing.md` from src/kring/instruments/standing_moves.py. -->

What a text is worth depends on what its parties said about it. Each party keeps its own copy of the text and of every
statement; an instrument is in force for a party when *its own copy* holds every statement required, on the days that the
text itself covers.

A suspension stops the own side when it is made, and the other side when it arrives there; it and an end are taken in
whatever else has arrived. Only the party that suspended lifts its suspension, and only when the inquiry is closed and
safeguards are on record. A party whose own officer advised negatively signs only with the reason why.
"""


def mermaid() -> str:
    """The states and moves, as a Mermaid state diagram."""
    rows = ["stateDiagram-v2", "    state open {", "        direction LR", "        [*] --> draft"]
    rows += [
        f"        {start} --> {goal}: {_label(move)}"
        for move in MOVES.values()
        for start, goal in move.leads.items()
        if not _from_anywhere(move) and start in _OPEN
    ]
    rows += ["    }"]
    rows += [f"    {state}: {name}" for state, name in STATES.items()]
    rows += ["    open: niet geschorst, niet beëindigd"]
    for move in MOVES.values():
        if _from_anywhere(move):
            rows.append(f"    open --> {move.leads['draft']}: {_label(move)}")
        if "suspended" in move.leads:
            goal = move.leads["suspended"]
            rows.append(f"    suspended --> {'open' if goal == 'before' else goal}: {_label(move)}")
    rows += ["    ended --> [*]"]
    return "\n".join(rows)


def table() -> str:
    """Every kind of statement: who makes it, in which states, after what."""
    rows = ["| statement | in Dutch | made by | in state | after, by every party |", "|---|---|---|---|---|"]
    for kind, move in MOVES.items():
        who = ", ".join(f"`{function}`" for function in sorted(move.functions))
        states = ", ".join(STATES[state] for state in STATES if state in move.leads)
        rows.append(f"| `{kind}` | {move.nl} | {who} | {states} | {f'`{move.after}`' if move.after else ''} |")
    return "\n".join(rows)


def page() -> str:
    """The whole page."""
    return f"{_HEAD}\n```mermaid\n{mermaid()}\n```\n\n{table()}\n"


def _from_anywhere(move: Move) -> bool:
    return all(_target(move, state) == _target(move, "draft") is not None for state in _OPEN)


def _target(move: Move, state: State) -> str | None:
    return move.leads.get(state)


def _label(move: Move) -> str:
    words = move.nl + (" van elke partij" if move.every else "")
    return words + (" (terug naar waar het stond)" if "before" in move.leads.values() else "")


if __name__ == "__main__":
    sys.stdout.write(page())
