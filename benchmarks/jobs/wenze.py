"""The engine itself: the whole evaluation, its facts and screening of the two Order 446 rules, or its sweep alone."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from benchmarks.generator import records
from benchmarks.jobs.data import COUNTY, TOWNSHIP, Data, Stretches
from benchmarks.jobs.pairing import Task
from benchmarks.jobs.plain import month_later
from engine.evaluation import Evaluation, evaluate, take_facts
from engine.reasoning.intervals import Interval, no_window
from engine.reasoning.stretch import stretches
from engine.rules import load_rules
from engine.settings import Settings


def screened(data: Data) -> Stretches:
    """Facts and the stretches of the two rules, with their windows, sites and sensitivity."""
    run = Evaluation(records(data.tables), data.as_of, None, load_rules(), Settings(), data.jurisdictions)
    take_facts(run)
    return sorted(
        (rule.id, s.place, s.first, s.last)
        for rule, when in run.screen.site_rules()
        if rule.id in (TOWNSHIP, COUNTY)
        for s in run.screen.stretches(rule, when)
    )


def evaluated(data: Data) -> Stretches:
    """The whole evaluation: all rules, chain, second computation, proofs, unknowns, policy review, receivers."""
    run = evaluate(
        records(data.tables),
        as_of=data.as_of,
        known_at=None,
        rules=load_rules(),
        settings=Settings(),
        jurisdictions=data.jurisdictions,
    )
    day = data.as_of.toordinal()
    return sorted(
        (f.rule.id, f.jurisdiction, f.met_on, day if f.ended_on is None else f.ended_on)
        for f in run.findings
        if f.rule.id in (TOWNSHIP, COUNTY) and f.met_on is not None
    )


def swept(task: Task) -> list[int]:
    """The counting alone, from the same intervals that the peers get: places with a stretch (all stretches built)."""
    until = cache(month_later)
    counties: dict[int, list[Interval]] = defaultdict(list)
    townships: dict[int, list[Interval]] = defaultdict(list)
    for i in task.intervals:
        one = Interval(i.opened, str(i.key), i.first, i.last)
        counties[i.county].append(one)
        townships[i.township].append(one)
    found = [p for p, rows in counties.items() if stretches(COUNTY, str(p), sorted(rows), 2, until)]
    found += [p for p, rows in townships.items() if stretches(TOWNSHIP, str(p), sorted(rows), 1, no_window)]
    return sorted(found)
