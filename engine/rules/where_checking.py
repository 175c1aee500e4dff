"""What is wrong with `where`: columns, operators and what they compare with, each by the kind of its column."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.shelf import Written
from engine.rules.terms import Condition, Scalar, Where
from engine.rules.vocabulary import (
    CODE_OPERATORS,
    COLUMNS,
    DAY_OPERATORS,
    DAYS,
    NUMBER_OPERATORS,
    NUMBERS,
    ORGAN_PREFIXES,
    days_of,
    guess,
    listed,
)

Path = tuple[str | int, ...]


class _Kind(NamedTuple):
    """How a column that is compared may be compared: its operators, what stands behind them, what is said otherwise."""

    operators: Collection[str]
    operand: type
    wrong_operator: str
    wrong_operand: str


_DAY: Final = _Kind(DAY_OPERATORS, date, say.WRONG_DAY_OPERATOR, say.NEEDS_DATE)
_NUMBER: Final = _Kind(NUMBER_OPERATORS, str, say.WRONG_NUMBER_OPERATOR, say.BARE_NUMBER)
"""A number stands behind the name of its parameter."""


def check_where(
    written: Written, fact: str, where: Where, path: Path, *, defining: bool = False
) -> Iterator[Fault]:
    """The faults of the conditions on one fact; `defining`: a definition, in which an empty day cannot tell."""
    codes: Mapping[str, tuple[str, ...]] = COLUMNS.get(fact, {})
    days, numbers = days_of(fact, defining=defining), NUMBERS.get(fact, {})
    known = (*codes, *days, *numbers)
    for column, condition in where.items():
        here = (*path, column)
        if column not in known:
            emptyable = column in DAYS.get(fact, ())
            said = (say.MAY_BE_EMPTY if emptyable else say.UNKNOWN_COLUMN).format(
                where=fact, found=column, options=listed(known), guess=guess(column, known)
            )
            yield written.fault(said, *here, key=True)
            continue
        if len(condition) != 1:
            yield written.fault(say.ONE_OPERATOR.format(where=column, number=len(condition)), *here)
        if column in days:
            yield from _compared(written, column, condition, here, _DAY)
        elif column in numbers:
            yield from _compared(written, column, condition, here, _NUMBER)
        else:
            yield from _codes(written, fact, column, condition, here)


def _compared(
    written: Written, column: str, condition: Condition, here: Path, kind: _Kind
) -> Iterator[Fault]:
    for operator, operand in condition.items():
        if operator not in kind.operators:
            said = kind.wrong_operator.format(where=column, found=operator)
            yield written.fault(said, *here, operator, key=True)
        elif not isinstance(operand, kind.operand):
            found = written.word(*here, operator) or ""
            yield written.fault(kind.wrong_operand.format(where=column, found=found), *here, operator)


def _codes(written: Written, fact: str, column: str, condition: Condition, here: Path) -> Iterator[Fault]:
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
            yield from _code(written, column, value, COLUMNS[fact][column], at)


def _code(
    written: Written, column: str, value: Scalar | date, codes: tuple[str, ...], at: Path
) -> Iterator[Fault]:
    if isinstance(value, date):
        yield written.fault(say.DATE_FOR_WORD.format(where=column, found=value), *at)
    elif isinstance(value, int):
        yield written.fault(say.INTEGER_CODE.format(where=column, found=value), *at)
    elif value not in codes and not (column == "organ" and value.partition(":")[0] in ORGAN_PREFIXES):
        said = say.UNKNOWN_CODE.format(
            found=value, where=column, options=listed(codes), guess=guess(value, codes)
        )
        yield written.fault(said, *at)
