"""Facts → matters: which site must by law be put before another body, since when, on which records (`matters.yaml`).

What lacks a number that only the office can set is never met and never silent: it is not computable, and says why.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from engine.errors import UsageError
from engine.matter_sites import MatterSites
from engine.periods import iso
from engine.reasoning.screen import Screen
from engine.rules.matters import MatterRule


class Matter(NamedTuple):
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


def matters(screen: Screen, stood_since: int | None = None) -> Matters:
    """Every matter of the day; with `stood_since` (an ordinal) those too that stood on that day or later and ended.

    Raises UsageError for a number outside the law's range.
    """
    facts, sites = screen.facts, MatterSites(screen.facts, screen.any_reading, stood_since)
    place = facts.sites.county_or_city
    found: list[Matter] = []
    lacking: list[NotComputable] = []
    rules = screen.rules.matters
    for rule in sorted(rules.values(), key=lambda one: (one.then.kind, one.id)):
        if rule.each == "appraisal":
            met, without = _appraised(screen, rule)
            found += met
            lacking += without
        else:
            found += [Matter(rule, root, place(code, d), d, r) for root, code, d, r in sites.due(rule)]
    kinds = {name: rule.then.kind for name, rule in rules.items()}
    found.sort(key=lambda one: (kinds[one.rule.id], one.place, one.site))  # stable: the rules came by id
    return Matters(tuple(found), tuple(sorted(lacking, key=lambda n: n.rule)))


SAID: Final = (
    "{title}：{parameter}（元）没有录入，不能计算；由本办公室按{number}的幅度（{low} 至 {high} 元）"
    "查明本省执行的数额，写入设置的 parameters 后再评估。"
)


def _appraised(screen: Screen, rule: MatterRule) -> tuple[list[Matter], list[NotComputable]]:
    """Sites with an appraisal that reaches the number; where there is no number, the appraisals that wait for it."""
    facts, name = screen.facts, rule.at_least or ""
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
        number = _number(screen, rule, name, day)
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
                rule,
                root,
                facts.sites.county_or_city(facts.codes[root], first),
                first,
                tuple(sorted(r for _, r in days)),
                said,
                least,
            )
        )
    lacks = rule.holds_on(facts.as_of) and _number(screen, rule, name, facts.as_of) is None
    return met, [_lacking(screen, rule, name, waiting)] if lacks or waiting else []


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
    where = "参数"
    if rule.parameters[name].origin != "law" and name in screen.settings.overrides:
        value, where = screen.settings.overrides[name], "设置"
    low, high = _range(rule, day)
    if value is not None and not (isinstance(value, int) and low <= value <= high):
        raise UsageError(
            f"{where} {name} 的值“{value}”不在{_clause(screen, rule)}"
            f"所定的幅度（{low} 至 {high} 元）之内；请核对后改正。"
        )
    return value if isinstance(value, int) else None
