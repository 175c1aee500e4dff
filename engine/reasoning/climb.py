"""Findings rise: what is met in counties becomes stretches of days in the city and the province above (DESIGN §6.16)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.jurisdictions import Tree
from engine.periods import FAR, iso
from engine.reasoning.intervals import Interval, clipped, no_window, union
from engine.reasoning.stretch import Stretch, joined
from engine.reasoning.sweep import runs
from engine.rules.model import Any as AnyOf
from engine.rules.model import Count, Rule, Together
from engine.rules.ruleset import RuleSet


def _sources(rule: Rule) -> tuple[set[str], str] | None:
    """Ids of the rules whose findings a rule counts, and the level it counts them at."""
    when = rule.when
    if isinstance(when, AnyOf):
        return {m.finding for m in when.any if m.finding}, when.place
    if isinstance(when, Count) and when.distinct != "site":
        return {when.count}, when.place
    return None


SitesOn = Callable[[str, str, int, int], Iterable[str]]
"""Sites that counted for a rule in a place on the days first…last."""


def climbing_stretches(
    rules: RuleSet, tree: Tree, lower: Sequence[Stretch], sites_on: SitesOn
) -> Iterator[tuple[Rule, Stretch]]:
    """For each rule over findings: the days on which enough places below had one, place by place."""
    for rule in rules.active:
        source = _sources(rule)
        if source is None:
            continue
        counted, level = source
        by_place: dict[str, list[tuple[Interval, Stretch]]] = defaultdict(list)
        for one in lower:
            place = tree.ancestor_at(one.place, level, one.first) if one.rule in counted else None
            if place:
                named = one.rule if isinstance(rule.when, Together) else one.place
                by_place[place].append((Interval(one.first, named, one.first, one.last), one))
        for place, members in sorted(by_place.items()):
            yield from ((rule, s) for s in _counted(rule, place, members, sites_on))


def _counted(
    rule: Rule, place: str, members: list[tuple[Interval, Stretch]], sites_on: SitesOn
) -> list[Stretch]:
    first, last = rule.in_force.days
    names = (rule.when.at_least,) if isinstance(rule.when, Count) else ()
    starts = [first, *rule.cuts(names)]
    ends = [*[d - 1 for d in starts[1:]], last]
    parts = []
    for start, end in zip(starts, ends, strict=True):
        minimum = rule.number(rule.when.at_least, start) if isinstance(rule.when, Count) else 1
        inside = clipped([i for i, _ in members], start, end)
        if isinstance(rule.when, Together):
            minimum, inside = len(rule.when.any), _once_each(inside)
        parts += [
            _described(rule, place, minimum, run.first, run.last, members, sites_on)
            for run in runs(inside, minimum, no_window)
        ]
    return joined(parts)


def _once_each(intervals: Sequence[Interval]) -> list[Interval]:
    """The days of each rule's findings without overlap, so that each rule counts once a day."""
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in intervals:
        days[one.site].append((one.first, one.last))
    return [Interval(a, name, a, b) for name, some in days.items() for a, b in union(some)]


def _sites(one: Stretch, first: int, last: int, sites_on: SitesOn) -> Iterable[str]:
    """Sites that counted for a stretch on the days first…last."""
    if one.windows is None or (first <= one.first and one.last <= last):
        return one.sites
    return sites_on(one.rule, one.place, max(one.first, first), min(one.last, last))


def _described(
    rule: Rule, place: str, minimum: int, first: int, last: int, members: list[tuple[Interval, Stretch]],
    sites_on: SitesOn,
) -> Stretch:  # fmt: skip
    within = [s for i, s in members if i.first <= last and i.last >= first]
    counting = isinstance(rule.when, Count)
    most = max(sum(i.first <= s.first <= i.last for i, _ in members) for s in within) if within else 0
    return Stretch(
        rule.id, place, first, min(last, FAR),
        count=max(most, minimum) if counting else None,
        threshold=minimum if counting else None,
        windows=() if counting else None,
        sites=tuple(sorted({x for s in within for x in _sites(s, first, last, sites_on)})),
        below=tuple(sorted("/".join(p for p in (s.rule, s.place, s.of, iso(s.first)) if p) for s in within)),
    )  # fmt: skip
