"""Checks and measures after each discovery: most sites are stopped within days, some go on, some reopen."""

from __future__ import annotations

from array import array
from random import Random
from typing import Final

import pyarrow as pa

from benchmarks.synthetic.columns import days, instants, numbered, picked, table
from benchmarks.synthetic.discoveries import Discoveries, recorded
from benchmarks.synthetic.sizes import Sizes

RESULTS: Final = ("stopped", "producing", "no_measure")
STOPPED, PRODUCING, NO_MEASURE = range(3)
COURSES: Final[tuple[tuple[int, tuple[tuple[int, int, int], ...]], ...]] = (
    (72, ((1, 5, STOPPED), (15, 30, STOPPED), (50, 60, STOPPED))),
    (12, ((1, 6, PRODUCING), (8, 20, STOPPED), (40, 60, STOPPED))),
    (4, ((2, 8, NO_MEASURE), (12, 25, PRODUCING), (35, 60, STOPPED))),
    (3, ((1, 20, PRODUCING), (25, 60, NO_MEASURE), (90, 120, PRODUCING))),
    (5, ((1, 4, STOPPED), (20, 60, PRODUCING), (65, 90, STOPPED))),  # reopened, found by a check
    (2, ((3, 1, STOPPED), (3, 1, PRODUCING), (10, 30, STOPPED))),  # two checks of one day disagree
    (2, ((60, 90, STOPPED), (160, 30, STOPPED), (200, 30, STOPPED))),  # nobody looks for months
)
"""Weight, then for each check: earliest day after the discovery, how many days it may take, what it says."""

CHECKERS: Final = tuple(
    f"合成{w}（合成数据）" for w in ("县应急管理局", "县联合执法队", "市安委办", "乡镇政府")
)
KINDS: Final = ("order", "cut_power", "cut_explosives", "dismantle", "seal", "disperse", "seize", "prosecute")
WITHDRAWN: Final = 0.002
CHECKED, HALF = 0.3, 0.005
"""Share of measures with a check, and with one that is filled in part only (no check)."""


def _within(day: int, ahead: float, first: int, last: int) -> int:
    """`ahead` days later, or, where that is after the year, the same share of the days that are left."""
    later = day + int(ahead)
    return later if later <= last else day + int((last - day) * (ahead - int(ahead)) + (day < first))


def draw_checks(found: Discoveries, sizes: Sizes, random: Random) -> pa.Table:
    """Draw `sizes.checks` rows: the first check of every discovery, then the second ones, then the third."""
    count, draw = sizes.checks, random.random
    first, last = sizes.span
    every = len(found.days)
    course = random.choices(range(len(COURSES)), [w for w, _ in COURSES], k=every)
    of, day, result = array("l"), array("l"), array("b")
    for number in range(count):
        round_, one = divmod(number, every)
        steps = COURSES[course[one]][1]
        low, wide, says = steps[round_] if round_ < len(steps) else (120 + 30 * round_, 60, STOPPED)
        of.append(found.sites[one])
        day.append(_within(found.days[one], low + draw() * wide, first, last))
        result.append(says)
    columns = {
        "check_id": numbered("C", count),
        "site_id": numbered("S", sizes.sites).take(pa.array(of, pa.int64())),
        "checked_on": days(day),
        "result": picked(RESULTS, result),
        "checked_by": picked(CHECKERS, random.choices(range(len(CHECKERS)), k=count)),
        "withdrawn": pa.array([draw() < WITHDRAWN for _ in range(count)], pa.bool_()),
        "recorded_at": instants(recorded(day, random)),
    }
    return table("checks", columns, count)


def draw_measures(found: Discoveries, sizes: Sizes, random: Random) -> pa.Table:
    """Draw `sizes.measures` rows; three in ten were checked afterwards and are checks too."""
    count, draw = sizes.measures, random.random
    last = sizes.span[1]
    every = len(found.days)
    chosen = array("l", random.choices(range(every), k=count))
    ordered = array("l", (min(last, found.days[i] + int(draw() * 3)) for i in chosen))
    executed = [min(last, d + int(draw() * 6)) if draw() >= 0.2 else None for d in ordered]  # noqa: PLR2004
    looked = [draw() for _ in range(count)]
    checked = [
        min(last, d + 1 + int(draw() * 10)) if chance < CHECKED + HALF else None
        for d, chance in zip(ordered, looked, strict=True)
    ]
    says = random.choices(range(len(RESULTS)), (80, 12, 8), k=count)
    none = len(RESULTS)
    columns = {
        "measure_id": numbered("M", count),
        "site_id": numbered("S", sizes.sites).take(
            pa.array(array("l", (found.sites[i] for i in chosen)), pa.int64())
        ),
        "kind": picked(KINDS, random.choices(range(len(KINDS)), k=count)),
        "ordered_on": days(ordered),
        "executed_on": days(executed),
        "by": picked(CHECKERS, random.choices(range(len(CHECKERS)), k=count)),
        "result_on": days(checked),
        "result": picked(
            (*RESULTS, None), (s if c < CHECKED else none for s, c in zip(says, looked, strict=True))
        ),
        "result_by": picked((CHECKERS[0], None), (int(c >= CHECKED) for c in looked)),
        "recorded_at": instants(recorded(ordered, random)),
    }
    return table("measures", columns, count)
