"""Facts → matters: which site must by law be put before another body, since when, on which records (`matters.yaml`).

What lacks a number that only the office can set is never met and never silent: it is not computable, and says why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pyarrow.compute as pc

from engine.errors import UsageError
from engine.facts import Facts
from engine.periods import iso, to_day
from engine.reasoning.screen import Screen
from engine.rules.matters import MatterRule


@dataclass(frozen=True, slots=True)
class Matter:
    """One site under one rule; `since` is the ordinal of the day from which the duty runs."""

    rule: MatterRule
    site: str
    place: str
    """Its county on that day; the city of a site without one."""
    since: int
    records: tuple[str, ...]
    """What the duty rests on, by `table/id`."""
    value: str | None = None
    threshold: int | None = None
    """Yuan: the largest appraisal that reaches the number, and the number."""

    def document_form(self) -> dict[str, Any]:
        """The matter as the document prints it."""
        return {
            "rule": self.rule.id, "kind": self.rule.then.kind, "title": self.rule.title, "site": self.site,
            "jurisdiction": self.place, "since": iso(self.since), "records": list(self.records),
            "value": self.value, "threshold": self.threshold,
            "legal_basis": [{"instrument": b.instrument, "article": b.article} for b in self.rule.legal_basis],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotComputable:
    """A rule without its number on the day; `records` are those that the number would decide."""

    rule: str
    parameter: str
    reason: str
    records: tuple[str, ...]

    def document_form(self) -> dict[str, Any]:
        """The entry as the document prints it."""
        return {
            "rule": self.rule, "parameter": self.parameter, "reason": self.reason, "records": list(self.records),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matters:
    """What a day gives: sorted by kind, place, site and rule."""

    found: tuple[Matter, ...] = ()
    not_computable: tuple[NotComputable, ...] = ()


@dataclass
class _Sites:
    """Days on which sites became something, read once for all rules."""

    screen: Screen
    _defined: dict[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        return self.screen.facts

    def defined(self, name: str) -> Mapping[str, int]:
        """Root → first day on which it met a definition; nothing where no rule defines it."""
        reading = self.screen.any_reading
        if name not in reading.names:
            return {}
        if name not in self._defined:
            self._defined[name] = self.facts.defined_from(reading, name)
        return self._defined[name]

    def measured(self, kind: str, column: str) -> dict[str, list[tuple[int, str]]]:
        """Root → (day, record) of its measures of a kind that were taken by the day."""
        rows = self.facts.standing.table(
            "measures", ["measure_id", "site_id", "kind", "ordered_on", "executed_on"]
        )
        out: dict[str, list[tuple[int, str]]] = {}
        for row in rows.filter(pc.equal(rows["kind"], kind)).to_pylist():
            on = row[column] or row["executed_on"]
            root = self.facts.roots.get(row["site_id"])
            if root and on and to_day(on) <= self.facts.as_of:
                out.setdefault(root, []).append((to_day(on), f"measures/{row['measure_id']}"))
        return {root: sorted(days) for root, days in out.items()}

    def place(self, root: str, day: int) -> str:
        """The county of a site on a day."""
        code, tree = self.facts.codes[root], self.facts.tree
        return tree.ancestor_at(code, "county", day) or tree.ancestor_at(code, "city", day) or code


def matters(screen: Screen) -> Matters:
    """Every matter of the day. Raises UsageError for a number outside the law's range."""
    sites = _Sites(screen)
    found: list[Matter] = []
    lacking: list[NotComputable] = []
    for rule in screen.rules.matters.values():
        if rule.each == "appraisal":
            met, without = _appraised(sites, rule)
            found += met
            lacking += without
        else:
            found += _sites(sites, rule)
    found.sort(key=lambda one: (one.rule.then.kind, one.place, one.site, one.rule.id))
    return Matters(tuple(found), tuple(sorted(lacking, key=lambda n: n.rule)))


def _sites(sites: _Sites, rule: MatterRule) -> Iterator[Matter]:
    if rule.each == "prosecuted_site":
        names = sites.screen.any_reading.names
        opened = sites.measured("prosecute", "ordered_on")
        for root, days in opened.items():
            unlawful = [d for name in names if (d := sites.defined(name).get(root)) is not None]
            if unlawful:
                since = max(min(unlawful), days[0][0])
                if rule.holds_on(since):
                    yield Matter(rule, root, sites.place(root, since), since, tuple(r for _, r in days))
        return
    sealed = sites.measured("seal", "executed_on")
    for root, since in sites.defined(rule.each).items():
        shut = any(day >= since for day, _ in sealed.get(root, ()))
        if rule.holds_on(since) and not shut:
            yield Matter(rule, root, sites.place(root, since), since, (f"sites/{root}",))


SAID: Final = (
    "{title}：{parameter}（元）没有录入，不能计算；由本办公室按{number}的幅度（{low} 至 {high} 元）"
    "查明本省执行的数额，写入设置的 parameters 后再评估。"
)


def _appraised(sites: _Sites, rule: MatterRule) -> tuple[list[Matter], list[NotComputable]]:
    """Sites with an appraisal that reaches the number; where there is no number, the appraisals that wait for it."""
    facts, name = sites.facts, rule.at_least or ""
    best: dict[str, tuple[Decimal, int, int, str]] = {}
    cited: dict[str, list[tuple[int, str]]] = {}
    waiting: list[str] = []
    for row in sorted(facts.rows("appraisals"), key=lambda r: str(r["appraisal_id"])):
        root, day = facts.roots.get(row["site_id"]), row["determined_on"]
        if root is None or day > facts.as_of or not rule.holds_on(day):
            continue
        if rule.protected and row["protected"] != "yes":
            continue
        value, record = Decimal(row["value"]), f"appraisals/{row['appraisal_id']}"
        number = _number(sites.screen, rule, name, day)
        if number is None:
            waiting += [record] if value >= _range(rule, day)[0] else []
        elif value >= number:
            cited.setdefault(root, []).append((day, record))
            mine = (value, day, number, str(row["value"]))
            best[root] = max(best.get(root, mine), mine)
    met = []
    for root, days in cited.items():
        first = min(days)[0]
        _, _, least, said = best[root]
        met.append(
            Matter(
                rule, root, sites.place(root, first), first, tuple(sorted(r for _, r in days)), said, least
            )
        )
    lacks = rule.holds_on(facts.as_of) and _number(sites.screen, rule, name, facts.as_of) is None
    return met, [_lacking(sites.screen, rule, name, waiting)] if lacks or waiting else []


def _lacking(screen: Screen, rule: MatterRule, name: str, waiting: list[str]) -> NotComputable:
    low, high = _range(rule, screen.facts.as_of)
    said = SAID.format(title=rule.title, parameter=name, number=_clause(screen, rule), low=low, high=high)
    return NotComputable(rule.id, name, said, tuple(waiting))


def _clause(screen: Screen, rule: MatterRule) -> str:
    """The clause that sets the range, as an office names it."""
    basis = rule.legal_basis[0]
    known = screen.rules.instruments.get(basis.instrument)
    return f"{known.number if known else basis.instrument}{basis.article}"


def _range(rule: MatterRule, day: int) -> tuple[int, int]:
    """The law's own range on a day; nothing is too small or too large where the rule names none."""
    if rule.between is None:
        return 0, 10**15
    low, high = (rule.number(name, day) for name in rule.between)
    return low or 0, high or 10**15


def _number(screen: Screen, rule: MatterRule, name: str, day: int) -> int | None:
    """The number on a day, a setting in place of the rule's own; None where nobody has set it."""
    value: int | str | None = rule.number(name, day)
    if rule.parameters[name].origin != "law" and name in screen.settings.overrides:
        value = screen.settings.overrides[name]
    low, high = _range(rule, day)
    if value is not None and not (isinstance(value, int) and low <= value <= high):
        raise UsageError(
            f"设置 {name} 的值“{value}”不在{_clause(screen, rule)}"
            f"所定的幅度（{low} 至 {high} 元）之内；请核对后改正。"
        )
    return value if isinstance(value, int) else None
