"""Sentences turned against the numbers: each number and day is moved by one, and what no sentence notices is named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.jurisdictions import Jurisdictions
from engine.rules.model import All, Count, Definition, Rule
from engine.rules.model import Any as AnyOf
from engine.rules.reading import load_rules
from engine.rules.ruleset import RuleSet
from engine.rules.sentences import Placed, read_sentences
from engine.trials.running import sentence_files, trial


@dataclass(frozen=True, slots=True)
class Mutant:
    """One number of a rule, or one day it compares with, moved by one; `held_by`: the first sentence that fails under it."""

    rule: str
    parameter: str
    since: date
    value: int | date
    moved: int | date
    held_by: str | None

    @property
    def held(self) -> bool:
        """Whether a sentence noticed."""
        return self.held_by is not None


def run_mutants(
    folders: Sequence[Path], jurisdictions: Jurisdictions, only: str | None = None
) -> Iterator[Mutant]:
    """Move every number and day of every rule (or of `only`) up and down, drafts in use; one is found after another.

    A number that would fall below what a rule file may say is moved up only.
    The sentences beside the rule are tried first, then those of the rules that stand above it.
    """
    rules = load_rules(folders).with_drafts()
    beside = {rule: (path, read_sentences(path)[0]) for rule, path in sentence_files(folders)}
    for rule in rules.active:
        if only not in {None, rule.id}:
            continue
        near = [rule.id, *sorted(above(rule, rules))]
        for name, since, value in numbers(rule):
            for moved in (value - 1, value + 1):
                if moved < (0 if name == "response_days" else 1):
                    continue
                changed = moved_to(rules, rule, name, since, moved)
                held = _first_failing(near, beside, changed, jurisdictions)
                yield Mutant(rule.id, name, since, value, moved, held)
        for (name, at), since, value in numbers_of_places(rule):
            for moved in (value - 1, value + 1) if value > 1 else (value + 1,):
                changed = with_rule(rules, _with_place(rule, name, at, {since: moved}))
                held = _first_failing(near, beside, changed, jurisdictions)
                told = f"{name}（{rule.parameters[name].places[at].place}）"
                yield Mutant(rule.id, told, since, value, moved, held)
        for path, day in compared_days(rule):
            for later in (day - timedelta(1), day + timedelta(1)):
                changed = with_rule(rules, _with_day(rule, path, later))
                held = _first_failing(near, beside, changed, jurisdictions)
                name = ".".join(map(str, ("when", *path)))
                yield Mutant(rule.id, name, rule.in_force.start, day, later, held)


def numbers(rule: Rule) -> Iterator[tuple[str, date, int]]:
    """The numbers of a rule: parameter, the day from which it holds, value."""
    for name, parameter in rule.parameters.items():
        for since, value in sorted(parameter.values.items()):
            if isinstance(value, int):
                yield name, since, value


def numbers_of_places(rule: Rule) -> Iterator[tuple[tuple[str, int], date, int]]:
    """The numbers that places set: parameter and which of its places, the day from which it holds, value."""
    for name, parameter in rule.parameters.items():
        for at, own in enumerate(parameter.places):
            for since, value in sorted(own.values.items()):
                if isinstance(value, int):
                    yield (name, at), since, value


def _with_place(rule: Rule, name: str, at: int, values: Mapping[date, int]) -> Rule:
    parameter = rule.parameters[name]
    own = parameter.places[at]
    changed = own.model_copy(update={"values": {**own.values, **values}})
    places = (*parameter.places[:at], changed, *parameter.places[at + 1 :])
    other = parameter.model_copy(update={"places": places})
    return rule.model_copy(update={"parameters": {**rule.parameters, name: other}})


def compared_days(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], date]]:
    """The days that conditions compare with, and where in `when` they stand."""

    def below(node: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], date]]:
        if isinstance(node, date):
            yield path, node
        steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, tuple) else ()
        for step, one in steps:
            yield from below(one, (*path, step))

    yield from below(rule.when.model_dump(by_alias=True), ())


def _with_day(rule: Rule, path: tuple[str | int, ...], day: date) -> Rule:
    dumped = rule.when.model_dump(by_alias=True)
    node: Any = dumped
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = day
    return rule.model_copy(update={"when": type(rule.when).model_validate(dumped)})


def above(rule: Rule, rules: RuleSet) -> set[str]:
    """Ids of the rules that count what a rule defines or finds."""
    out = set()
    for one in rules.active:
        if isinstance(one.when, Count):
            named = {one.when.count}
        elif isinstance(one.when, (All, AnyOf)):
            members = one.when.all if isinstance(one.when, All) else one.when.any
            named = {m.finding or m.fact for m in members}  # type: ignore[misc]
        else:
            continue
        if rule.id in named or (isinstance(rule.when, Definition) and rule.when.define in named):
            out.add(one.id)
    return out


def moved_to(rules: RuleSet, rule: Rule, name: str, since: date, value: int) -> RuleSet:
    """The rule set with one number changed."""
    parameter = rule.parameters[name]
    changed = parameter.model_copy(update={"values": {**parameter.values, since: value}})
    other = rule.model_copy(update={"parameters": {**rule.parameters, name: changed}})
    return with_rule(rules, other)


def with_rule(rules: RuleSet, rule: Rule) -> RuleSet:
    """The rule set with one rule in place of that of its id."""
    every: Mapping[str, Rule] = MappingProxyType({**rules.rules, rule.id: rule})
    return RuleSet(every, rules.instruments, rules.sha256, rules.notes, rules.norms, rules.matters)


def _first_failing(
    near: Sequence[str],
    beside: Mapping[str, tuple[Path, list[Placed]]],
    rules: RuleSet,
    jurisdictions: Jurisdictions,
) -> str | None:
    for name in near:
        path, sentences = beside.get(name, (Path(), []))
        for placed in sentences:
            if not trial(name, path, placed, rules, jurisdictions).passed:
                return placed.sentence.sentence
    return None
