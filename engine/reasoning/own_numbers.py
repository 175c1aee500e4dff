"""Counts whose numbers a place may set for itself: who sets one, and for which places a number holds."""

from collections.abc import Mapping

from engine.jurisdictions import Tree
from engine.reasoning.intervals import Interval
from engine.rules.dated import Parameter
from engine.rules.model import Count, Rule
from engine.rules.place_numbers import narrowest

Places = Mapping[str, list[Interval]]


def _numbers(rule: Rule, when: Count) -> list[Parameter]:
    """The numbers that a place may set for itself."""
    return [rule.parameters[n] for n in (when.at_least, when.within) if n]


def owners(tree: Tree, rule: Rule, when: Count) -> list[str]:
    """Nobody (empty), then every place that sets a number of the rule."""
    return ["", *sorted({tree.resolve(p.place) for one in _numbers(rule, when) for p in one.places})]


def under_own_numbers(tree: Tree, rule: Rule, when: Count, owner: tuple[str, int], places: Places) -> Places:
    """The places whose numbers on a day are an owner's (place and day): it and what lies below, but for narrower ones."""
    numbers = _numbers(rule, when)
    if not any(one.places for one in numbers):
        return places
    own, day = owner
    return {place: some for place, some in places.items() if narrowest(numbers, tree, place, day) == own}
