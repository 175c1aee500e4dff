"""Everything that may be met, by the key under which it goes into the chain."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from engine.facts.build import Facts
from engine.reasoning.chain import Sessions
from engine.reasoning.routes import Subject
from engine.reasoning.stretch import Stretch
from engine.rules.model import Rule
from engine.rules.ruleset import RuleSet

_ORGANS: Final = {"county_department": "department:相关主管部门"}


def organ_of(rule: Rule) -> str | None:
    """The organ that a rule holds accountable; one named by its task only stands for whichever a person writes in."""
    if rule.then.accountable is None:
        return None
    return _ORGANS.get(rule.then.accountable.organ, rule.then.accountable.organ)


class Candidates:
    """Everything that may be met, by the key under which it goes into the chain."""

    def __init__(self, facts: Facts, rules: RuleSet) -> None:
        """Nothing yet."""
        self.facts = facts
        self.rules = rules
        self.stretches: dict[str, Stretch] = {}
        self.subjects: dict[str, Subject] = {}
        self.sids: dict[Subject, set[str]] = defaultdict(set)
        self.places: dict[str, set[str]] = defaultdict(set)
        """Sessions in which a place has candidates: several if it moved."""
        self.sessions = Sessions()

    def sid(self, place: str, day: int) -> str:
        """The session of a place: its county, or the city of a township without one."""
        return self.facts.tree.county_or_city(place, day)

    def add(self, rule: Rule, stretch: Stretch, subject: Subject | None, fact: Mapping[str, Any]) -> None:
        """Put a candidate and its fact into the session of its place."""
        key = f"{rule.id}/{stretch.place}/{stretch.of}/{stretch.first}/{','.join(stretch.records)}"
        self.stretches[key] = stretch
        content = {"key": key, "place": stretch.place, **fact}
        sid = self.sid(stretch.place, stretch.first)
        self.places[stretch.place].add(sid)
        if subject:
            self.subjects[key] = subject
            self.sids[subject].add(sid)
            content["subject"] = subject.key
        self.sessions.add(sid, content)

    def count(self, rule: Rule, stretch: Stretch, *, referred: bool) -> None:
        """Put a stretch of a count."""
        organ = organ_of(rule)
        subject = Subject(stretch.place, organ, rule.then.restricted) if organ else None
        surplus = (stretch.count or 0) - (stretch.threshold or 0)
        self.add(
            rule, stretch, subject, {"t": "stretch", "rule": rule.id, "surplus": surplus, "counted": referred}
        )
