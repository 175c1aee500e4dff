"""Facts → met rules: screening, then the chain climbing from county to city, then the second computation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.facts.build import Facts
from engine.jurisdictions import Jurisdictions
from engine.reasoning.chain import Derived, Runner, Sessions, chain, run_worker
from engine.reasoning.climb import climbing_stretches
from engine.reasoning.routes import Route, Router, Subject, Surroundings
from engine.reasoning.screen import Screen
from engine.reasoning.singles import Evidence, Overdue, evidence, organ_level, overdue, satisfies
from engine.reasoning.stretch import Stretch, joined
from engine.rules.compiling import compile_plan
from engine.rules.model import All, FactIs, Lack, Rule, RuleSet

RESTRICTED = "protective_umbrella"
ORGANS = {"county_department": "department:相关主管部门"}
"""Organs that a rule names by their task only; which one it is, a person writes in."""


@dataclass(frozen=True, slots=True)
class Met:
    """A rule that the chain found met: its stretch, who answers, the keys of the facts each firing rested on."""

    rule: Rule
    stretch: Stretch
    subject: Subject | None
    evidence: tuple[str, ...] = ()
    supports: tuple[tuple[str, ...], ...] = ()


@dataclass
class Conclusions:
    """What the reasoning gives for a day: met rules, routes by subject, evidence of the day, failed sessions."""

    met: list[Met] = field(default_factory=list)
    routes: dict[Subject, list[Route]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)
    """Verified evidence for which no rule is in force."""
    failed: Mapping[str, str] = field(default_factory=dict)


class _Candidates:
    """Everything that may be met, by the key under which it goes into the chain."""

    def __init__(self, facts: Facts, rules: RuleSet) -> None:
        self.facts = facts
        self.rules = rules
        self.stretches: dict[str, Stretch] = {}
        self.subjects: dict[str, Subject] = {}
        self.sids: dict[Subject, set[str]] = defaultdict(set)
        self.sessions = Sessions()

    def sid(self, place: str, day: int) -> str:
        """The session of a place: its county, or the city of a township without one."""
        tree = self.facts.tree
        return tree.ancestor_at(place, "county", day) or tree.ancestor_at(place, "city", day) or place

    def add(self, rule: Rule, stretch: Stretch, subject: Subject | None, fact: Mapping[str, Any]) -> str:
        key = f"{rule.id}/{stretch.place}/{stretch.of}/{stretch.first}/{','.join(stretch.records)}"
        self.stretches[key] = stretch
        content = {"key": key, "place": stretch.place, **fact}
        sid = self.sid(stretch.place, stretch.first)
        if subject:
            self.subjects[key] = subject
            self.sids[subject].add(sid)
            content["subject"] = subject.key
        self.sessions.add(sid, content)
        return key

    def count(self, rule: Rule, stretch: Stretch, *, referred: bool) -> None:
        organ = (
            ORGANS.get(rule.then.accountable.organ, rule.then.accountable.organ)
            if rule.then.accountable
            else None
        )
        subject = Subject(stretch.place, organ, rule.then.restricted) if organ else None
        surplus = (stretch.count or 0) - (stretch.threshold or 0)
        self.add(
            rule, stretch, subject, {"t": "stretch", "rule": rule.id, "surplus": surplus, "counted": referred}
        )


def _clip(rule: Rule, first: int, last: int) -> tuple[int, int] | None:
    start, end = rule.in_force.days
    first, last = max(first, start), min(last, end)
    return (first, last) if first <= last else None


def _single_facts(
    found: _Candidates, pieces: Sequence[Evidence], late: Sequence[Overdue], screen: Screen
) -> None:
    facts = found.facts
    for rule in found.rules.active:
        if isinstance(rule.when, Lack):
            for one in late:
                days = _clip(rule, one.first, one.last)
                if days:
                    stretch = Stretch(
                        rule.id,
                        one.place,
                        *days,
                        sites=(one.root,),
                        of=one.id,
                        records=(f"inquiries/{one.id}",),
                    )
                    found.add(rule, stretch, Subject(one.place, one.sent_to), {"t": "overdue"})
        where = rule.when.where if isinstance(rule.when, FactIs) else _evidence_where(rule)
        if where is None:
            continue
        started = _defined_from(screen, rule) if isinstance(rule.when, All) else {}
        for one_ in pieces:
            start = started.get(one_.root or "")
            first = one_.day if isinstance(rule.when, FactIs) else _later(one_.day, start)
            days = _clip(rule, first, facts.as_of) if first is not None and satisfies(one_, where) else None
            if not days:
                continue
            joins = isinstance(rule.when, All)
            sites = (one_.root,) if one_.root else ()
            stretch = Stretch(
                rule.id, one_.jurisdiction, *days, sites=sites, of=one_.organ if joins else one_.id,
                records=(f"duty_evidence/{one_.id}",),
            )  # fmt: skip
            _add_evidence(found, rule, one_, stretch)


def _add_evidence(found: _Candidates, rule: Rule, one: Evidence, stretch: Stretch) -> None:
    fact: dict[str, Any] = {
        "t": "evidence", "kind": one.kind, "verified": one.verified, "organ_class": one.organ.split(":", 1)[0],
        "site": f"{one.root or '-'}@{one.jurisdiction}", "under": rule.id,
    }  # fmt: skip
    found.add(
        rule,
        replace(stretch, of=f"{stretch.of}"),
        Subject(one.jurisdiction, one.organ, rule.then.restricted),
        fact,
    )
    if isinstance(rule.when, All) and one.root:
        code = found.facts.codes[one.root]
        if one.jurisdiction in (code, *found.facts.tree.ancestors(code, stretch.first)):
            other = next(m.fact for m in rule.when.all if m.fact != "duty_evidence")
            fact = {
                "t": other,
                "site": f"{one.root}@{one.jurisdiction}",
                "key": f"site/{one.root}",
                "place": one.jurisdiction,
            }
            sid = found.sid(one.jurisdiction, stretch.first)
            if fact not in found.sessions.facts[sid]:
                found.sessions.add(sid, fact)


def _evidence_where(rule: Rule) -> Any:  # noqa: ANN401 - a Where or None
    if not isinstance(rule.when, All):
        return None
    return next(m.where for m in rule.when.all if m.fact == "duty_evidence")


def _later(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else max(one, two)


def _defined_from(screen: Screen, rule: Rule) -> dict[str, int]:
    """First day on which each site met the definition that an `all` rule joins with."""
    if not isinstance(rule.when, All):
        return {}
    name = next(m.fact for m in rule.when.all if m.fact and m.fact != "duty_evidence")
    counting = [(r, w) for r, w in screen.site_rules() if w.count == name]
    piece = screen.piece_on(*counting[0], screen.facts.as_of)
    return screen.facts.defined_from(piece.reading, name)


def _routes(
    jurisdictions: Jurisdictions, facts: Facts, found: _Candidates, pieces: Sequence[Evidence]
) -> dict[Subject, list[Route]]:
    raised: dict[Subject, int] = {}
    sites: dict[Subject, set[str]] = defaultdict(set)
    for key, subject in found.subjects.items():
        rule = found.rules.rules[found.stretches[key].rule]
        if rule.then.kind != "referral":
            continue
        raised[subject] = max(raised.get(subject, 0), rule.then.raise_levels)
        sites[subject] |= set(found.stretches[key].sites)
    around = Surroundings(
        pieces, facts.rows("posts"), frozenset(raised), {s: frozenset(v) for s, v in sites.items()}, raised
    )
    router = Router(jurisdictions, around, facts.as_of)
    return {subject: router.routes(subject) for subject in sorted(raised)}


def conclude(screen: Screen, jurisdictions: Jurisdictions, runner: Runner = run_worker) -> Conclusions:
    """Every rule met on some day up to the day, derived by the chain with its supports."""
    facts, rules = screen.facts, screen.rules
    found = _Candidates(facts, rules)
    pieces = evidence(facts)
    for rule, when in screen.site_rules():
        for stretch in screen.stretches(rule, when):
            found.count(rule, stretch, referred=rule.then.kind == "referral")
    _single_facts(found, pieces, overdue(facts), screen)
    routes = _routes(jurisdictions, facts, found, pieces)
    for subject, ways in routes.items():
        for way in ways:
            fact = {
                "t": "route",
                "subject": subject.key,
                "rank": way.rank,
                "to": way.to,
                "key": f"route/{subject.key}/{way.rank}",
            }
            for sid in sorted(found.sids[subject]):
                found.sessions.add(sid, dict(fact))
    for one in pieces:
        if (
            one.verified and one.kind != RESTRICTED
        ):  # restricted evidence accompanies nothing that others may read
            fact = {"t": "companion", "place": one.jurisdiction, "key": f"duty_evidence/{one.id}"}
            found.sessions.add(found.sid(one.jurisdiction, facts.as_of), fact)
    plan = compile_plan(rules)
    derived, failed = chain(plan, found.sessions, runner)
    met = _met(found, derived)
    lower = [m.stretch for m in met]
    above = _Candidates(facts, rules)
    for rule, stretch in climbing_stretches(rules, facts.tree, lower, screen.sites_on):
        above.count(rule, stretch, referred=False)
    if above.sessions.facts:
        derived_above, failed_above = chain(plan, above.sessions, runner)
        met += _met(above, derived_above)
        failed = {**failed, **failed_above}
    served = {r for m in met for r in m.stretch.records}
    unserved = [e.id for e in pieces if e.verified and f"duty_evidence/{e.id}" not in served]
    return Conclusions(met, routes, pieces, unserved, failed)


def _met(found: _Candidates, derived: Mapping[str, Iterable[Derived]]) -> list[Met]:
    findings: dict[str, Derived] = {}
    companions: dict[str, set[str]] = defaultdict(set)
    for facts in derived.values():
        for one in facts:
            key = one.content.get("key", "")
            if one.content["t"] == "finding":
                findings[f"{one.content['rule']}|{key}"] = one
            elif one.content["t"] == "accompanies":
                companions[key].add(one.content["evidence"].split("/", 1)[1])
    out = []
    grouped: dict[tuple[str, str, str], list[tuple[str, Derived]]] = defaultdict(list)
    for name, one in sorted(findings.items()):
        rule_id, key = name.split("|", 1)
        stretch = found.stretches[key]
        grouped[rule_id, stretch.place, stretch.of].append((key, one))
    for (rule_id, _, _), members in sorted(grouped.items()):
        for stretch in joined(found.stretches[key] for key, _ in members):
            inside = [(k, d) for k, d in members if stretch.first <= found.stretches[k].first <= stretch.last]
            out.append(
                Met(
                    found.rules.rules[rule_id],
                    stretch,
                    found.subjects.get(inside[0][0]),
                    tuple(sorted(set().union(*(companions[k] for k, _ in inside)))),
                    tuple(sorted({s for _, d in inside for s in d.supports})),
                )
            )
    return out


__all__ = ["Conclusions", "Met", "conclude", "organ_level"]
