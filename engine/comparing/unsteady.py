"""Rules whose past looks different from a later day, so that one evaluation at the end does not show every week.

Nearly every rule is steady: what it says of a day rests on rows whose legal day is on or before it, so that the
stretches of the last day, cut at an earlier one, are those of that day. Three are not:
a count by the day of the report or of the registration (the discovery is seen only once it is verified, and then
back to that day); a clock on reports whose number changes (the number of the day of the run holds for all reports);
evidence verified before it occurred. Whatever counts the findings of an unsteady rule is unsteady with it.
"""

from datetime import date

from engine.periods import to_day
from engine.records import Records
from engine.rules.model import All, Count, FactIs, Lack, Rule
from engine.rules.model import Any as AnyOf
from engine.rules.ruleset import RuleSet
from engine.settings import Settings


def unsteady_rules(
    rules: RuleSet, settings: Settings, records: Records, first: date, last: date
) -> frozenset[str]:
    """Ids of the rules of a set that must be looked at week by week between two days."""
    backwards = _evidence_backwards(records)
    found = {r.id for r in rules.active if _unsteady(r, settings, to_day(first), to_day(last), backwards)}
    while True:
        above = {r.id for r in rules.active if _sources(r) & found} - found
        if not above:
            return frozenset(found)
        found |= above


def _unsteady(rule: Rule, settings: Settings, first: int, last: int, backwards: bool) -> bool:  # noqa: FBT001
    when = rule.when
    if isinstance(when, Count) and when.distinct == "site":
        return settings.overrides.get("discovery_date", when.discovery_date) != "verified_on"
    if isinstance(when, Lack) and when.fact == "report":
        return any(first < day <= last for day in rule.cuts((when.within,)))
    return backwards and isinstance(when, (FactIs, All))


def _evidence_backwards(records: Records) -> bool:
    table = records.tables["duty_evidence"].select(["occurred_on", "verified_on"])
    pairs = zip(*(c.to_pylist() for c in table.columns), strict=True)
    return any(occurred and verified and occurred > verified for occurred, verified in pairs)


def _sources(rule: Rule) -> set[str]:
    when = rule.when
    if isinstance(when, Count):
        return {when.count}
    return {m.finding for m in when.any if m.finding} if isinstance(when, AnyOf) else set()
