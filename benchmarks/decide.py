"""How long one decision takes with ever more instruments in force, and beside it another engine on the same requests.

    .venv/bin/python benchmarks/decide.py [--instruments 10 100 1000 10000] [--decisions 5000] [--check 100000]

``decide`` is asked as the door asks it: the instrument is named by its mark, the facts are raw. Each instrument is a text of its
own (the Genk text with another id and other days), compiled. The median and the 99th percentile of single decisions, in
microseconds, and the median beside that with the fewest instruments. The peer is cedarpy, in turns within one run, on the small
world of the tests, where every answer of both is compared. Reports; asserts nothing but that the answers are the same.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.unit.policy import cedar  # noqa: E402
from tests.unit.policy.test_small_world import STANDINGS, people, requests  # noqa: E402
from tests.unit.policy.worlds import DAYS, small  # noqa: E402

from kring.config.vocabulary import VOCABULARY  # noqa: E402 - found from the root
from kring.core.days import start_of  # noqa: E402
from kring.policy.compile import compile as compile_document  # noqa: E402
from kring.policy.decide import Request, decide  # noqa: E402
from kring.policy.document import digest, read  # noqa: E402
from kring.policy.rules import Policy  # noqa: E402
from kring.policy.standing import Standing  # noqa: E402

IN_FORCE = Standing(advised=date(2025, 11, 1), signed=date(2025, 11, 2), published=date(2025, 11, 3))
CLIENT = {"client_on": [{"capacity": 2, "from": "2026-01-01", "until": None}]}
AT = start_of(date(2026, 3, 2))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--instruments", nargs="+", type=int, default=[10, 100, 1_000, 10_000])
    options.add_argument("--decisions", type=int, default=5_000)
    options.add_argument("--check", type=int, default=100_000)
    given = options.parse_args()
    _by_number(given.instruments, given.decisions)
    _beside_cedar(given.check)


def _by_number(sizes: Sequence[int], decisions: int) -> None:
    held = _texts(max(sizes))
    marks = list(held)
    print(f"one decision, microseconds, {decisions} each, sizes in turns\n")
    print(f"{'instruments':>12}{'p50':>8}{'p99':>8}{'× fewest':>10}")
    times: dict[int, list[int]] = {size: [] for size in sizes}
    draw = random.Random(1)  # noqa: S311 - the same choice each time
    for _ in range(5):
        for size in sizes:
            times[size] += _timed(held, [marks[draw.randrange(size)] for _ in range(decisions // 5)])
    fewest = statistics.median(times[min(sizes)])
    for size, found in times.items():
        found.sort()
        middle, slow = statistics.median(found), found[len(found) * 99 // 100]
        print(f"{size:>12}{middle / 1e3:>8.1f}{slow / 1e3:>8.1f}{middle / fewest:>10.2f}")


def _timed(held: dict[str, Policy], marks: Sequence[str]) -> list[int]:
    found = []
    for mark in marks:
        began = time.perf_counter_ns()
        request = Request("mark", "match_job", ("debt.client_mark",))
        given = decide(held[mark], IN_FORCE, request, CLIENT, AT)
        found.append(time.perf_counter_ns() - began)
        assert given.permitted  # noqa: S101 - a benchmark of nothing says nothing
    return found


def _texts(number: int) -> dict[str, Policy]:
    """Policies by mark, each of a text of its own."""
    text = (ROOT / "instruments" / "genk" / "document.toml").read_text("utf-8")
    document = read(text)
    assert document.duration is not None  # noqa: S101
    found: dict[str, Policy] = {}
    for one in range(number):
        until = date(2026, 12, 31) + timedelta(days=one % 366)
        other = document.model_copy(
            update={"id": f"genk-{one}", "duration": document.duration.model_copy(update={"until": until})}
        )
        policy = compile_document(other, VOCABULARY)
        assert isinstance(policy, Policy)  # noqa: S101
        found[digest(other)] = policy
    return found


def _beside_cedar(number: int) -> None:
    document, policy = small()
    everything = list(product(list(requests()), list(people()), DAYS, STANDINGS.values()))
    drawn = random.Random(2).choices(everything, k=number)  # noqa: S311 - the same choice each time
    engine = cedar.policies(document)
    ours: list[float] = []
    theirs: list[float] = []
    same = 0
    part = max(1, number // 5)
    for start in range(0, number, part):
        some = drawn[start : start + part]
        questions = [
            (request, cedar.asked(document, request, standing, facts, day)) for request, facts, day, standing in some
        ]
        instants = [start_of(day) for _, _, day, _ in some]
        began = time.perf_counter()
        mine = [
            decide(policy, standing, request, facts, at)
            for (request, facts, _, standing), at in zip(some, instants, strict=True)
        ]
        ours.append((time.perf_counter() - began) / len(some))
        began = time.perf_counter()
        other = cedar.permitted(engine, questions)
        theirs.append((time.perf_counter() - began) / len(some))
        same += sum(frozenset(one.items) == items for one, items in zip(mine, other, strict=True))
    assert same == number, f"{number - same} answers differ"  # noqa: S101 - what the comparison is for
    middle, peer = statistics.median(ours), statistics.median(theirs)
    print(
        f"\n{number} requests of the small world, judged by both, {same} answers the same (medians of {len(ours)} parts)"
    )
    print(f"decide {middle * 1e6:.1f} µs a request, cedarpy in batches {peer * 1e6:.1f} µs: {peer / middle:.1f} × ours")


if __name__ == "__main__":
    main()
