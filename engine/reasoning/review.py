"""What is near the law but not met: listed for policy review with its reason, never referred as law (DESIGN §6.8–9)."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from engine.periods import FAR
from engine.reasoning.intervals import Interval, clipped, merged, most_at_once
from engine.reasoning.screen import Piece, Screen
from engine.reasoning.sweep import gathered, runs, segments_of, windows
from engine.rules.model import Count, Rule


@dataclass(frozen=True, slots=True, order=True)
class Review:
    """One entry of the list for policy review."""

    rule: str
    jurisdiction: str
    reason: str
    sites: tuple[str, ...]


class _Entries:
    def __init__(self) -> None:
        self.sites: dict[tuple[str, str, str], set[str]] = defaultdict(set)

    def add(self, rule: Rule, place: str, reason: str, sites: set[str] | frozenset[str]) -> None:
        if sites:
            self.sites[rule.id, place, reason] |= sites

    def sorted(self) -> list[Review]:
        return sorted(Review(*key, tuple(sorted(sites))) for key, sites in self.sites.items())


def reviews(screen: Screen) -> list[Review]:
    """Every entry for the day, by rule, place and reason."""
    entries = _Entries()
    for rule, when in screen.site_rules():
        for piece in screen.pieces(rule, when):
            places = screen.intervals(when, piece.reading)
            _subdistricts(screen, rule, when, piece, entries)
            if when.within:
                mine = screen.holding(rule, when, piece, places)
                for place, intervals in screen.admitted(when, mine).items():
                    inside = clipped(intervals, piece.first, piece.last)
                    if len({i.site for i in inside}) >= piece.minimum:
                        entries.add(rule, place, "never_same_day", _never_same_day(inside, piece))
                _repeated_sightings(screen, rule, when, piece, entries)
        _law_ended(screen, rule, when, entries)
        _contradictions(screen, rule, when, entries)
    return entries.sorted()


def _subdistricts(screen: Screen, rule: Rule, when: Count, piece: Piece, entries: _Entries) -> None:
    places = screen.holding(rule, when, piece, screen.intervals(when, piece.reading))
    for place, intervals in screen.not_admitted(when, places).items():
        inside = clipped(intervals, piece.first, piece.last)
        entries.add(rule, place, "subdistrict", gathered(inside, piece.minimum, piece.until))


def _never_same_day(intervals: list[Interval], piece: Piece) -> set[str]:
    """Sites discovered within one window, each failing on some day, but too few on any one day."""
    out: set[str] = set()
    ordered = sorted(intervals)
    openings = [i.opened for i in ordered]
    overlapping = _overlapping(ordered, piece.minimum)
    for start in sorted(set(openings)):
        low, high = bisect_left(openings, start), bisect_right(openings, piece.until(start))
        if high - low < piece.minimum or overlapping[low] <= high - piece.minimum:
            continue
        group = ordered[low:high]
        sites = {i.site for i in group}
        if len(sites) >= piece.minimum and most_at_once(group) < piece.minimum:
            out |= sites
    return out


def _overlapping(ordered: list[Interval], minimum: int) -> list[int]:
    """For each interval the first at or after it from which `minimum` in a row share a day; their number if none."""
    out = [len(ordered)] * len(ordered)
    following = len(ordered)
    for position in range(len(ordered) - minimum, -1, -1):
        row = ordered[position : position + minimum]
        if max(i.first for i in row) <= min(i.last for i in row):
            following = position
        out[position] = following
    return out


def _repeated_sightings(screen: Screen, rule: Rule, when: Count, piece: Piece, entries: _Entries) -> None:
    """Places where the count is reached only if a later sighting of an older episode were a discovery of its own."""
    every = screen.admitted(when, screen.holding(rule, when, piece, screen.intervals(when, piece.reading)))
    clip = {place: clipped(intervals, piece.first, piece.last) for place, intervals in every.items()}
    places = {
        place: inside for place, inside in clip.items() if len({i.site for i in inside}) >= piece.minimum
    }
    again: dict[str, list[int]] = defaultdict(list)
    for root, day in screen.facts.sightings(
        piece.reading, sorted({i.site for p in places.values() for i in p})
    ):
        again[root].append(day)
    for place, intervals in places.items():
        if not any(again.get(i.site) for i in intervals):
            continue
        strict = [(r.first, r.last) for r in runs(intervals, piece.minimum, piece.until)]
        seen = [
            Interval(day, i.site, max(day, i.first), i.last)
            for i in intervals
            if i.site in again
            for day in sorted(set(again[i.site]))
            if i.opened < day <= i.last
        ]
        both = merged([*intervals, *seen])
        openings = [i.opened for i in both]
        for start in _uncovered(both, strict):
            low, high = bisect_left(openings, start), bisect_right(openings, piece.until(start))
            window = next(windows(both[low:high], piece.minimum, piece.until), None)
            if window is None or window.start != start:  # too few sites with this start
                continue
            for segment in segments_of(window, piece.minimum):
                if not _all_covered(segment.first, segment.last, strict):
                    entries.add(rule, place, "repeated_sighting", segment.sites)


def _uncovered(ordered: list[Interval], covers: list[tuple[int, int]]) -> Iterator[int]:
    """The starts of windows whose own intervals have a day outside the runs."""
    for start, own in groupby(ordered, key=attrgetter("opened")):
        days = [(i.first, i.last) for i in own]
        if not _all_covered(min(first for first, _ in days), max(last for _, last in days), covers):
            yield start


def _all_covered(first: int, last: int, covers: list[tuple[int, int]]) -> bool:
    """Whether one of the runs, sorted and apart, holds all the days."""
    position = bisect_right(covers, (first, FAR)) - 1
    return position >= 0 and covers[position][1] >= last


def _law_ended(screen: Screen, rule: Rule, when: Count, entries: _Entries) -> None:
    _, last = rule.in_force.days
    if last == FAR or last >= screen.facts.as_of or any(r.succeeds == rule.id for r in screen.rules.active):
        return
    for piece in screen.pieces_on(rule, when, last):
        mine = screen.holding(rule, when, piece, screen.intervals(when, piece.reading))
        for place, intervals in screen.admitted(when, mine).items():
            inside = clipped(intervals, last + 1, screen.facts.as_of)
            entries.add(rule, place, "law_ended", gathered(inside, piece.minimum, piece.until))


def _contradictions(screen: Screen, rule: Rule, when: Count, entries: _Entries) -> None:
    """Sites with a record that says two things which exclude each other, where the limb reaches."""
    if rule.then.kind != "referral" or screen.facts.as_of < rule.in_force.days[0]:
        return
    reading = screen.piece_on(rule, when, screen.facts.as_of).reading
    for _, root, day in screen.facts.contradictions(reading, when.count):
        code = screen.facts.codes.get(root)
        if code is None:
            continue
        place = screen.facts.tree.ancestor_at(code, when.place, day) or (
            code if when.place == "township" else None
        )
        if place and screen.admits(when, place, day):
            entries.add(rule, place, "contradiction", {root})
