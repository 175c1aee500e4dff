"""What is wrong with `where`: columns, operators and what they compare with, each by the kind of its column."""

from collections.abc import Iterator, Mapping
from datetime import date

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
            yield from _days(written, column, condition, here)
        elif column in numbers:
            yield from _numbers(written, column, condition, here)
        else:
            yield from _codes(written, fact, column, condition, here)


def _days(written: Written, column: str, condition: Condition, here: Path) -> Iterator[Fault]:
    for operator, operand in condition.items():
        if operator not in DAY_OPERATORS:
            said = say.WRONG_DAY_OPERATOR.format(where=column, found=operator)
            yield written.fault(said, *here, operator, key=True)
        elif not isinstance(operand, date):
            found = written.word(*here, operator) or ""
            yield written.fault(say.NEEDS_DATE.format(where=column, found=found), *here, operator)


def _numbers(written: Written, column: str, condition: Condition, here: Path) -> Iterator[Fault]:
    for operator, operand in condition.items():
        if operator not in NUMBER_OPERATORS:
            said = say.WRONG_NUMBER_OPERATOR.format(where=column, found=operator)
            yield written.fault(said, *here, operator, key=True)
        elif not isinstance(operand, str):
            found = written.word(*here, operator) or ""
            yield written.fault(say.BARE_NUMBER.format(where=column, found=found), *here, operator)


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
