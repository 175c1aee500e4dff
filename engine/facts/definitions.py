"""A definition as a three-valued Narwhals expression over discoveries: 0 no, 1 cannot tell, 2 yes."""

from datetime import date
from typing import Final

import narwhals as nw

from engine.errors import RuleError
from engine.facts.comparisons import Numbers, compared, no_numbers
from engine.periods import FAR, to_day
from engine.rules.dated import Parameter
from engine.rules.model import Branch, Definition, Rule
from engine.rules.terms import Condition, Where

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2
MANY_VALUED: Final = frozenset({"situation", "missing_licences"})
SILENT_IS_NO: Final = frozenset({"situation"})
"""Columns whose emptiness says 'not so'; any other empty column says 'not checked'."""


def _two(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(YES)).otherwise(nw.lit(NO))


def _among(column: str, words: tuple[int | str | date, ...]) -> nw.Expr:
    if column not in MANY_VALUED:
        return nw.col(column).is_in([str(w) for w in words])
    tests = [nw.col(column).str.contains(f";{word};", literal=True) for word in words]
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return found


def condition_value(column: str, condition: Condition, numbers: Numbers = no_numbers) -> nw.Expr:
    """Three-valued truth of one condition on one column; an empty cell says nothing of days and numbers."""
    ((operator, operand),) = condition.items()
    if (ordered := compared(column, condition, numbers)) is not None:
        silent = nw.col(column).is_null()
        if column == "reported_on":  # a report dated after its verification contradicts itself
            silent = silent | (nw.col(column) > nw.col("verified_on"))
        return nw.when(silent).then(nw.lit(UNKNOWN)).otherwise(_two(ordered))
    words = operand if isinstance(operand, tuple) else (operand,)
    if operator in ("is", "in"):
        truth = _two(_among(column, words))
    elif operator == "not":
        truth = _two(~_among(column, words))
    else:
        raise RuleError(
            f"定义的条件 {column} 不能用 {operator}；可用 is、in、not、on_or_after、before、at_least、at_most。"
        )
    silent = nw.lit(NO if column in SILENT_IS_NO else UNKNOWN)
    empty = nw.col(column).is_null()
    if column not in MANY_VALUED:
        empty = empty | (nw.col(column) == "unknown")
    return nw.when(empty).then(silent).otherwise(truth)


def _all(where: Where) -> nw.Expr:
    values = [condition_value(c, cond) for c, cond in sorted(where.items())]
    return nw.min_horizontal(*values) if len(values) > 1 else values[0]


def _admitted(parameter: Parameter, column: str) -> nw.Expr:
    """Whether the parameter says `yes` on the discovery's day; only a value of law has no meaning before its first day."""
    days = sorted(parameter.values)
    spans = [
        (
            to_day(start) if start != days[0] or parameter.origin == "law" else 0,
            to_day(end) - 1 if end else FAR,
        )
        for start, end in zip(days, [*days[1:], None], strict=True)
        if parameter.values[start] == "yes"
    ]
    inside = nw.lit(False)
    for first, last in spans:
        inside = inside | ((nw.col(column) >= first) & (nw.col(column) <= last))
    return inside


def _branch(rule: Rule, branch: Branch, column: str) -> nw.Expr:
    value = _all(branch.where)
    if branch.provided is None:
        return value
    admitted = _admitted(rule.parameters[branch.provided], column) | (
        value == UNKNOWN
    )  # what is not checked stays unknown
    return nw.when(admitted).then(value).otherwise(nw.lit(NO))


def legality(rule: Rule, before: Rule | None = None, column: str = "day") -> nw.Expr:
    """Kleene value of a definition rule; the licences are judged by the list of the discovery's day (`column`).

    Discoveries of days before the rule's force are judged by the rule it succeeds (`before`), as the law then said.

    A contradictory record (`none` beside 1a) makes the alternatives unknown, whatever else it says.
    """
    when = rule.when
    if not isinstance(when, Definition):
        raise RuleError(f"规则 {rule.id} 不是定义。")
    branches = [_branch(rule, b, column) for b in when.any]
    bracket = nw.max_horizontal(*branches) if len(branches) > 1 else branches[0]
    if when.contradictory:
        bracket = nw.when(_said_both(when)).then(nw.lit(UNKNOWN)).otherwise(bracket)
    value = nw.min_horizontal(_all(when.where), bracket)
    if before is None:
        return value
    return (
        nw.when(nw.col(column) < rule.in_force.days[0]).then(legality(before, None, column)).otherwise(value)
    )


def contradicts(rule: Rule) -> nw.Expr:
    """Whether a discovery whose other limbs may hold says two things that exclude each other."""
    when = rule.when
    if not isinstance(when, Definition):
        raise RuleError(f"规则 {rule.id} 不是定义。")
    return _said_both(when) & (_all(when.where) >= UNKNOWN)


def _said_both(when: Definition) -> nw.Expr:
    found = nw.lit(False)
    for where in when.contradictory:
        found = found | (_all(where) == YES)
    return found
