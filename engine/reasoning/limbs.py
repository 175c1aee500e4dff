"""Candidates that need no counting: evidence by itself, evidence joined with a defined site, what came too late."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.facts import Reading
from engine.reasoning.candidates import Candidates, organ_of
from engine.reasoning.routes import Subject
from engine.reasoning.rows import row_stretches
from engine.reasoning.screen import Screen
from engine.reasoning.singles import Evidence, Overdue, overdue, satisfies, unverified
from engine.reasoning.stretch import Stretch
from engine.rules.model import All, FactIs, Lack, Rule, When
from engine.rules.terms import Where


def put_singles(found: Candidates, pieces: Sequence[Evidence], screen: Screen) -> None:
    """Put the candidates of every rule of these kinds."""
    for rule, when in screen.row_rules():
        for stretch in row_stretches(screen, rule, when):
            organ = organ_of(rule) or rule.then.supervise
            subject = Subject(stretch.place, organ, rule.then.restricted) if organ else None
            found.add(rule, stretch, subject, {"t": "row", "under": rule.id})
    for rule in found.rules.active:
        if isinstance(rule.when, Lack):
            _put_late(found, rule, _late(screen, rule, rule.when))
        elif isinstance(rule.when, FactIs):
            for one in pieces:
                _put_evidence(found, rule, rule.when.where, one, one.day)
        elif isinstance(rule.when, All):
            started, where = _defined_from(screen, rule.when), _evidence_where(rule.when)
            for one in pieces:
                start = started.get(one.root or "")
                day = None if one.day is None or start is None else max(one.day, start)
                _put_evidence(found, rule, where, one, day)
                _put_defined(found, rule, rule.when, one, day)


def _clip(rule: Rule, first: int, last: int) -> tuple[int, int] | None:
    start, end = rule.in_force.days
    first, last = max(first, start), min(last, end)
    return (first, last) if first <= last else None


def _late(screen: Screen, rule: Rule, when: Lack) -> list[Overdue]:
    """What lacks its answer or its verification, under the rule's clock of the day."""
    if when.fact == "inquiry":
        return overdue(screen.facts)
    clock = screen.number(rule, when.within, max(screen.facts.as_of, rule.in_force.days[0]))
    return unverified(screen.facts, clock, organ_of(rule) or "")


def _put_late(found: Candidates, rule: Rule, late: Sequence[Overdue]) -> None:
    for one in late:
        days = _clip(rule, one.first, one.last)
        if days:
            about = one.record.split("/", 1)[1]
            stretch = Stretch(rule.id, one.place, *days, sites=(one.root,), of=about, records=(one.record,))
            found.add(rule, stretch, Subject(one.place, one.sent_to), {"t": "overdue", "under": rule.id})


def _put_evidence(found: Candidates, rule: Rule, where: Where, one: Evidence, first: int | None) -> None:
    days = _clip(rule, first, found.facts.as_of) if first is not None and satisfies(one, where) else None
    if not days:
        return
    of = _about(rule.when, one)
    stretch = Stretch(
        rule.id, one.jurisdiction, *days, sites=(one.root,) if one.root else (), of=of,
        records=(f"duty_evidence/{one.id}",),
    )  # fmt: skip
    fact: Mapping[str, Any] = {
        "t": "evidence", "kind": one.kind, "verified": one.verified, "organ_class": one.organ.split(":", 1)[0],
        "site": f"{one.root or '-'}@{one.jurisdiction}", "under": rule.id,
    }  # fmt: skip
    found.add(rule, stretch, Subject(one.jurisdiction, one.organ, rule.then.restricted), fact)


def _about(when: When, one: Evidence) -> str:
    """What a finding on evidence is about; evidence that names no post stands by itself."""
    if isinstance(when, All) or (isinstance(when, FactIs) and when.per == "organ"):
        return one.organ
    if isinstance(when, FactIs) and when.per == "post" and one.row["post"]:
        return f"{one.organ}:{one.row['post']}"
    return one.id


def _put_defined(found: Candidates, rule: Rule, when: All, one: Evidence, first: int | None) -> None:
    """The site that evidence names, if it lies in the evidence's place: the other side of the join."""
    days = _clip(rule, first, found.facts.as_of) if first is not None else None
    if not days or one.root is None:
        return
    code = found.facts.codes[one.root]
    if one.jurisdiction not in (code, *found.facts.tree.ancestors(code, days[0])):
        return
    fact = {
        "t": _defined(when), "site": f"{one.root}@{one.jurisdiction}", "key": f"site/{one.root}",
        "place": one.jurisdiction,
    }  # fmt: skip
    sid = found.sid(one.jurisdiction, days[0])
    if fact not in found.sessions.facts.get(sid, ()):
        found.sessions.add(sid, fact)


def _defined(when: All) -> str:
    return next(m.fact for m in when.all if m.fact and m.fact != "duty_evidence")


def _evidence_where(when: All) -> Where:
    return next(m.where for m in when.all if m.fact == "duty_evidence")


def joined_with(screen: Screen, when: All) -> tuple[str, Reading]:
    """The definition that a rule on evidence joins with, and the reading of the records that it is told by."""
    name = _defined(when)
    counting = [(r, w) for r, w in screen.site_rules() if w.count == name]
    return name, screen.piece_on(*counting[0], screen.facts.as_of).reading


def _defined_from(screen: Screen, when: All) -> dict[str, int]:
    """First day on which each site met the definition that the rule joins with."""
    name, reading = joined_with(screen, when)
    return screen.facts.defined_from(reading, name)
