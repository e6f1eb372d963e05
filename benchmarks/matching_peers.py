"""Other ways to find one person in two lists, run as they were first written: none was tuned on a result of this benchmark.

Splink with blocking rules (a dozen for FEBRL, seven for a town) and wide, with every pair; and a reference that compares every pair
with rapidfuzz. All learn without the truth. Needs the group ``bench``.
"""

import logging
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matching_febrl import Lists
from matching_score import Found

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

_NAMES = {"given_name": "surname", "surname": "given_name"}
_LINES = {"address_1": "address_2", "address_2": "address_1"}


def splink_febrl(lists: Lists, *, wide: bool) -> Found:
    """Splink on FEBRL, with the blocking rules of ``PERFORMANCE`` or with none."""
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    started = time.perf_counter()
    comparisons = [
        _splink_name("given_name", "surname"),
        _splink_name("surname", "given_name"),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
        cl.LevenshteinAtThresholds("street_number", [1]),
        *(cl.JaroWinklerAtThresholds(field, [0.92, 0.8]) for field in ("address_1", "address_2", "suburb")),
        cl.ExactMatch("state"),
    ]
    linking = lists.other is not None
    rules: list[object] = ["1=1"] if wide else [block_on(*fields) for fields in _FEBRL_RULES]
    if not wide:
        rules.append(block_on("substr(surname,1,3)", "substr(postcode,1,2)"))
        if linking:
            rules.append("l.given_name = r.surname and l.surname = r.given_name")
    settings = SettingsCreator(
        link_type="link_only" if linking else "dedupe_only",
        unique_id_column_name="place",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
    )
    database = DuckDBAPI()
    tables = [lists.one] if lists.other is None else [lists.one, lists.other]
    known = [
        database.register(t.reset_index(names="place"), dataset_display_name=f"t{n}") for n, t in enumerate(tables)
    ]
    linker = Linker(known if linking else known[0], settings, log_level=50)
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "postcode"), block_on("postcode", "street_number", "address_1")], recall=0.6
    )
    train.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    train.estimate_parameters_using_expectation_maximisation(block_on("given_name", "surname"))
    train.estimate_parameters_using_expectation_maximisation(block_on("postcode", "street_number"))
    found = linker.inference.predict(threshold_match_weight=-20).as_pandas_dataframe()
    return _as_found(found, linking=linking, started=started)


_FEBRL_RULES: Sequence[tuple[str, ...]] = (
    ("given_name", "surname"),
    ("postcode", "street_number"),
    ("address_1",),
    ("surname", "postcode"),
    ("given_name", "postcode"),
    ("suburb", "street_number"),
    ("address_2",),
    ("surname", "suburb"),
    ("given_name", "suburb"),
    ("surname", "street_number"),
    ("given_name", "street_number"),
)


def splink_town(
    rows: pd.DataFrame, register: pd.DataFrame, model: Path | None = None, keep: Path | None = None
) -> Found:
    """Splink on a town: columns place, fn, ln, st, nr, insz, sometimes pc. ``model``: one that ``keep`` kept before."""
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    started = time.perf_counter()
    database = DuckDBAPI()
    known = [database.register(table, dataset_display_name=name) for table, name in ((rows, "d"), (register, "c"))]
    town = ["pc"] if "pc" in rows.columns else []
    blocks = [
        ["insz"],
        ["fn", "ln", *town],
        ["fn", "ln", "nr"],
        [*town, "st", "nr"],
        ["ln", *town, "nr"],
        ["fn", *town, "nr"],
    ]
    swapped = "l.fn = r.ln and l.ln = r.fn" + (" and l.pc = r.pc" if town else "")
    if model is None:
        settings: object = SettingsCreator(
            link_type="link_only",
            unique_id_column_name="place",
            comparisons=[
                _splink_name("fn", "ln"),
                _splink_name("ln", "fn"),
                cl.LevenshteinAtThresholds("insz", [1, 2]),
                cl.JaroWinklerAtThresholds("st", [0.92, 0.8]),
                cl.ExactMatch("nr"),
                *(cl.ExactMatch(field) for field in town),
            ],
            blocking_rules_to_generate_predictions=[*(block_on(*fields) for fields in blocks), swapped],
            retain_intermediate_calculation_columns=False,
        )
    else:
        settings = model
    linker = Linker(known, settings, log_level=50)
    if model is None:
        train = linker.training
        train.estimate_probability_two_random_records_match([block_on("insz")], recall=0.93)
        train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
        train.estimate_parameters_using_expectation_maximisation(block_on("insz"))
        train.estimate_parameters_using_expectation_maximisation(block_on("fn", "ln"))
        if keep:
            linker.misc.save_model_to_json(str(keep), overwrite=True)
    return _as_found(
        linker.inference.predict(threshold_match_weight=0).as_pandas_dataframe(), linking=True, started=started
    )


def _splink_name(column: str, other: str) -> object:
    import splink.comparison_level_library as levels  # noqa: PLC0415
    import splink.comparison_library as cl  # noqa: PLC0415

    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.ColumnsReversedLevel(column, other),
            levels.JaroWinklerLevel(column, 0.92),
            levels.JaroWinklerLevel(column, 0.8),
            levels.ElseLevel(),
        ],
    )


def _as_found(pairs: pd.DataFrame, *, linking: bool, started: float) -> Found:
    left, right = pairs.place_l.to_numpy(), pairs.place_r.to_numpy()
    if linking and len(pairs) and str(pairs.source_dataset_l.iloc[0]) in ("t1", "c"):
        left, right = right, left
    if not linking:
        left, right = np.minimum(left, right), np.maximum(left, right)
    took = time.perf_counter() - started
    return Found(left, right, pairs.match_weight.to_numpy(), 0.0, len(pairs), took)


def every_pair(lists: Lists) -> Found:
    """Each pair compared in steps, term frequencies, expectation-maximisation; no blocking. Not a library: a limit."""
    started = time.perf_counter()
    one, other = lists.one, lists.one if lists.other is None else lists.other
    columns = list(one.columns)
    steps = {column: _all_steps(one, other, column) for column in columns}
    votes = sum(((step >= 2) & (step != 255)).astype(np.uint8) for step in steps.values())
    at = np.argwhere(votes >= 3)
    if lists.other is None:
        at = at[at[:, 0] < at[:, 1]]
    left, right = at[:, 0], at[:, 1]
    chance = np.random.default_rng(1)
    rows, there = chance.integers(0, len(one), 4_000_000), chance.integers(0, len(other), 4_000_000)
    drawn = rows != there if lists.other is None else np.ones(len(rows), bool)
    size = {column: 5 if column in _NAMES | _LINES else 4 for column in columns}
    u, m, seen, rare = {}, {}, {}, {}
    for column in columns:
        step = steps[column][rows[drawn], there[drawn]]
        counted = np.bincount(step[step != 255], minlength=size[column]).astype(float) + 0.5
        u[column] = counted / counted.sum()
        start = np.r_[0.05, np.full(size[column] - 2, 0.1), 0.75]
        m[column] = start / start.sum()
        seen[column] = steps[column][left, right]
        share = (
            one[column]
            .map(pd.concat([one[column], other[column]]).value_counts(normalize=True))
            .astype(float)
            .to_numpy()
        )
        top = size[column] - 1
        more = np.where(seen[column] == top, np.log(u[column][top]) - np.log(np.clip(share[left], 1e-5, 1)), 0.0)
        rare[column] = more if column in ("given_name", "surname", "suburb", "address_1") else 0.0
    del steps, votes
    prior = min(len(one), len(other)) * 0.5 / lists.possible
    for _ in range(40):
        weight = np.full(len(left), np.log(prior / (1 - prior)))
        for column in columns:
            table = np.r_[np.log(m[column]) - np.log(u[column]), np.zeros(256 - size[column])]
            weight += table[seen[column]] + rare[column]
        p = 1 / (1 + np.exp(-np.clip(weight, -500, 500)))
        for column in columns:
            told = seen[column] != 255
            counted = np.bincount(seen[column][told], weights=p[told], minlength=size[column]) + 0.5
            m[column] = counted / counted.sum()
        if abs(p.sum() / lists.possible - prior) < 1e-12:
            break
        prior = p.sum() / lists.possible
    return Found(left, right, weight / np.log(2), 0.0, lists.possible, time.perf_counter() - started)


def _all_steps(one: pd.DataFrame, other: pd.DataFrame, column: str) -> np.ndarray:
    """0 different … 3 or 4 the same, 1 where columns are swapped, 255 missing."""
    from rapidfuzz.distance import JaroWinkler, Levenshtein  # noqa: PLC0415

    digits = column in ("postcode", "street_number")
    scorer = Levenshtein.normalized_similarity if digits else JaroWinkler.similarity
    alike = _all_alike(one[column], other[column], scorer)
    cuts = (70, 85, 100) if digits else (80, 92, 100)
    step = np.zeros(alike.shape, np.uint8)
    swap = (_NAMES | _LINES).get(column)
    if swap:
        step[_all_alike(one[column], other[swap], scorer) >= 92] = 1
    for n, cut in enumerate(cuts, start=2 if swap else 1):
        step[alike >= cut] = n
    step[one[column].isna().to_numpy()[:, None] | other[column].isna().to_numpy()[None, :]] = 255
    return step


def _all_alike(one: pd.Series, other: pd.Series, scorer: object) -> np.ndarray:
    from rapidfuzz import process  # noqa: PLC0415

    ours, at = np.unique([value or "" for value in one], return_inverse=True)
    theirs, there = np.unique([value or "" for value in other], return_inverse=True)
    table = process.cdist(list(ours), list(theirs), scorer=scorer, workers=-1, score_multiplier=100, dtype=np.uint8)
    return table[at[:, None], there[None, :]]
