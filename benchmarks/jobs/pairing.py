"""The peers' simpler job: from counting intervals to township and county findings and referrals, pairs joined inside.

Each engine gets the intervals on which illegal coal mines count (worked out beforehand, outside its time), the last
day of each window, and some evidence. It joins two intervals of one county whose openings lie within one month and
that share a day, derives the findings, and joins them with the evidence into referrals: no episodes, no stretches,
no windows. So it is given far less to do than `wenze`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.jobs.data import FORCE, Data
from benchmarks.jobs.plain import intervals, month_later
from benchmarks.jobs.rows import coal_sites
from engine.periods import ARROW_EPOCH

Answer = tuple[int, int, list[int], list[int]]
"""Pairs: how many, a sum over them; places with a finding; places referred. Places are numbers."""
MODULUS = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Counting:
    """One interval: `key` by opening day, then site; `until` is the last day of its window."""

    key: int
    opened: int
    until: int
    first: int
    last: int
    county: int
    township: int


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine gets: intervals by key, and the places with evidence."""

    intervals: list[Counting]
    evidence: list[int]


def task(data: Data) -> Task:
    """The task of a data set; places without a number of their own (no county) are left out."""
    end = min(data.as_of, FORCE[1]).toordinal() - ARROW_EPOCH
    rows = []
    for root, site in sorted(coal_sites(data).items()):
        if site.county and site.township and any(d[2] for d in site.discoveries):
            runs = [r for r in intervals(site, data.as_of.toordinal() - ARROW_EPOCH) if r[1] <= end]
            rows += [(o, root, f, min(t, end), site.county, site.township) for o, f, t in runs]
    rows.sort()
    codes = sorted({c for r in rows for c in r[4:6]})
    number = {code: n for n, code in enumerate(codes)}
    found = [
        Counting(n, o, month_later(o), f, t, number[c], number[w])
        for n, (o, _, f, t, c, w) in enumerate(rows)
    ]
    named = set(data.tables["duty_evidence"]["jurisdiction"].to_pylist())
    return Task(found, sorted(number[c] for c in named if c in number))


def save_task(path: Path, given: Task) -> None:
    """Write a task and its answer, so that an engine's process holds nothing else."""
    rows = [astuple(i) for i in given.intervals]
    path.write_text(json.dumps([rows, given.evidence, expected(given)]), encoding="utf-8")


def load_task(path: Path) -> tuple[Task, Answer]:
    """Read a task and its answer."""
    rows, evidence, (count, total, findings, referred) = json.loads(path.read_text(encoding="utf-8"))
    return Task([Counting(*row) for row in rows], evidence), (count, total, findings, referred)


def answer(pairs: int, total: int, findings: Iterable[int], referred: Iterable[int]) -> Answer:
    """An engine's result in the form that is compared."""
    return pairs, total % MODULUS, sorted(set(findings)), sorted(set(referred))


def pair_value(one: int, two: int) -> int:
    """What a pair adds to the sum."""
    return one * 31 + two


def expected(given: Task) -> Answer:
    """The answer by a sweep: for each interval the later ones of its county up to its window's end."""
    by_county: dict[int, list[Counting]] = defaultdict(list)
    for one in given.intervals:
        by_county[one.county].append(one)
    count = total = 0
    findings = {i.township for i in given.intervals}
    for county, rows in by_county.items():
        openings = [r.opened for r in rows]
        for at, one in enumerate(rows):
            for two in rows[at + 1 : bisect_right(openings, one.until)]:
                if two.first <= one.last and one.first <= two.last:
                    count += 1
                    total += pair_value(one.key, two.key)
                    findings.add(county)
    return answer(count, total, findings, findings & set(given.evidence))
