"""Set work before the chain: which sites count, where and when; the stretches of the counting rules."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import narwhals as nw

from engine.errors import RuleError
from engine.facts.build import Facts
from engine.facts.seen import Reading, reading_of
from engine.periods import FAR, NO_OVERLAY, Overlay, to_day, window_end
from engine.reasoning.counting import certainly, possibly
from engine.reasoning.intervals import Interval, Until, clipped, merged, no_window, union
from engine.reasoning.own_numbers import Places, owners, under_own_numbers
from engine.reasoning.stretch import Stretch, joined, stretches
from engine.reasoning.sweep import gathered
from engine.rules.model import Count, Rule
from engine.rules.place_numbers import set_by
from engine.rules.row_kinds import RowKind
from engine.rules.ruleset import RuleSet
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class Piece:
    """Days within force on which all numbers of a rule stay the same."""

    first: int
    last: int
    minimum: int
    until: Until
    others: tuple[Until, ...]
    reading: Reading
    own: str = ""
    """The place whose own numbers these are, for it and what lies below it; empty for all others."""


@dataclass(frozen=True)
class Screen:
    """Answers of one evaluation about one counting rule; everything comes from the facts."""

    facts: Facts
    rules: RuleSet
    settings: Settings
    calendar: Overlay = NO_OVERLAY
    _intervals: dict[tuple[Any, ...], Places] = field(default_factory=dict, repr=False)

    def site_rules(self) -> list[tuple[Rule, Count]]:
        """The active rules that count sites, in order of id."""
        return [
            (r, r.when) for r in self.rules.active if isinstance(r.when, Count) and r.when.distinct == "site"
        ]

    @cached_property
    def any_reading(self) -> Reading:
        """A reading of the facts, where every one says the same."""
        rules = self.site_rules()
        if rules:
            return self.piece_on(*rules[0], self.facts.as_of).reading
        return reading_of(self.rules, 1, "verified_on", self.settings.overrides)

    def row_rules(self) -> list[tuple[Rule, RowKind]]:
        """The active rules on dated rows of a site, in order of id."""
        return [(r, r.when) for r in self.rules.active if isinstance(r.when, RowKind)]

    def number(self, rule: Rule, name: str, day: int, place: str = "") -> int:
        """A parameter on a day in a place: what the narrowest place sets, else a setting unless the origin is law."""
        parameter = rule.parameters.get(name)
        local = set_by(parameter, self.facts.tree, place, day) if parameter else None
        value = local.on(day) if local else None
        if isinstance(value, int):
            return value
        if parameter and parameter.origin != "law" and name in self.settings.overrides:
            setting = self.settings.overrides[name]
            if not isinstance(setting, int):
                raise RuleError(f"设置 {name} 的值“{setting}”须为整数。")
            return setting
        return rule.number(name, day)

    def steps(self, rule: Rule, name: str) -> list[tuple[int, int]]:
        """The values of a number by the day from which each holds; the first holds before it too."""
        days = sorted(to_day(d) for d in rule.parameters[name].values)
        return [(day, self.number(rule, name, day)) for day in days]

    def _piece(self, rule: Rule, when: Count, days: tuple[int, int, int], own: str = "") -> Piece:
        """The numbers of a day (the third) for the first…last."""
        first, last, at = days
        minimum = self.number(rule, when.at_least, at, own)
        until: Until = no_window
        others: tuple[Until, ...] = ()
        if when.within:
            length, unit = self.number(rule, when.within, at, own), rule.parameters[when.within].unit

            def under(reading: str) -> Until:
                return cache(lambda day: window_end(day, length, unit, reading))

            until, others = under("law"), (under("thirty_days"), under("exclusive"))
        date_column = str(self.settings.overrides.get("discovery_date", when.discovery_date))
        response = self.number(rule, "response_days", at) if "response_days" in rule.parameters else 1
        return Piece(
            first,
            last,
            minimum,
            until,
            others,
            reading_of(self.rules, response, date_column, self.settings.overrides),
            own,
        )

    def holding(self, rule: Rule, when: Count, piece: Piece, places: Places) -> Places:
        """The places for which the numbers of a piece are those that hold."""
        day = piece.first or min(self.facts.as_of, rule.in_force.days[1])
        return under_own_numbers(self.facts.tree, rule, when, (piece.own, day), places)

    def pieces(self, rule: Rule, when: Count) -> list[Piece]:
        """The rule's days in force up to the day, cut where a number changes, for each place with numbers of its own."""
        first, last = rule.in_force.days
        last = min(last, self.facts.as_of)
        if last < first:
            return []
        names = tuple(n for n in (when.at_least, when.within, "response_days") if n)
        starts = [first, *[d for d in rule.cuts(names) if d <= last]]
        ends = [*[d - 1 for d in starts[1:]], last]
        spans = list(zip(starts, ends, strict=True))
        return [
            self._piece(rule, when, (f, t, f), own)
            for own in owners(self.facts.tree, rule, when)
            for f, t in spans
        ]

    def piece_on(self, rule: Rule, when: Count, day: int) -> Piece:
        """The numbers that hold on a day where no place has its own, unclipped; see `pieces_on`."""
        return self.pieces_on(rule, when, day)[0]

    def pieces_on(self, rule: Rule, when: Count, day: int) -> list[Piece]:
        """The numbers that hold on a day, unclipped, for each place with its own; after force has ended, those of its last day."""
        first, last = rule.in_force.days
        at = max(first, min(day, last))
        return [self._piece(rule, when, (0, FAR, at), own) for own in owners(self.facts.tree, rule, when)]

    def intervals(self, when: Count, reading: Reading) -> Places:
        """By place: the intervals on which sites count."""
        key = (when.count, when.states, when.place, when.knowledge, when.or_else, reading)
        if key not in self._intervals:
            self._intervals[key] = _intervals(self.facts, when, reading, certainly(when))
        return self._intervals[key]

    def today(self, when: Count, reading: Reading, *, certain: bool) -> dict[str, list[Interval]]:
        """By place that the limb reaches: the sites that count on the day, or possibly count (certain ones included)."""
        day = self.facts.as_of
        now = nw.col("last") == day  # the spans reach to the day without gap
        counts = certainly(when) if certain else possibly(when)
        places = self.admitted(when, _intervals(self.facts, when, reading, now & counts, whole=not certain))
        return {place: [i for i in some if i.first <= day <= i.last] for place, some in places.items()}

    def _reaches(self, when: Count, place: str, day: int) -> bool:
        """Whether the limb reaches a place of this kind by its law: 街道 is no 乡、镇."""
        if when.kinds is None:
            return True
        row = self.facts.tree.place(place, day)
        return row.level != when.place or row.kind in when.kinds

    def admits(self, when: Count, place: str, day: int) -> bool:
        """Whether the limb reaches a place on a day, by its kind or by a dated decision."""
        decided = self.settings.decided(place)
        return self._reaches(when, place, day) or any(first <= day <= last for first, last in decided)

    def admitted(self, when: Count, places: Places) -> dict[str, list[Interval]]:
        """The places that the limb reaches, on the days on which it does."""
        out: dict[str, list[Interval]] = defaultdict(list)
        if when.kinds is None:
            return dict(places)
        for place, intervals in places.items():
            for one in intervals:
                if self._reaches(when, place, one.first):
                    out[place].append(one)
                else:
                    out[place] += [p for days in self.settings.decided(place) for p in clipped([one], *days)]
        return out

    def not_admitted(self, when: Count, places: Places) -> dict[str, list[Interval]]:
        """The places of another kind, on the days without a decision: they go to policy review."""
        out: dict[str, list[Interval]] = defaultdict(list)
        if when.kinds is None:
            return out
        for place, intervals in places.items():
            for one in intervals:
                if not self._reaches(when, place, one.first):
                    out[place] += self._undecided(place, one)
        return out

    def _undecided(self, place: str, one: Interval) -> list[Interval]:
        gaps, following = [], 0
        for first, last in union(self.settings.decided(place)):
            gaps.append((following, first - 1))
            following = last + 1
        gaps.append((following, FAR))
        return [p for first, last in gaps if first <= last for p in clipped([one], first, last)]

    def sites_on(self, rule_id: str, place: str, first: int, last: int) -> set[str]:
        """Sites that counted for a counting rule in a place on some of the days first…last."""
        rule = self.rules.rules[rule_id]
        when = rule.when
        out: set[str] = set()
        if isinstance(when, Count) and when.distinct == "site":
            for piece in self.pieces(rule, when):
                mine = {place: self.intervals(when, piece.reading).get(place, [])}
                intervals = self.holding(rule, when, piece, mine).get(place, [])
                inside = clipped(intervals, max(first, piece.first), min(last, piece.last))
                out |= gathered(inside, piece.minimum, piece.until)
        return out

    def stretches(self, rule: Rule, when: Count) -> list[Stretch]:
        """The stretches of a counting rule in every place."""
        parts: list[Stretch] = []
        for piece in self.pieces(rule, when):
            places = self.holding(rule, when, piece, self.intervals(when, piece.reading))
            for place, intervals in sorted(self.admitted(when, places).items()):
                inside = clipped(intervals, piece.first, piece.last)
                if len(inside) >= piece.minimum:
                    parts += stretches(rule.id, place, inside, piece.minimum, piece.until, piece.others)
        return joined(parts)


def _intervals(facts: Facts, when: Count, reading: Reading, kept: nw.Expr, *, whole: bool = False) -> Places:
    """Intervals of the spans kept, by place; `whole`: a site known only to its county stands at the county."""
    place = nw.col(when.place)
    if whole and when.place == "township":  # the limb cannot tell which township
        place = nw.coalesce(place, nw.col("jurisdiction"))
    columns = ("root", "opened", "first", "last", "jurisdiction", when.place)
    spans = nw.from_native(facts.spans(reading, kept, columns), eager_only=True).with_columns(place=place)
    spans = _touching_joined(spans.filter(~nw.col("place").is_null()))
    out: dict[str, list[Interval]] = defaultdict(list)
    parts = [spans[c].to_list() for c in ("place", "opened", "root", "first", "last")]
    for code, *interval in zip(*parts, strict=True):
        out[code].append(Interval(*interval))
    return {code: merged(intervals) for code, intervals in out.items()}


def _touching_joined(spans: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Spans of one site, episode and place that follow each other without gap made one, before they become objects."""
    same = [nw.col(c) == nw.col(c).shift(1) for c in ("root", "opened", "place")]
    touching = nw.all_horizontal(*same, nw.col("first") == nw.col("last").shift(1) + 1, ignore_nulls=False)
    begun = spans.with_columns(begins=~touching.fill_null(value=False))
    ends = nw.col("begins").shift(-1).fill_null(value=True)
    columns = ("place", "opened", "root")
    firsts = begun.filter(nw.col("begins")).select(*columns, "first")
    return firsts.with_columns(begun.filter(ends)["last"])
