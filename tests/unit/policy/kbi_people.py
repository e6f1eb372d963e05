"""Invented dossiers of which it is known, by the way they are made, what may leave: records on both sides of every limit.

Each cluster makes its entries on or over its border and says of each value whether it leaves; it never looks at the document.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kring.core.registry import Entry

DAY = date(2026, 3, 2)
REASON = 200
"""The longest reason, in characters."""
RELEVANT = ("primary_obliged", "primary_entitled", "secondary", "dutch_for_ocmw")
OTHERS = ("dutch", "employment", "housing", "minor")
GUIDANCE_ONLY = frozenset(
    """steering_establishment steering_contact_name steering_contact_telephone steering_contact_email language language_level
    literacy level level_basis level_on advice advice_by advice_on perspective perspective_since trajectory_establishment
    trajectory_contact_name trajectory_contact_telephone trajectory_contact_email part_remarks diploma_support conversation
    conversation_at conversation_establishment conversation_staff""".split()  # noqa: SIM905 - read more easily
)
WORK_ONLY = frozenset(
    """sanction_holder required_attendance attendance attendance_on attendance_course attendance_minutes
    attended_minutes""".split()  # noqa: SIM905 - read more easily
)


@dataclass
class Made:
    """Entries with the items of each that may leave for some purpose, and what is known of the person."""

    entries: list[tuple[Entry, frozenset[str]]] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def add(
        self,
        record: str | None,
        leaves: bool | frozenset[str],  # noqa: FBT001 - what is expected, not a switch
        values: dict[str, str],
        **facts: object,
    ) -> None:
        """One entry; ``leaves`` is yes, no, or which of its items."""
        named = {f"integration.{name}": value for name, value in values.items()}
        going = frozenset(values) if leaves is True else frozenset() if leaves is False else leaves
        going -= {name for name, value in values.items() if name.endswith("_reason") and len(value) > REASON}
        kept = f"integration_{record}" if record else None
        self.entries.append((Entry(named, kept, facts), frozenset(f"integration.{name}" for name in going)))


def person(chance: random.Random) -> Made:
    """One dossier with something of every cluster; entries of different clusters stand mixed."""
    parts = []
    made = Made()
    for cluster in CLUSTERS.values():
        part = Made()
        cluster(chance, part)
        made.facts |= part.facts
        parts.append(part.entries)
    made.entries = list(_mixed(chance, parts))
    return made


def expected(made: Made, purpose: str) -> tuple[list[dict[str, str]], dict[str, list[tuple[int, str]]]]:
    """The rows that leave for ``purpose``, and for each item from which entry which value."""
    once: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    said: dict[str, list[tuple[int, str]]] = {}
    for place, (entry, leaves) in enumerate(made.entries):
        row = {name: value for name, value in entry.values.items() if name in leaves and serves(name, purpose)}
        for name, value in row.items():
            said.setdefault(name, []).append((place, value))
        if entry.record is None:
            once |= row
        elif row:
            rows.append(row)
    return ([once] if once else []) + rows, said


def serves(item: str, purpose: str) -> bool:
    """Whether the item is for this purpose. source: K13, K15"""
    name = item.removeprefix("integration.")
    return name not in (WORK_ONLY if purpose == "guidance" else GUIDANCE_ONLY)


def _mixed(
    chance: random.Random, parts: list[list[tuple[Entry, frozenset[str]]]]
) -> Iterator[tuple[Entry, frozenset[str]]]:
    """All entries, those of one cluster in their own order."""
    left = [list(part) for part in parts if part]
    while left:
        one = chance.choice(left)
        yield one.pop(0)
        left = [part for part in left if part]


def _reason(chance: random.Random) -> str:
    """Short, just short enough, and one character too long."""
    return "x" * chance.choice([1, REASON, REASON + 1])


def _ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


def _yes(chance: random.Random) -> bool:
    return chance.random() < 0.5


def _trajectory(chance: random.Random) -> tuple[str, bool]:
    """A type of trajectory, and whether it is relevant."""
    relevant = _yes(chance)
    return chance.choice(RELEVANT if relevant else OTHERS), relevant


def _latest_of(chance: random.Random, ages: list[int]) -> tuple[list[int], int | None]:
    """Some of these ages in days, in any order, and the place of the latest that is not in the future."""
    chosen = [chance.choice(ages) for _ in range(chance.randint(0, 4))]
    past = [(-age, place) for place, age in enumerate(chosen) if age >= 0]
    return chosen, max(past)[1] if past else None


def _known(chance: random.Random, made: Made) -> None:
    known = _yes(chance)
    made.add(None, known, {"known": "gekend" if known else "niet gekend"})


def _one(chance: random.Random, made: Made) -> None:
    steered = _yes(chance)
    made.facts["steered_by_office"] = steered
    always = {"steering_partner": "partner", "steering_since": _ago(100)}
    office = {
        "steering_establishment": "vestiging",
        "steering_contact_name": "naam",
        "steering_contact_telephone": "089",
        "steering_contact_email": "post",
    }
    made.add(None, frozenset({*always, *office}) if steered else frozenset(always), {**always, **office})


def _two(chance: random.Random, made: Made) -> None:
    made.add(None, True, {"literacy": "ja"})
    for language in chance.sample(["ar", "fr", "ti", "ps"], chance.randint(0, 4)):
        used = chance.choice([True, False, None])
        facts = {} if used is None else {"used_with_office": used}
        made.add("language", used is True, {"language": language, "language_level": "B1"}, **facts)


def _three(chance: random.Random, made: Made) -> None:
    """Contracts 1 to 3, of which one is the last that was concluded; each may have addenda of any day."""
    contracts = [(chance.choice(["parent", "takeover", "draft"]), chance.choice([-1, 0, 1, 30, 800])) for _ in range(3)]
    concluded = [(-age, place) for place, (kind, age) in enumerate(contracts) if kind != "draft" and age >= 0]
    last = max(concluded)[1] if concluded else None
    for place, (kind, age) in enumerate(contracts):
        for _ in range(chance.randint(0, 2)):
            later = chance.choice([-5, 0, 10, 900])
            _contract(made, "addendum", later, place, place == last)
        _contract(made, kind, age, place, place == last)
    _contract(made, "addendum", 0, None, leaves=False)
    ages, latest = _latest_of(chance, [-1, 0, 5, 5, 400])
    for place, age in enumerate(ages):
        made.add(
            "signing_postponement",
            place == latest,
            {
                "signing_postponed_since": _ago(age),
                "signing_postponed_until": _ago(age - 9),
                "signing_postponement_reason": _reason(chance),
            },
            postponed_since=_ago(age),
        )


def _contract(made: Made, kind: str, age: int, key: int | None, leaves: bool) -> None:  # noqa: FBT001 - what is expected
    values = {"contract_kind": kind, "contract_signed_on": _ago(age), "contract_parts": "MO"}
    facts = {"kind": kind, "signed_on": _ago(age)} | ({} if key is None else {"contract_key": str(key)})
    made.add("contract", leaves, values, **facts)


def _four(chance: random.Random, made: Made) -> None:
    for kind in chance.sample(["integration", "earlier_competences", "exemption", "deferment", "effort", "card"], 4):
        leaves = kind not in ("effort", "card")
        made.add("attestation", leaves, {"attestation_kind": kind, "attestation_on": _ago(3)}, kind=kind)


def _five(chance: random.Random, made: Made) -> None:
    """A year and a day ago is 366 days: the year before 2 March 2026 has no 29 February."""
    ages = [chance.choice([-1, 0, 364, 365, 366, 900]) for _ in range(chance.randint(0, 4))]
    inside = [(-age, place) for place, age in enumerate(ages) if 0 <= age <= 365]
    latest = max(inside)[1] if inside else None
    for place, age in enumerate(ages):
        values = {
            "registered_on": _ago(age),
            "registration_establishment": f"loket {place}",
            "registration_reason": _reason(chance),
        }
        made.add("registration", place == latest, values, registered_on=_ago(age))
    ages, latest = _latest_of(chance, [-1, 0, 5, 5, 400])
    for place, age in enumerate(ages):
        values = {
            "registration_postponed_since": _ago(age),
            "registration_postponed_until": _ago(age - 9),
            "registration_postponement_reason": _reason(chance),
        }
        made.add("registration_postponement", place == latest, values, postponed_since=_ago(age))


def _six(chance: random.Random, made: Made) -> None:
    ages, latest = _latest_of(chance, [-1, 0, 0, 700])
    for place, age in enumerate(ages):
        values = {
            "target_group": f"resultaat {place}",
            "target_group_on": _ago(age),
            "target_group_reason": _reason(chance),
            "exemption_reason": _reason(chance),
        }
        made.add("target_group", place == latest, values, decided_on=_ago(age))


def _seven(chance: random.Random, made: Made) -> None:
    for kind in chance.sample(["test", "career", "certificate", "estimate", "rumour"], 3):
        leaves = kind not in ("estimate", "rumour")
        made.add("level", leaves, {"level": "A2", "level_basis": kind, "level_on": _ago(1)}, kind=kind)


def _eight(chance: random.Random, made: Made) -> None:
    for by in chance.sample(["vdab", "house_of_dutch", "reception_office", None], 3):
        leaves = by in ("vdab", "house_of_dutch")
        facts = {} if by is None else {"given_by": by}
        made.add("advice", leaves, {"advice": "werk", "advice_by": str(by), "advice_on": _ago(1)}, **facts)


def _nine(chance: random.Random, made: Made) -> None:
    for key in range(chance.randint(0, 3)):
        kind, relevant = _trajectory(chance)
        ages, latest = _latest_of(chance, [-1, 0, 10, 10, 500])
        for place, age in enumerate(ages):
            values = {"perspective": f"perspectief {place}", "perspective_since": _ago(age)}
            facts = {"trajectory_type": kind, "trajectory_key": str(key), "perspective_since": _ago(age)}
            made.add("perspective", relevant and place == latest, values, **facts)


def _ten_to_twelve(chance: random.Random, made: Made) -> None:
    for _ in range(chance.randint(0, 3)):
        kind, relevant = _trajectory(chance)
        primary = {"trajectory_conclusion": "niet behaald", "trajectory_end_reason": _reason(chance)}
        always = {
            "trajectory_type": kind,
            "trajectory_since": _ago(500),
            "trajectory_until": _ago(2),
            "trajectory_establishment": "loket",
            "trajectory_contact_name": "naam",
            "trajectory_contact_telephone": "089",
            "trajectory_contact_email": "post",
            "sanction_holder": "ocmw",
        }
        leaves = frozenset(always) if relevant else frozenset()
        leaves |= frozenset(primary) if kind in ("primary_obliged", "primary_entitled") else frozenset()
        made.add("trajectory", leaves, {**always, **primary}, trajectory_type=kind)


def _thirteen(chance: random.Random, made: Made) -> None:
    for _ in range(chance.randint(0, 3)):
        kind, relevant = _trajectory(chance)
        exempted, remark = chance.choice(["ja", "nee", "ja, ziek"]), "x" * chance.choice([1, 500, 501])
        going = {"part"} | ({"part_exempted"} if exempted in ("ja", "nee") else set())
        going |= {"part_remarks"} if len(remark) <= 500 else set()
        values = {"part": "MO", "part_exempted": exempted, "part_remarks": remark}
        made.add("part", frozenset(going) if relevant else False, values, trajectory_type=kind)
    status = chance.choice(["obtained", "not_obtained", "open", None])
    if status is not None:
        made.facts["attestation_status"] = status
    for key in range(chance.randint(0, 3)):
        kind, relevant = _trajectory(chance)
        ages, latest = _latest_of(chance, [-1, 0, 20, 20, 600])
        for place, age in enumerate(ages):
            infringement = chance.choice([True, False, None])
            told = status is not None and infringement is not None
            leaves = relevant and place == latest and told and (status == "not_obtained" or infringement is True)
            values = {"concluded_part": "MO", "part_conclusion": f"besluit {place}", "part_concluded_on": _ago(age)}
            facts: dict[str, object] = {"kind": kind, "part_key": str(key), "concluded_on": _ago(age)}
            facts |= {} if infringement is None else {"relevant_infringement": infringement}
            made.add("conclusion", leaves, values, **facts)


def _fourteen(chance: random.Random, made: Made) -> None:
    for _ in range(chance.randint(0, 3)):
        kind, relevant = _trajectory(chance)
        granted = _yes(chance)
        values = {
            "deferred_part": "NT2",
            "deferred_since": _ago(50),
            "deferred_until": _ago(9),
            "deferment_reason": _reason(chance),
        }
        made.add("deferment", relevant and granted, values, trajectory_type=kind, granted_by_office=granted)


def _fifteen(chance: random.Random, made: Made) -> None:
    records = {
        "course": {
            "course": "NT2", "course_number": "7", "course_part": "NT2", "required_attendance": "80",
            "course_leaving_reason": _reason(chance), "course_result": "geslaagd", "course_level": "1.1", "course_status": "uit",
        },
        "module": {"module": "1.1 A", "module_course": "7"},
        "attendance": {
            "attendance": "AFWEZIG", "attendance_on": _ago(14), "attendance_course": "7",
            "attendance_minutes": "180", "attended_minutes": "0",
        },
    }  # fmt: skip
    for record, values in records.items():
        for _ in range(chance.randint(0, 3)):
            kind, relevant = _trajectory(chance)
            course = chance.choice(["social_orientation", "career_orientation", "dutch", "other"])
            made.add(record, relevant and course != "other", values, kind=course, trajectory_type=kind)


def _sixteen(chance: random.Random, made: Made) -> None:
    said = chance.choice(["ja", "nee", "misschien", ""])
    made.add(None, said in ("ja", "nee"), {"diploma_support": said})


def _seventeen(chance: random.Random, made: Made) -> None:
    for _ in range(chance.randint(0, 3)):
        marked, text = chance.choice([True, False, None]), "x" * chance.choice([1, 1500, 1501])
        values = {
            "conversation": text,
            "conversation_at": _ago(4),
            "conversation_establishment": "loket",
            "conversation_staff": "naam",
        }
        going = frozenset(values) - (frozenset() if len(text) <= 1500 else {"conversation"})
        facts = {} if marked is None else {"marked_for_ocmw": marked}
        made.add("conversation", going if marked is True else False, values, **facts)


CLUSTERS: dict[str, Callable[[random.Random, Made], None]] = {
    "known": _known,
    "1": _one,
    "2": _two,
    "3": _three,
    "4": _four,
    "5": _five,
    "6": _six,
    "7": _seven,
    "8": _eight,
    "9": _nine,
    "10-12": _ten_to_twelve,
    "13": _thirteen,
    "14": _fourteen,
    "15": _fifteen,
    "16": _sixteen,
    "17": _seventeen,
}
