"""A second, plain computation of every finding from the facts; it shares no code with the screening or the chain.

It runs in every evaluation and must agree; where it does not, the referrals of that place are blocked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts
from engine.facts.seen import reading_of
from engine.jurisdictions import Tree
from engine.periods import NO_OVERLAY, Overlay
from engine.reasoning.belated import unanswered, unverified
from engine.reasoning.plain import at_once, together, within
from engine.reasoning.row_plain import RowPlain
from engine.rules.model import All, Count, FactIs, Lack, Rule, Together
from engine.rules.model import Any as AnyOf
from engine.rules.row_kinds import RowKind
from engine.rules.ruleset import RuleSet
from engine.settings import Settings

Key = tuple[str, str, str, int, int]
"""Rule, place, what it is about (organ, evidence or inquiry), first day, last day."""
SURE: Final = 2
FAR_OFF: Final = date.max.toordinal()


@dataclass(frozen=True, slots=True, order=True)
class Disagreement:
    """A finding that only one of the two computations gives."""

    rule: str
    place: str
    what: str


class Crosscheck:
    """The plain computation for one evaluation."""

    def __init__(
        self, facts: Facts, rules: RuleSet, settings: Settings, calendar: Overlay = NO_OVERLAY
    ) -> None:
        """Take the facts; nothing is computed yet."""
        self.facts, self.rules, self.settings = facts, rules, settings
        self.rows = RowPlain(facts, calendar, self._value)

    def _value(self, rule: Rule, name: str, day: int, place: str = "") -> int:
        own = rule.parameters[name]
        above = [place, *self.facts.tree.ancestors(place, day)] if place and own.places else []
        for code in above:
            for one in own.places:
                dated = {d: v for d, v in one.values.items() if d.toordinal() <= day}
                set_ = dated[max(dated)] if dated else None
                if set_ is not None and self.facts.tree.resolve(one.place) == code:
                    return int(set_)
        if own.origin != "law" and name in self.settings.overrides:
            return int(self.settings.overrides[name])
        best = max(d for d in own.values if d.toordinal() <= day)
        value = own.values[best]
        return int(value) if value is not None else 0

    def _spells(self, rule: Rule) -> list[tuple[int, int]]:
        """Days in force up to the day, cut wherever any parameter of the rule changes."""
        start = rule.in_force.start.toordinal()
        end = min(rule.in_force.end.toordinal() if rule.in_force.end else FAR_OFF, self.facts.as_of)
        cuts = sorted(
            {
                d.toordinal()
                for p in rule.parameters.values()
                for d in (*p.values, *(d for own in p.places for d in own.values))
                if start < d.toordinal() <= end
            }
        )
        return [(a, b - 1) for a, b in zip([start, *cuts], [*cuts, end + 1], strict=True) if a < b]

    def _counted(self, rule: Rule, when: Count) -> dict[str, list[tuple[int, int]]]:
        out: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end in self._spells(rule):
            response = self._value(rule, "response_days", start) if "response_days" in rule.parameters else 1
            column = str(self.settings.overrides.get("discovery_date", when.discovery_date))
            reading = reading_of(self.rules, response, column, self.settings.overrides)
            by_place: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
            known = {"township_informed": "informed", "reported_up": "handed"}.get(
                when.knowledge or "", when.count
            )
            names = (when.place, "opened", "first", "last")
            few = self.facts.spans(reading, partial(_counts, when, known), names)
            for place, opened, first, last in zip(*(few[n].to_pylist() for n in names), strict=True):
                for begins, ends in self._reached(when, place, first, last) if place else ():
                    if begins <= end and ends >= start:
                        by_place[place].append((opened, max(begins, start), min(ends, end)))
            for place, rows in by_place.items():
                least = self._value(rule, when.at_least, start, place)
                if when.within is None:
                    out[place] += at_once(rows, least)
                else:
                    size = self._value(rule, when.within, start, place)
                    months = rule.parameters[when.within].unit == "月"
                    out[place] += within(rows, least, size if months else 0, size)
        return {place: together(runs) for place, runs in out.items() if runs}

    def _reached(self, when: Count, place: str, first: int, last: int) -> list[tuple[int, int]]:
        """The days of first…last on which the limb reaches a place of its kind."""
        if when.kinds is None:
            return [(first, last)]
        division = self.facts.tree.place(place, first)
        if division.level != when.place or division.kind in when.kinds:
            return [(first, last)]
        decided = together((d.first, d.last) for d in self.settings.decisions if d.jurisdiction == place)
        return [(max(first, a), min(last, b)) for a, b in decided if a <= last and b >= first]

    def _evidence(self, rule: Rule) -> Iterable[tuple[str, str, tuple[int, int]]]:
        when = rule.when
        limbs = [m for m in when.all if m.fact == "duty_evidence"] if isinstance(when, All) else []
        where: Any = limbs[0].where if limbs else getattr(when, "where", {})
        other = (
            next((m.fact for m in when.all if m.fact != "duty_evidence"), None)
            if isinstance(when, All)
            else None
        )
        existed = self._existed(other) if other else {}
        end = min(rule.in_force.end.toordinal() if rule.in_force.end else FAR_OFF, self.facts.as_of)
        for row in self.facts.rows("duty_evidence"):
            seen = {"kind": row["kind"], "organ": row["organ"].partition(":")[0], "verified": row["verified"]}
            asked = [(seen[c], cond.get("is", cond.get("in"))) for c, cond in where.items() if c in seen]
            days = where.get("occurred_on", {})
            occurred = date.fromordinal(row["occurred_on"])
            if (
                any(v not in w if isinstance(w, tuple) else v != w for v, w in asked)
                or occurred < days.get("on_or_after", date.min)
                or occurred >= days.get("before", date.max)
                or row["occurred_on"] > self.facts.as_of
            ):
                continue
            day = max(row["verified_on"] or row["occurred_on"], rule.in_force.start.toordinal())
            if other:
                root = self.facts.roots.get(row["site_id"] or "")
                if root not in existed or not self._below(
                    self.facts.tree, self.facts.codes[root], row["jurisdiction"]
                ):
                    continue
                day = max(day, existed[root])
            if day <= end:
                about = {None: row["evidence_id"], "organ": row["organ"]}
                about["post"] = f"{row['organ']}:{row['post']}" if row["post"] else row["evidence_id"]
                yield row["jurisdiction"], about[getattr(when, "per", None)], (day, end)

    def _existed(self, name: str) -> dict[str, int]:
        response, column = 1, str(self.settings.overrides.get("discovery_date", "verified_on"))
        for rule in self.rules.active:
            if (
                isinstance(rule.when, Count)
                and rule.when.count == name
                and "response_days" in rule.parameters
            ):
                response = self._value(rule, "response_days", rule.in_force.start.toordinal())
                break
        return self.facts.defined_from(
            reading_of(self.rules, response, column, self.settings.overrides), name
        )

    @staticmethod
    def _below(tree: Tree, code: str, place: str) -> bool:
        while code and code != place:
            code = tree.place(code).parent
        return code == place

    def _late(self, rule: Rule, when: Lack) -> Iterable[tuple[str, str, tuple[int, int]]]:
        start = rule.in_force.start.toordinal()
        end = rule.in_force.end.toordinal() if rule.in_force.end else FAR_OFF
        if when.fact == "inquiry":
            late = unanswered(self.facts)
        else:
            late = unverified(self.facts, self._value(rule, when.within, max(self.facts.as_of, start)))
        for place, of, (first, last) in late:
            if first <= end and last >= start:
                yield place, of, (max(first, start), min(last, end))

    def keys(self) -> set[Key]:
        """Every finding by this computation."""
        found: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        for rule in self.rules.active:
            if isinstance(rule.when, Count) and rule.when.distinct == "site":
                for place, runs in self._counted(rule, rule.when).items():
                    found[rule.id, place, ""] += runs
            elif isinstance(rule.when, (FactIs, All)):
                for place, of, run in self._evidence(rule):
                    found[rule.id, place, of].append(run)
            elif isinstance(rule.when, RowKind):
                for place, of, run in self.rows.found(rule, rule.when):
                    found[rule.id, place, of].append(run)
            elif isinstance(rule.when, Lack):
                for place, of, run in self._late(rule, rule.when):
                    found[rule.id, place, of].append(run)
        self._climbed(found)
        return {(*name, first, last) for name, runs in found.items() for first, last in together(runs)}

    def _climbed(self, found: dict[tuple[str, str, str], list[tuple[int, int]]]) -> None:
        for rule in self.rules.active:
            when = rule.when
            if isinstance(when, AnyOf):
                below, level, steps = {m.finding for m in when.any}, when.place, None
            elif isinstance(when, Count) and when.distinct != "site":
                below, level, steps = {when.count}, when.place, when.at_least
            else:
                continue
            rising = self._rising(found, below, level, apart=isinstance(when, Together))
            for start, end in self._spells(rule):
                least = self._value(rule, steps, start) if steps else 1
                least = len(below) if isinstance(when, Together) else least
                for place, rows in rising.items():
                    clipped = [(0, max(f, start), min(t, end)) for _, f, t in rows if f <= end and t >= start]
                    found[rule.id, place, ""] += at_once(clipped, least)

    def _rising(
        self, found: Mapping[tuple[str, str, str], list[tuple[int, int]]], below: Collection[str | None],
        level: str, *, apart: bool,
    ) -> dict[str, list[tuple[int, int, int]]]:  # fmt: skip
        """Place of the level → days of the findings below it; `apart`: those of one rule made one."""
        days: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for (source, place, of), runs in found.items():
            for first, last in runs if source in below else ():
                for above in [place, *self.facts.tree.ancestors(place, first)]:
                    if self.facts.tree.place(above, first).level == level:
                        days[above, source if apart else f"{source}/{place}/{of}"].append((first, last))
        out: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for (above, _), runs in days.items():
            out[above] += [(0, a, b) for a, b in (together(runs) if apart else runs)]
        return out


def _counts(when: Count, known: str, spans: pa.Table) -> pa.ChunkedArray:
    """Which spans a site counts in."""
    failing, shut = spans["not_stopped"], pc.invert(spans["open"])
    fails = failing if "not_stopped" in when.states else pc.and_(failing, False)
    if "stopped" in when.states:
        fails = pc.or_(fails, shut)
    if "unknown" in when.states:
        fails = pc.or_(fails, pc.invert(pc.or_(failing, shut)))
    if when.or_else == "not_reported":
        fails = pc.or_(fails, pc.equal(spans["reported"], 0))
    return pc.and_(fails, pc.and_(pc.equal(spans[when.count], SURE), pc.equal(spans[known], SURE)))


def disagreements(
    facts: Facts,
    rules: RuleSet,
    settings: Settings,
    given: Iterable[Key],
    skipped: frozenset[str] = frozenset(),
    calendar: Overlay = NO_OVERLAY,
) -> list[Disagreement]:
    """Findings that only one computation gives; places of failed sessions (`skipped`) are left out."""
    plain, chained = Crosscheck(facts, rules, settings, calendar).keys(), set(given)
    out = []
    for key in plain ^ chained:
        rule, place, of, first, last = key
        if place in skipped:
            continue
        who = "复核计算有而推理链没有" if key in plain else "推理链有而复核计算没有"
        about = f"（{of}）" if of else ""
        out.append(
            Disagreement(rule, place, f"{who}：{date.fromordinal(first)} 至 {date.fromordinal(last)}{about}")
        )
    return sorted(out)
