"""Comparisons of days and numbers in conditions, as expressions: days with a legal day, numbers with a dated one."""

from collections.abc import Callable, Sequence
from datetime import date

import narwhals as nw

from engine.errors import RuleError
from engine.periods import to_day
from engine.rules.terms import Condition

Numbers = Callable[[str], Sequence[tuple[int, int]]]
"""A parameter's name → its values by the day from which each holds; the first holds before it too."""


def no_numbers(name: str) -> Sequence[tuple[int, int]]:
    """For facts without a column of numbers: raises RuleError."""
    raise RuleError(f"这种事实没有可以与参数 {name} 比较的数额；请改用日期或代码的条件。")


def compared(column: str, condition: Condition, numbers: Numbers) -> nw.Expr | None:
    """Whether a day (an ordinal) or an amount (its decimals as text) satisfies a condition; None for one on codes."""
    ((operator, operand),) = condition.items()
    if isinstance(operand, date):
        day = nw.col(column)
        return day < to_day(operand) if operator == "before" else day >= to_day(operand)
    if operator not in ("at_least", "at_most"):
        return None
    number = _on_the_day(numbers(str(operand)))
    whole = nw.col(column).str.replace_all(r"\..*$", "").cast(nw.Int64)
    if operator == "at_least":
        return whole >= number
    exact = ~nw.col(column).str.contains(".", literal=True)
    return (whole < number) | ((whole == number) & exact)


def _on_the_day(steps: Sequence[tuple[int, int]]) -> nw.Expr:
    """The number that held on the legal day of the row."""
    number = nw.lit(steps[0][1])
    for since, value in steps[1:]:
        number = nw.when(nw.col("day") >= since).then(nw.lit(value)).otherwise(number)
    return number
