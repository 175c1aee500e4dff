"""Numbers that places set for themselves: which one holds, how it is told, what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.periods import to_day
from engine.rules import messages as say
from engine.rules.dated import Parameter, PlaceValues, Value
from engine.rules.faults import Fault
from engine.rules.model import Count, Force
from engine.rules.naming import LEVEL, ORIGIN
from engine.rules.place_checking import nearest
from engine.rules.row_kinds import RowKind
from engine.rules.script import comparable
from engine.rules.shelf import Shelf, Written


def set_by(parameter: Parameter, tree: Tree, place: str, day: int) -> PlaceValues | None:
    """The narrowest place's own values that hold in a place on a day; None where the rule's own do."""
    if not parameter.places or not place:
        return None
    own = {tree.resolve(one.place): one for one in parameter.places if one.on(day) is not None}
    return next((own[code] for code in [place, *tree.ancestors(place, day)] if code in own), None)


def narrowest(parameters: Iterable[Parameter], tree: Tree, place: str, day: int) -> str:
    """The narrowest place that sets one of some numbers among a place and those above it; empty without one."""
    own = {tree.resolve(one.place) for parameter in parameters for one in parameter.places}
    if not own:
        return ""
    return next((code for code in (place, *tree.ancestors(place, day)) if code in own), "")


def check_place_numbers(written: Written) -> Iterator[Fault]:
    """What needs no tree: who may set a number, twice the same place, days and values that say nothing."""
    when, force = written.sections.get("when"), written.sections.get("in_force")
    parameters: dict[str, Parameter] = written.sections.get("parameters", {})
    for name, parameter in parameters.items():
        path = ("parameters", name)
        if parameter.left_to_place and not _quoted(written, parameter.left_to_place):
            yield written.fault(
                say.LEFT_WITHOUT_QUOTE.format(found=parameter.left_to_place), *path, "left_to_place"
            )
        if not parameter.places:
            continue
        if not _may_differ(when, name):
            yield written.fault(say.PLACES_NOT_HERE.format(found=name), *path, "places", key=True)
        elif isinstance(when, RowKind) and name in {amount for _, amount, _ in when.amounts()}:
            yield written.fault(say.PLACES_NOT_OF_AMOUNTS.format(found=name), *path, "places", key=True)
        if parameter.origin == "law" and not parameter.left_to_place:
            yield written.fault(say.LAW_NOT_LEFT.format(found=name), *path, "places", key=True)
        first: dict[str, int] = {}
        for number, one in enumerate(parameter.places):
            before = first.setdefault(one.place, number)
            if before != number:
                yield written.fault(say.TWICE_PLACE.format(found=one.place), *path, "places", number, "place")
            yield from _values(written, one, force, (*path, "places", number, "values"))


def _may_differ(when: object, name: str) -> bool:
    """Whether places may set a number: of a count of sites what it asks for, not what the facts themselves rest on."""
    if isinstance(when, Count):
        return when.distinct == "site" and name in {when.at_least, when.within}
    return when is None or isinstance(when, RowKind)


def _quoted(written: Written, words: str) -> bool:
    quotes = "".join(comparable(b.quote or "") for b in written.sections.get("legal_basis", ()))
    return comparable(words) in quotes


def _values(
    written: Written, one: PlaceValues, force: Force | None, path: Sequence[str | int]
) -> Iterator[Fault]:
    days = sorted(one.values)
    if not days:
        yield written.fault(say.NO_VALUES.format(found=one.place), *path)
    for day in days:
        value = one.values[day]
        if value is not None and (not isinstance(value, int) or value < 1):
            said = say.NEEDS_NUMBERS.format(found=one.place, day=day, value=value, least=1)
            yield written.fault(said, *path, str(day))
        if force and not force.days[0] <= to_day(day) <= force.days[1]:
            yield written.fault(say.PLACE_OUTSIDE.format(found=one.place, day=day), *path, str(day), key=True)
    for before, day in pairwise(days):
        if one.values[before] == one.values[day]:
            said = say.SAME_VALUE.format(found=one.place, day=day, value=one.values[day])
            yield written.fault(said, *path, str(day), key=True)
    if days and one.values[days[0]] is None:
        yield written.fault(say.PLACE_STARTS_EMPTY.format(found=one.place), *path, str(days[0]))


def check_places_of_numbers(shelf: Shelf, tree: Tree) -> Iterator[Fault]:
    """Places that the tree does not have, the same place by two names, an origin of another level than its place."""
    for written in shelf.rules:
        for name, parameter in written.sections.get("parameters", {}).items():
            seen: dict[str, str] = {}
            for number, one in enumerate(parameter.places):
                path = ("parameters", name, "places", number)
                try:
                    code = tree.resolve(one.place)
                except PlaceError as error:
                    near = nearest(tree, one.place)
                    said = say.NO_PLACE.format(
                        problem=error, guess=say.GUESS.format(guess=near) if near else ""
                    )
                    yield written.fault(said, *path, "place")
                    continue
                level = tree.place(code).level
                if level != one.origin:
                    said = say.ORIGIN_OF_PLACE.format(found=one.place, level=LEVEL[level], mend=level)
                    yield written.fault(said, *path, "origin")
                if seen.setdefault(code, one.place) != one.place:
                    yield written.fault(say.TWICE_PLACE.format(found=one.place), *path, "place")


def told_places(parameter: Parameter, value: Callable[[Mapping[date, Value]], str]) -> str:
    """`；其中吕梁市（市定，吕安办〔2022〕3号）2022年6月1日起为15日`; empty without any."""
    return "".join(
        f"；其中{p.place}（{ORIGIN[p.origin]}，{p.basis}）{value(p.values)}" for p in parameter.places
    )
