"""What is wrong with a condition: columns, comparisons, codes, levels and kinds."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.model import All, Count, Definition, FactIs, Together
from engine.rules.model import Any as AnyOf
from engine.rules.row_checking import check_rows
from engine.rules.row_kinds import RowKind
from engine.rules.shelf import Written
from engine.rules.terms import Scalar, Where
from engine.rules.vocabulary import COLUMNS, LEVELS, ORGAN_PREFIXES, TOWNSHIP_KINDS, guess, listed

Path = tuple[str | int, ...]
CODE_OPERATORS: Final = ("is", "in", "not")


def check_condition(written: Written) -> Iterator[Fault]:
    """The faults of `when` that need no other file."""
    when = written.sections.get("when")
    if isinstance(when, Definition):
        yield from _where(written, when.fact, when.where, ("when", "where"))
        for number, branch in enumerate(when.any):
            yield from _where(written, when.fact, branch.where, ("when", "any", number, "where"))
        for number, where in enumerate(when.contradictory):
            yield from _where(written, when.fact, where, ("when", "contradictory", number))
    elif isinstance(when, FactIs):
        yield from _where(written, when.fact, when.where, ("when", "where"))
    elif isinstance(when, (All, AnyOf)):
        yield from _members(written, when)
    elif isinstance(when, Count):
        yield from _count(written, when)
    elif isinstance(when, RowKind):
        yield from check_rows(written, when)
        yield from (f for at, e in when.events() for f in _where(written, e.fact, e.where, (*at, "where")))


def _members(written: Written, when: All | AnyOf) -> Iterator[Fault]:
    name, members = ("all", when.all) if isinstance(when, All) else (when.key, when.any)
    yield from _shape(written, when)
    for number, member in enumerate(members):
        if (member.fact is None) == (member.finding is None):
            yield written.fault(say.ONE_LIMB, "when", name, number)
        elif member.fact or member.where:
            yield from _where(
                written, member.fact or "finding", member.where, ("when", name, number, "where")
            )


def _shape(written: Written, when: All | AnyOf) -> Iterator[Fault]:
    """Only what the fence of durable-rules lets through (DESIGN §3)."""
    if isinstance(when, AnyOf):
        for number, member in enumerate(when.any):
            if member.fact and not member.finding:
                yield written.fault(say.ANY_SHAPE.format(where=when.key), "when", when.key, number)
        if isinstance(when, Together) and len(when.any) < 2:  # noqa: PLR2004 - one alone joins nothing
            yield written.fault(say.ONE_TOGETHER, "when", "all")
    elif sorted(m.fact == "duty_evidence" for m in when.all if m.fact) != [False, True]:
        yield written.fault(say.ALL_SHAPE, "when", "all")


def _count(written: Written, when: Count) -> Iterator[Fault]:
    if when.distinct == "site" and not when.state:
        yield written.fault(say.NO_STATE.format(found=when.count), "when", "count")
    if when.distinct != "site" and LEVELS.index(when.distinct) >= LEVELS.index(when.place):
        yield written.fault(
            say.LEVEL_NOT_BELOW.format(found=when.distinct, place=when.place), "when", "distinct"
        )
    if when.kinds is not None and when.place != "township":
        yield written.fault(say.ONLY_TOWNSHIP, "when", "kinds", key=True)
    for number, kind in enumerate(when.kinds or ()):
        if kind not in TOWNSHIP_KINDS:
            said = say.UNKNOWN_KIND.format(
                found=kind, options=listed(TOWNSHIP_KINDS), guess=guess(kind, TOWNSHIP_KINDS)
            )
            yield written.fault(said, "when", "kinds", number)


def _where(written: Written, fact: str, where: Where, path: Path) -> Iterator[Fault]:
    columns: Mapping[str, tuple[str, ...]] = COLUMNS.get(fact, {})
    for column, condition in where.items():
        here = (*path, column)
        if column not in columns:
            said = say.UNKNOWN_COLUMN.format(
                where=fact, found=column, options=listed(columns), guess=guess(column, columns)
            )
            yield written.fault(said, *here, key=True)
            continue
        if len(condition) != 1:
            yield written.fault(say.ONE_OPERATOR.format(where=column, number=len(condition)), *here)
        for operator, operand in condition.items():
            if operator not in CODE_OPERATORS:
                said = say.WRONG_OPERATOR.format(where=column, found=operator)
                yield written.fault(said, *here, operator, key=True)
                continue
            if fact == "duty_evidence" and operator == "not":
                said = say.EVIDENCE_OPERATOR.format(where=column, found=operator)
                yield written.fault(said, *here, operator, key=True)
            if operator == "in" and not isinstance(operand, tuple):
                yield written.fault(say.NEEDS_LISTED.format(where=column), *here, operator)
            if operator == "is" and isinstance(operand, tuple):
                yield written.fault(say.NEEDS_ONE.format(where=column), *here, operator)
            values = operand if isinstance(operand, tuple) else (operand,)
            for number, value in enumerate(values):
                at = (*here, operator, number) if isinstance(operand, tuple) else (*here, operator)
                yield from _code(written, column, value, columns[column], at)


def _code(written: Written, column: str, value: Scalar, codes: tuple[str, ...], at: Path) -> Iterator[Fault]:
    if isinstance(value, int):
        yield written.fault(say.INTEGER_CODE.format(where=column, found=value), *at)
    elif value not in codes and not (column == "organ" and value.partition(":")[0] in ORGAN_PREFIXES):
        said = say.UNKNOWN_CODE.format(
            found=value, where=column, options=listed(codes), guess=guess(value, codes)
        )
        yield written.fault(said, *at)
