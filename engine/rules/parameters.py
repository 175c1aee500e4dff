"""What is wrong with the parameters of a rule: undeclared, unused, of a wrong unit, without a value on some day."""

from collections.abc import Iterator
from typing import Final

from engine.rules import messages as say
from engine.rules.dated import Parameter
from engine.rules.faults import Fault
from engine.rules.model import Count, Definition, Force, Lack
from engine.rules.place_numbers import check_place_numbers
from engine.rules.row_kinds import Checklist, RowKind, Unfollowed
from engine.rules.shelf import Written
from engine.rules.vocabulary import (
    ADMITTING_UNITS,
    CLOCK_UNITS,
    COUNT_UNITS,
    NUMBERS,
    PERIOD_UNITS,
    guess,
    listed,
)

RESPONSE: Final = "response_days"
MOST: Final = 36_500
"""A hundred years of days: no count and no period is longer."""
MOST_YUAN: Final = 10**15
"""An amount of a record has at most 15 digits before its point."""


def _uses(written: Written) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Which parameter the condition names, in which role, and where it says so."""
    when = written.sections.get("when")
    if isinstance(when, Count):
        yield when.at_least, "at_least", ("when", "at_least")
        if when.within:
            yield when.within, "within", ("when", "within")
    if isinstance(when, Lack) and when.within != "due_on":
        yield when.within, "within", ("when", "within")
    if isinstance(when, RowKind):
        yield from ((name, role, ("when", role)) for role, name in when.numbers())
        yield from ((name, column, path) for column, name, path in when.amounts())
    if isinstance(when, Definition):
        for number, branch in enumerate(when.any):
            if branch.provided:
                yield branch.provided, "provided", ("when", "any", number, "provided")


def check_parameters(written: Written) -> Iterator[Fault]:
    """Parameters that the condition lacks or leaves unused, their units, their dated values."""
    when = written.sections.get("when")
    declared = written.root.at("parameters").children if "parameters" in written.root.children else {}
    parameters: dict[str, Parameter] = written.sections.get("parameters", {})
    used: dict[str, str] = {}
    for name, role, path in _uses(written):
        used.setdefault(name, role)
        if name not in declared:
            yield written.fault(say.UNDECLARED.format(found=name, guess=guess(name, declared)), *path)
    if isinstance(when, Count) and when.state:
        used.setdefault(RESPONSE, RESPONSE)
    yield from check_place_numbers(written)
    for name in declared:
        if when is not None and name not in used:
            yield written.fault(say.UNUSED.format(found=name), "parameters", name, key=True)
    units: dict[str, tuple[str, ...]] = {
        "at_least": COUNT_UNITS, "within": PERIOD_UNITS, RESPONSE: ("日",), "provided": ADMITTING_UNITS,
        "each": CLOCK_UNITS, "over": COUNT_UNITS,
    }  # fmt: skip
    if isinstance(when, (Unfollowed, Checklist)):
        units["within"] = CLOCK_UNITS
    units |= {column: (unit,) for columns in NUMBERS.values() for column, unit in columns.items()}
    for name, parameter in parameters.items():
        role = used.get(name, "")
        if (
            role in units and parameter.unit not in units[role]
        ):  # of a column that there is not, the column is told
            said = say.WRONG_UNIT.format(
                found=name, where=role, options=listed(units[role]), unit=parameter.unit
            )
            yield written.fault(said, "parameters", name, "unit")
        yield from _values(written, name, parameter, role)


def _values(written: Written, name: str, parameter: Parameter, role: str) -> Iterator[Fault]:
    path = ("parameters", name, "values")
    if not parameter.values:
        yield written.fault(say.NO_VALUES.format(found=name), *path)
        return
    admits = role == "provided" or (not role and parameter.unit in ADMITTING_UNITS)
    yield from _each(written, name, parameter, least=0 if role == RESPONSE else 1, admits=admits)
    force: Force | None = written.sections.get("in_force")
    if not force:
        return
    if not admits and min(parameter.values) > force.start:
        yield written.fault(say.GAP.format(found=name, day=force.start), *path)
    for day, value in parameter.values.items():
        if force.end and day > force.end:
            said = say.VALUE_AFTER_END.format(found=name, day=day, end=force.end)
            yield written.fault(said, *path, str(day), key=True)
        elif value is None and not admits:
            yield written.fault(say.GAP.format(found=name, day=day), *path, str(day))


def _each(written: Written, name: str, parameter: Parameter, *, least: int, admits: bool) -> Iterator[Fault]:
    path = ("parameters", name, "values")
    for day, value in parameter.values.items():
        if admits and value not in {"yes", None}:
            yield written.fault(say.NEEDS_YES.format(found=name, day=day, value=value), *path, str(day))
        elif not admits and value is not None and (not isinstance(value, int) or value < least):
            said = say.NEEDS_NUMBERS.format(found=name, day=day, value=value, least=least)
            yield written.fault(said, *path, str(day))
        elif isinstance(value, int) and value > (most := MOST_YUAN if parameter.unit == "元" else MOST):
            yield written.fault(say.NUMBER_TOO_LARGE.format(found=name, day=day, most=most), *path, str(day))
