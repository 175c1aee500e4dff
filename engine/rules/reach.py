"""Rules that could never be met, or must always be: told of one rule by itself, and of rules that count others."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.model import Any as AnyOf
from engine.rules.model import Count, Definition, FactIs, Force
from engine.rules.naming import LEVEL
from engine.rules.row_kinds import RowKind
from engine.rules.shelf import Shelf, Written
from engine.rules.terms import Condition, Where
from engine.rules.vocabulary import COLUMNS, DAY_OPERATORS, LEVELS

Path = tuple[str | int, ...]
MANY_VALUED: Final = frozenset({"situation", "missing_licences"})
"""Columns that hold several codes at once: `is` asks for one among them."""


def check_reach(written: Written) -> Iterator[Fault]:
    """Whether the conditions of one rule can be satisfied, and leave anything out."""
    when = written.sections.get("when")
    if isinstance(when, Definition):
        yield from _each(written, "discovery", when.where, ("when", "where"))
        yield from _branches(written, when)
    elif isinstance(when, FactIs):
        yield from _each(written, when.fact, when.where, ("when", "where"))
        if not when.where:
            yield written.fault(say.ALWAYS_EVIDENCE, "when", "where")
    elif isinstance(when, Count):
        yield from _count(written, when)
    elif isinstance(when, RowKind):
        for path, event in when.events():
            yield from _each(written, event.fact, event.where, (*path, "where"))
    elif isinstance(when, AnyOf) and not when.any:
        yield written.fault(say.NEVER_EMPTY.format(where=when.key), "when", when.key)


def _count(written: Written, when: Count) -> Iterator[Fault]:
    if when.kinds == ():
        yield written.fault(say.NEVER_EMPTY.format(where="kinds"), "when", "kinds")
    least = written.sections.get("parameters", {}).get(when.at_least)
    if when.within and least and set(least.values.values()) == {1}:
        yield written.fault(say.ALWAYS_WINDOW.format(found=when.within), "when", "within")


def _each(written: Written, fact: str, where: Where, path: Path) -> Iterator[Fault]:
    for column, condition in where.items():
        codes = COLUMNS.get(fact, {}).get(column)
        if not codes or len(condition) != 1:
            continue
        ((operator, operand),) = condition.items()
        named = set(operand) if isinstance(operand, tuple) else {operand}
        every = not set(codes) - named
        if (operator == "in" and not named) or (operator == "not" and every):
            yield written.fault(say.NEVER_ONE.format(where=column), *path, column)
        elif (operator == "in" and every) or (operator == "not" and not named):
            yield written.fault(say.ALWAYS_ONE.format(where=column), *path, column)


def _branches(written: Written, when: Definition) -> Iterator[Fault]:
    if not when.any:
        yield written.fault(say.NEVER_EMPTY.format(where="any"), "when", "any")
    for number, branch in enumerate(when.any):
        path = ("when", "any", number)
        yield from _each(written, "discovery", branch.where, (*path, "where"))
        if not branch.where and not branch.provided:
            yield written.fault(say.ALWAYS_BRANCH, *path)
        against = [c for c in branch.where if c in when.where and _clash(c, when.where[c], branch.where[c])]
        if against:
            yield written.fault(say.NEVER_BRANCH.format(where="、".join(against)), *path)
        whole: Mapping[str, Condition] = {**when.where, **branch.where}
        if any(all(whole.get(c) == v for c, v in one.items()) for one in when.contradictory):
            yield written.fault(say.NEVER_CONTRADICTORY, *path)
        if branch.provided and not _admitted(written, branch.provided):
            yield written.fault(say.NEVER_ADMITTED.format(found=branch.provided), *path, "provided")


def _admitted(written: Written, name: str) -> bool:
    """Whether a branch's parameter is `yes` on some day in force; what other checks refuse counts as admitted."""
    parameter = written.sections.get("parameters", {}).get(name)
    force: Force | None = written.sections.get("in_force")
    if parameter is None or force is None or not parameter.values:
        return True
    first, last = force.days
    days = {first, *(d.toordinal() for d in parameter.values)}
    return any(parameter.on(day) == "yes" for day in days if first <= day <= last)


def _clash(column: str, one: Condition, other: Condition) -> bool:
    """Whether no value of a column satisfies both conditions."""
    if len(one) != 1 or len(other) != 1:  # told by another check
        return False
    codes = set(COLUMNS["discovery"].get(column, ()))
    (op, operand), (op2, operand2) = (*one.items(), *other.items())
    if op in DAY_OPERATORS or op2 in DAY_OPERATORS:
        starts, ends = ([c[name] for c in (one, other) if name in c] for name in DAY_OPERATORS)
        return any(str(end) <= str(start) for start in starts for end in ends)
    named, named2 = (set(v) if isinstance(v, tuple) else {v} for v in (operand, operand2))
    if column in MANY_VALUED:
        return (op == "not" and op2 != "not" and named2 <= named) or (
            op2 == "not" and op != "not" and named <= named2
        )
    return not ((codes - named if op == "not" else named) & (codes - named2 if op2 == "not" else named2))


def check_reach_between(shelf: Shelf) -> Iterator[Fault]:
    """Whether what a rule counts can be met at its level, in its days, and is more than a draft."""
    rules = {w.id: w for w in shelf.rules}
    defined = {w.word("when", "define"): w for w in shelf.rules}
    for written in shelf.rules:
        when = written.sections.get("when")
        if isinstance(when, Count):
            below = when.place if when.distinct == "site" else when.distinct
            source = defined.get(when.count) if when.distinct == "site" else rules.get(when.count)
            yield from _source(written, source, when.count, below, "when", "count")
        elif isinstance(when, AnyOf):
            for number, member in enumerate(when.any):
                name = member.finding or ""
                path = ("when", when.key, number, "finding")
                yield from _source(written, rules.get(name), name, when.place, *path)


def _source(
    written: Written, source: Written | None, name: str, below: str, *path: str | int
) -> Iterator[Fault]:
    if source is None or source is written:
        return
    if source.sections.get("status") == "draft" and written.sections.get("status") == "active":
        yield written.fault(say.NEVER_DRAFT.format(found=name), *path)
    level = getattr(source.sections.get("when"), "place", None)
    if level and LEVELS.index(level) > LEVELS.index(below):
        said = say.NEVER_LEVEL.format(found=name, level=LEVEL[level], place=LEVEL[below])
        yield written.fault(said, *path)
    own, other = written.sections.get("in_force"), source.sections.get("in_force")
    if own and other and (own.days[0] > other.days[1] or other.days[0] > own.days[1]):
        force = f"{other.start} 至 {other.end or '今'}"
        yield written.fault(say.NEVER_TOGETHER.format(found=name, force=force), *path)
