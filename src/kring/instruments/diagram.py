"""The life of an instrument as a picture, drawn from the moves. ``python -m kring.instruments.diagram`` prints the page.

``docs/standing.md`` is that page; a test compares the two.
"""

import sys

from kring.instruments.standing_moves import LIVING, MOVES, STATES, STEPS, Move, Need, State
from kring.policy.kinds import Kind, kinds

_BY = {"every_party": "every party", "discloser": "who discloses"}

_HEAD = """# Standing of an instrument

<!-- Drawn by `python -m kring.instruments.diagram > docs/standing.md` from src/kring/instruments/standing_moves.py
     and src/kring/policy/kinds.toml. -->

What a text is worth depends on what its parties said about it. Each party keeps its own copy of the text and of every
statement; an instrument is in force for a party when *its own copy* holds every statement required, on the days that the
text itself covers. Which statements those are, and who makes them, depends on its kind (below); where none is needed, the
own copy suffices.

A suspension stops the own side when it is made, and the other side when it arrives there; it and an end are taken in
whatever else has arrived. Only the party that suspended lifts its suspension, and only when the inquiry is closed and
safeguards are on record. It waits for what is just being released or taken up, so that nothing of that side commits after it
([0017](decisions/0017-a-stop-at-once.md)). A party whose own officer advised negatively signs only with the reason why.

It ends on the last day of its term; on the day that one party alone names (`end`); by `termination_notice`, when the text's own
term of notice is over; with the agreement that the text names (`agreement_ended`, or the agreement of the pair that Kring
keeps); and by law, for each purpose whose legal basis is no longer in force. A newer version between the same parties replaces
it from the instant that it is in force on the own copy. Disclosures that the text marks `after_end` (corrections, withdrawals,
breach notices) pass in spite of all that.
"""


def mermaid() -> str:
    """The states and moves, as a Mermaid state diagram; a step says for which kinds it leads there."""
    rows = ["stateDiagram-v2", "    state open {", "        direction LR"]
    edges: dict[tuple[str, str, str], list[str]] = {}
    for kind in kinds().values():
        for edge in _edges(kind):
            edges.setdefault(edge, []).append(kind.title["nl"])
    for (start, goal, label), of in edges.items():
        for_whom = f" ({', '.join(of)})" if len(of) < len(kinds()) else ""
        rows.append(f"        {start} --> {goal}: {label}{for_whom}")
    rows += ["    }"]
    rows += [f"    {state}: {name}" for state, name in STATES.items()]
    rows += ["    open: niet geschorst, niet beëindigd"]
    rows += ["    open --> replaced: nieuwere versie van kracht"]
    for move in MOVES.values():
        rows += [f"    {start} --> {goal}: {_label(move)}" for start, goal in _ways(move)]
    rows += ["    ended --> [*]"]
    return "\n".join(rows)


def table() -> str:
    """Every kind of statement: who makes it, what it says, in which states."""
    rows = ["| statement | in Dutch | made by | says | in state |", "|---|---|---|---|---|"]
    for kind, move in MOVES.items():
        who = ", ".join(f"`{function}`" for function in sorted(move.functions)) or "the machine"
        asks = ", ".join(f"`{name}`" for name in (*move.asks, *(["about"] if move.about else [])))
        states = "as its kind says" if move.step else _in_words(move)
        rows.append(f"| `{kind}` | {move.nl} | {who} | {asks} | {states} |")
    return "\n".join(rows)


def kinds_table() -> str:
    """Every kind of instrument: what puts it in force, in order; what may be said besides; who says it."""
    rows = ["| kind of instrument | in Dutch | needs | may have | made by |", "|---|---|---|---|---|"]
    for kind in kinds().values():
        needs, may = (
            ", ".join(f"`{STEPS[step]}`" for step in steps) for steps in (_steps(kind.needs), _steps(kind.may))
        )
        rows.append(f"| `{kind.name}` | {kind.title['nl']} | {needs or 'the own copy'} | {may} | {_BY[kind.by]} |")
    return "\n".join(rows)


def page() -> str:
    """The whole page."""
    return f"{_HEAD}\n```mermaid\n{mermaid()}\n```\n\n{kinds_table()}\n\n{table()}\n"


def _edges(kind: Kind) -> list[tuple[str, str, str]]:
    """The way of one kind, from its first state on: start, goal, by which statement of whom."""
    at: str = "draft" if kind.needs else "adopted"
    found = [("[*]", at, "exemplaar genomen")]
    for step in _steps((*kind.needs, *kind.may)):
        whose = "door elke partij" if kind.by == "every_party" else "door wie de gegevens geeft"
        found.append((at, step, f"{MOVES[STEPS[step]].nl} {whose}"))
        at = step
    return found


def _in_words(move: Move) -> str:
    if set(move.leads) == {*LIVING, "ended"}:
        return "any"
    return "any, until its end" if set(move.leads) == set(LIVING) else ", ".join(STATES[one] for one in move.leads)


def _steps(names: tuple[str, ...]) -> list[Need]:
    return [step for step in STEPS if step in names]


def _ways(move: Move) -> list[tuple[str, str]]:
    """From where to where a statement leads that is no step: seen from all that is open, and from suspended."""
    found = []
    if "draft" in move.leads:
        found.append(("open", _target(move, "draft", "open")))
    if "suspended" in move.leads:
        found.append(("suspended", _target(move, "suspended", "suspended" if "draft" in move.leads else "open")))
    if "ended" in move.leads:
        found.append(("ended", "ended"))
    return found


def _target(move: Move, start: State, before: str) -> str:
    goal = move.leads[start]
    return before if goal == "before" else goal


def _label(move: Move) -> str:
    return move.nl + (
        " (terug naar waar het stond)" if move.leads.get("suspended") == "before" and "draft" not in move.leads else ""
    )


if __name__ == "__main__":
    sys.stdout.write(page())
