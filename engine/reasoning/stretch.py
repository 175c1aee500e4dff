"""A stretch: a rule met in a place over an unbroken run of days, with its count, windows and sites."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.reasoning.intervals import Interval, Until, most_at_once, no_window, union
from engine.reasoning.sliding import enough
from engine.reasoning.sweep import Run, runs


@dataclass(frozen=True, slots=True)
class Window:
    """A counting window and the sites that counted in it together."""

    first: int
    until: int
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days `first`…`last` (ordinals) on which `rule` is met in `place`; `of` names the organ or record it is about."""

    rule: str
    place: str
    first: int
    last: int
    count: int | None = None
    threshold: int | None = None
    windows: tuple[Window, ...] | None = None
    sites: tuple[str, ...] = ()
    sensitive: bool = False
    of: str = ""
    records: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    """Ids of the findings that a count of findings counted."""


def maximal(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Windows whose sites are contained in another's are left out; of equal ones the first stays."""
    kept: list[Window] = []
    larger: list[frozenset[str]] = []
    for one in sorted(windows, key=lambda w: (-len(w.sites), w.first)):
        sites = frozenset(one.sites)
        if not any(map(sites.issubset, larger)):
            kept.append(one)
            larger.append(sites)
    return tuple(sorted(kept, key=lambda w: (w.first, w.until)))


Detail = tuple[int, tuple[Window, ...], tuple[str, ...]]
"""Count, windows and sites of one run."""


def detailed(intervals: Sequence[Interval], minimum: int, until: Until) -> list[tuple[Run, Detail]]:
    """The runs of a rule with a window, from the days of its windows; each holds the windows' days that it covers."""
    found = sorted(enough(intervals, minimum, until), key=lambda e: (e.first, e.start))
    out = []
    position = 0
    for first, last in union((e.first, e.last) for e in found):
        together: dict[int, set[str]] = {}
        most = 0
        while position < len(found) and found[position].first <= last:
            one = found[position]
            together.setdefault(one.start, set()).update(one.sites)
            most = max(most, one.most)
            position += 1
        windows = maximal(Window(d, until(d), tuple(sorted(s))) for d, s in together.items())
        out.append((Run(first, last), (most, windows, tuple(sorted(set().union(*together.values()))))))
    return out


def whole(found: Iterable[Run], intervals: Sequence[Interval]) -> Iterator[tuple[Run, Detail]]:
    """The runs of a rule without window, in order, with count and sites: every site that counts on some day of a run."""
    ordered = sorted(intervals, key=lambda i: i.first)
    position = 0
    inside: list[Interval] = []
    for run in found:
        inside = [i for i in inside if i.last >= run.first]
        while position < len(ordered) and ordered[position].first <= run.last:
            if ordered[position].last >= run.first:
                inside.append(ordered[position])
            position += 1
        yield run, (most_at_once(inside), (), tuple(sorted({i.site for i in inside})))


def stretches(
    rule: str,
    place: str,
    intervals: Sequence[Interval],
    minimum: int,
    until: Until,
    others: Sequence[Until] = (),
) -> list[Stretch]:
    """All stretches of a place; `others` are the other readings of the window, for `sensitive`."""
    if until is no_window:
        found = list(whole(runs(intervals, minimum, until), intervals))
    else:
        found = detailed(intervals, minimum, until)
    if not found:
        return []
    alternatives = [runs(intervals, minimum, other) for other in others]
    out = []
    for run, (count, windows, sites) in found:
        sensitive = any(
            not any(a.first <= run.last and a.last >= run.first for a in runs_) for runs_ in alternatives
        )
        out.append(Stretch(rule, place, run.first, run.last, count, minimum, windows, sites, sensitive))
    return out


def joined(parts: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of one rule and place that touch (a parameter changed in between) made one."""
    out: list[Stretch] = []
    for one in sorted(parts, key=lambda s: (s.rule, s.place, s.of, s.first)):
        before = out[-1] if out else None
        if (
            before
            and (before.rule, before.place, before.of) == (one.rule, one.place, one.of)
            and one.first <= before.last + 1
        ):
            out[-1] = replace(
                before,
                last=max(before.last, one.last),
                count=None if before.count is None else max(before.count, one.count or 0),
                windows=None if before.windows is None else maximal([*before.windows, *(one.windows or ())]),
                sites=tuple(sorted({*before.sites, *one.sites})),
                sensitive=before.sensitive and one.sensitive,
                records=tuple(sorted({*before.records, *one.records})),
                below=tuple(sorted({*before.below, *one.below})),
            )
        else:
            out.append(one)
    return out
