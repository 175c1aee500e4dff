"""What a set of rules would have found in each week of a period, in one pass over it; no ledger is touched.

The office's weekly run of a day knows the rows of that day. Findings are stretches of days, and a steady rule's
stretches up to a day are those of the period's last day cut there; only unsteady rules are evaluated week by week
(`unsteady`). Rows withdrawn or corrected count as they stand at `known_at` in every week, as a run of that day
over the same records would have it; rows recorded late count from their legal day on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final

from engine.comparing.unsteady import unsteady_rules
from engine.errors import UsageError
from engine.facts.build import Facts, build_facts
from engine.jurisdictions import Jurisdictions
from engine.matters import NotComputable, matters
from engine.periods import iso, to_day
from engine.reasoning.chain import Runner, run_worker
from engine.reasoning.conclude import Met, conclude
from engine.reasoning.screen import Screen
from engine.records import Records
from engine.rules.model import All, Definition, Rule
from engine.rules.ruleset import RuleSet
from engine.settings import Settings

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A finding as a day sees it: days are ordinals, `ended` is None while it is met on that day."""

    rule: str
    jurisdiction: str
    of: str
    met: int
    ended: int | None
    count: int | None
    sites: tuple[str, ...]

    @property
    def id(self) -> str:
        """As in the document: `rule/jurisdiction[/organ or evidence]/met_on`."""
        parts = (self.rule, self.jurisdiction, self.of.replace("/", "_"), iso(self.met) or "")
        return "/".join(p for p in parts if p)


@dataclass(frozen=True)
class Replay:
    """The findings of the last day, and of the unsteady rules those of every week; places whose chain failed."""

    weeks: tuple[date, ...]
    found: tuple[Seen, ...]
    weekly: Mapping[date, tuple[Seen, ...]]
    unsteady: frozenset[str]
    failed: Mapping[str, str]
    matters: tuple[Seen, ...] = ()
    """What stood before another body on some day of the period (`matters.yaml`): rule, county, site, since."""
    waiting: tuple[NotComputable, ...] = ()
    """Matters that lack their number on the last day."""

    def on(self, day: date) -> list[Seen]:
        """Every finding that the run of one of the weeks gives, ended ones too, sorted. Counts and sites are those of the last day."""
        at = to_day(day)
        steady = (s for s in self.found if s.rule not in self.unsteady and s.met <= at)
        return sorted([*(_cut(s, at) for s in steady), *self.weekly.get(day, ())])

    def open_on(self, day: date) -> int:
        """How many findings are met on a week's day."""
        at = to_day(day)
        begun, ended = self._days
        steady = bisect_right(begun, at) - bisect_left(ended, at)
        return steady + sum(s.ended is None for s in self.weekly.get(day, ()))

    @cached_property
    def _days(self) -> tuple[list[int], list[int]]:
        """First days, and last days of those that ended, of the steady rules' findings."""
        steady = [s for s in self.found if s.rule not in self.unsteady]
        return sorted(s.met for s in steady), sorted(s.ended for s in steady if s.ended is not None)


def _cut(seen: Seen, at: int) -> Seen:
    ended = seen.ended if seen.ended is not None and seen.ended < at else None
    return Seen(seen.rule, seen.jurisdiction, seen.of, seen.met, ended, seen.count, seen.sites)


def weeks_of(first: date, last: date) -> tuple[date, ...]:
    """The days of the weekly runs: every seventh from the first, and the last. Raises UsageError if it is earlier."""
    if last < first:
        raise UsageError(f"--to {last} 早于 --from {first}；请改正。")
    days = [first + WEEK * n for n in range((last - first).days // 7 + 1)]
    return tuple(days if days[-1] == last else [*days, last])


def replay(
    records: Records, rules: RuleSet, *, first: date, last: date, settings: Settings, jurisdictions: Jurisdictions,
    known_at: datetime | None = None, facts: Facts | None = None, runner: Runner = run_worker,
) -> Replay:  # fmt: skip
    """Replay a period under a set of rules; `facts` of the last day may be shared where the definitions are the same.

    Raises RuleError for rules that can't be used, UsageError for a period that ends before it begins.
    """
    weeks = weeks_of(first, last)
    loose = unsteady_rules(rules, settings, records, first, last)

    def screen_at(day: date, chosen: RuleSet, built: Facts | None) -> Screen:
        at = built or build_facts(records.tables, jurisdictions.tree, day, known_at)
        return Screen(at, chosen, settings)

    def seen_at(screen: Screen) -> tuple[list[Seen], Mapping[str, str]]:
        got = conclude(screen, jurisdictions, runner)
        return sorted(_seen(got.met, screen.facts.as_of)), got.failed

    at_last = screen_at(last, rules, facts)
    found, failed = seen_at(at_last)
    others = matters(at_last, to_day(first))
    weekly: dict[date, tuple[Seen, ...]] = {}
    if loose:
        alone = _only(rules, loose)
        for day in weeks:
            some, broken = seen_at(screen_at(day, alone, None))
            weekly[day] = tuple(s for s in some if s.rule in loose)
            failed = {**broken, **failed}
    return Replay(
        weeks, tuple(found), MappingProxyType(weekly), loose, MappingProxyType(dict(failed)),
        tuple(Seen(m.rule.id, m.place, m.site, m.since, None, None, (m.site,)) for m in others.found),
        others.not_computable,
    )  # fmt: skip


def _seen(met: Iterable[Met], as_of: int) -> Iterator[Seen]:
    for one in met:
        s = one.stretch
        ended = s.last if s.last < as_of else None
        yield Seen(one.rule.id, s.place, s.of, s.first, ended, s.count, s.sites)


def _only(rules: RuleSet, chosen: frozenset[str]) -> RuleSet:
    """The chosen rules with every definition, and those whose findings or sites they rest on."""
    kept = {i: r for i, r in rules.rules.items() if i in chosen or isinstance(r.when, Definition)}
    if any(
        isinstance(r.when, All) for r in kept.values()
    ):  # what joins a site asks a counting rule for its reading
        kept = dict(rules.rules)
    return RuleSet(
        MappingProxyType(kept), rules.instruments, rules.sha256, rules.notes, rules.norms, rules.matters
    )


def replay_both(
    records: Records, old: RuleSet, new: RuleSet, *, first: date, last: date, settings: Settings,
    jurisdictions: Jurisdictions, known_at: datetime | None = None, runner: Runner = run_worker,
) -> tuple[Replay, Replay]:  # fmt: skip
    """Two sets of rules over one period; what they define alike is computed once. Raises as `replay`."""
    facts = build_facts(records.tables, jurisdictions.tree, last, known_at)
    alike = _definitions(old) == _definitions(new)
    replays = [
        replay(
            records, rules, first=first, last=last, settings=settings, jurisdictions=jurisdictions,
            known_at=known_at, facts=facts if alike or rules is old else None, runner=runner,
        )
        for rules in (old, new)
    ]  # fmt: skip
    return replays[0], replays[1]


def _definitions(rules: RuleSet) -> list[Rule]:
    """What the facts depend on: readings with equal numbers are taken for one, whatever their definitions."""
    return [r for r in rules.active if isinstance(r.when, Definition)]
