"""Conditions on dated rows: the sets and the second computation, row by row, give the same runs of days."""

import os
from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from factmaking import (
    DUIZHEN,
    TIANNING,
    XIAOYI,
    XIXINZHUANG,
    Row,
    appraised,
    checked,
    facts,
    found,
    measured,
    site,
)

from engine.facts import Facts
from engine.periods import NO_OVERLAY
from engine.reasoning.crosscheck import Crosscheck
from engine.reasoning.plain import together
from engine.reasoning.rows import row_stretches
from engine.reasoning.screen import Screen
from engine.rules import RuleSet, load_rules
from engine.rules.model import Rule
from engine.rules.row_kinds import Excess, RowKind
from engine.rules.vocabulary import DAYS
from engine.settings import Settings

SEEDS = int(os.environ.get("WENZE_ROW_HISTORIES", "20"))
RULES = load_rules().with_drafts()
BUNDLED = [r for r in RULES.active if isinstance(r.when, RowKind)]
START = date(2022, 2, 10)
KINDS = ("cut_power", "cut_explosives", "dismantle", "seal", "disperse", "order", "prosecute")


def varied(rule: Rule, chance: Random) -> Rule:
    """The rule under another number, unit and level: what a bundled file does not happen to say."""
    changed = {}
    for name, parameter in rule.parameters.items():
        unit = parameter.unit if parameter.unit in {"次", "元"} else chance.choice(["日", "月", "工作日"])
        if name == "window" and unit == "工作日":
            unit = "日"
        day = min(parameter.values)
        most, later = (2, 9) if unit == "月" else (20, 9)
        if unit == "元":
            most, later = 3, 3
        values = {day: chance.randint(1, most), day + timedelta(40): chance.randint(1, later)}
        changed[name] = parameter.model_copy(update={"unit": unit, "values": values})
    when = rule.when.model_copy(update={"place": chance.choice(["township", "county", "city"])})
    if isinstance(when, Excess) and chance.random() < 0.5:
        when = when.model_copy(update={"per": "site"})
    return rule.model_copy(update={"parameters": changed, "when": compared(when, chance)})


def compared(when: RowKind, chance: Random) -> RowKind:
    """Some events compared with a day, and amounts from above as well as from below."""
    dumped = when.model_dump(by_alias=True)
    for path, event in when.events():
        node: Any = dumped
        for step in path[1:]:
            node = node[step]
        if chance.random() < 0.3:
            operator = chance.choice(["on_or_after", "before"])
            day = START + timedelta(chance.randint(0, 150))
            node["where"] = {**event.where, DAYS[event.fact][0]: {operator: day}}
        if "value" in event.where:
            node["where"]["value"] = {chance.choice(["at_least", "at_most"]): "least_value"}
    return type(when).model_validate(dumped)


def history(chance: Random) -> list[Row]:
    """Up to five sites with discoveries, measures and checks on days of half a year."""
    rows: list[Row] = []
    names = "ABCDE"[: chance.randint(1, 5)]
    for name in names:
        joined = {"same_as": "A"} if name == "E" else {}
        rows.append(site(name, chance.choice([XIXINZHUANG, DUIZHEN, TIANNING, XIAOYI]), **joined))

    def on(late: int = 150) -> str:
        return str(START + timedelta(chance.randint(0, late)))

    for number in range(chance.randint(3, 30)):
        name, day = chance.choice(names), on()
        kind = chance.choice(["found", "measured", "measured", "checked", "checked", "appraised"])
        if kind == "found":
            cells = {"reported_on": on()} if chance.random() < 0.3 else {}
            cells["situation"] = chance.choice(["4", "4", "1a", "1a;4", ""])
            rows.append(found(name, day, producing=chance.choice(["yes", "no", "unknown"]), **cells))
        elif kind == "appraised":
            rows.append(appraised(name, day, chance.choice(["0.99", "1", "1.01", "2", "2.5", "3"])))
        elif kind == "measured":
            cells = {"kind": chance.choice(KINDS), "executed_on": chance.choice([day, on(), ""])}
            if chance.random() < 0.2:
                cells |= {"result_on": on(), "result": "stopped", "result_by": chance.choice(["县", ""])}
            rows.append(measured(name, day, **cells))
        else:
            rows.append(checked(name, day, chance.choice(["stopped", "producing", "no_measure"])))
        _, cells = rows[-1]
        key = {
            "found": "discovery_id",
            "measured": "measure_id",
            "checked": "check_id",
            "appraised": "appraisal_id",
        }[kind]
        cells[key] = f"{kind}{number}"
    return rows


def both(facts_: Facts, rules: RuleSet) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The runs by the sets and by the second computation: rule, place, of, first, last."""
    screen = Screen(facts_, rules, Settings(), NO_OVERLAY)
    sets: set[tuple[str, ...]] = set()
    plain: set[tuple[str, ...]] = set()
    second = Crosscheck(facts_, rules, Settings(), NO_OVERLAY)
    for rule, when in screen.row_rules():
        sets |= {
            (rule.id, s.place, s.of, str(s.first), str(s.last)) for s in row_stretches(screen, rule, when)
        }
        runs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for place, of, run in second.rows.found(rule, when):
            runs[place, of].append(run)
        plain |= {
            (rule.id, place, of, str(a), str(b))
            for (place, of), some in runs.items()
            for a, b in together(some)
        }
    return sets, plain


@pytest.mark.parametrize("start", range(0, SEEDS, 10))
def test_the_sets_equal_the_second_computation(start: int) -> None:
    some = 0
    for seed in range(start, start + 10):
        chance = Random(seed)  # noqa: S311 - a history by its number
        rows, until = history(chance), START + timedelta(chance.randint(20, 200))
        made = {r.id: varied(r, chance) if chance.random() < 0.7 else r for r in BUNDLED}
        sets, plain = both(facts(str(until), *rows), RuleSet(made, RULES.instruments, "", {}))
        assert sets == plain, f"seed {seed}"
        some += len(sets)
    assert some > 4


def test_every_kind_on_rows_is_among_the_bundled_rules() -> None:
    kinds = {"Unfollowed", "Rhythm", "Checklist", "Excess", "Overlap", "Before"}
    assert {type(r.when).__name__ for r in BUNDLED} == kinds


def test_nothing_given_gives_nothing() -> None:
    assert both(facts("2022-05-01"), RULES) == (set(), set())
