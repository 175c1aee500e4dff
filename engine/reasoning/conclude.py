"""Facts → met rules: screening, then the chain climbing from county to city, then the second computation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from engine.facts.build import Facts
from engine.jurisdictions import Jurisdictions
from engine.reasoning.candidates import Candidates
from engine.reasoning.chain import Derived, Runner, chain, run_worker
from engine.reasoning.climb import climbing_stretches
from engine.reasoning.limbs import put_singles
from engine.reasoning.routes import Route, Router, Subject, Surroundings
from engine.reasoning.screen import Screen
from engine.reasoning.singles import Act, Evidence, acts, evidence
from engine.reasoning.stretch import Stretch, joined
from engine.rules.compiling import compile_plan
from engine.rules.model import Rule

RESTRICTED = "protective_umbrella"


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


def _routes(
    jurisdictions: Jurisdictions, facts: Facts, found: Candidates, pieces: Sequence[Evidence]
) -> dict[Subject, list[Route]]:
    raised: dict[Subject, int] = {}
    sites: dict[Subject, set[str]] = defaultdict(set)
    since: dict[Subject, int] = {}
    done: dict[Subject, list[Act]] = defaultdict(list)
    by_id = {one.id: one for one in pieces}
    for key, subject in found.subjects.items():
        rule = found.rules.rules[found.stretches[key].rule]
        if rule.then.kind != "referral":
            continue
        raised[subject] = max(raised.get(subject, 0), rule.then.raise_levels)
        sites[subject] |= set(found.stretches[key].sites)
        told = acts(rule, found.stretches[key].records, by_id)
        done[subject] += told
        if not told:
            since[subject] = min(since.get(subject, facts.as_of), found.stretches[key].first)
    around = Surroundings(
        pieces,
        facts.rows("posts"),
        frozenset(raised),
        {s: frozenset(v) for s, v in sites.items()},
        raised,
        since,
        done,
    )
    router = Router(jurisdictions, around, facts.as_of)
    return {subject: router.routes(subject) for subject in sorted(raised)}


def _put_around(
    found: Candidates, routes: Mapping[Subject, Sequence[Route]], pieces: Sequence[Evidence]
) -> None:
    """Routes and accompanying evidence, into every session that has a candidate of their place."""
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
        # restricted evidence accompanies nothing that others may read
        if one.verified and one.kind != RESTRICTED:
            fact = {"t": "companion", "place": one.jurisdiction, "key": f"duty_evidence/{one.id}"}
            for sid in sorted(found.places[one.jurisdiction]):
                found.sessions.add(sid, dict(fact))


class Chaining:
    """The chain at work: it derives in processes of its own, so that other steps can be taken meanwhile."""

    def __init__(self, screen: Screen, jurisdictions: Jurisdictions, runner: Runner = run_worker) -> None:
        """Screen the facts and hand them to the chain."""
        facts, rules = screen.facts, screen.rules
        self._screen, self._runner = screen, runner
        self._found, self._pieces = Candidates(facts, rules), evidence(facts)
        for rule, when in screen.site_rules():
            for stretch in screen.stretches(rule, when):
                self._found.count(rule, stretch, referred=rule.then.kind == "referral")
        put_singles(self._found, self._pieces, screen)
        self._routes = _routes(jurisdictions, facts, self._found, self._pieces)
        _put_around(self._found, self._routes, self._pieces)
        self._plan = compile_plan(rules)
        with_others = ThreadPoolExecutor(1)
        self._derived = with_others.submit(chain, self._plan, self._found.sessions, runner)
        with_others.shutdown(wait=False)

    def conclusions(self) -> Conclusions:
        """Every rule met on some day up to the day, with its supports; waits for the chain, then climbs."""
        facts, rules = self._screen.facts, self._screen.rules
        derived, failed = self._derived.result()
        met = _met(self._found, derived)
        lower = [m.stretch for m in met]
        above = Candidates(facts, rules)
        for rule, stretch in climbing_stretches(rules, facts.tree, lower, self._screen.sites_on):
            above.count(rule, stretch, referred=False)
        if above.sessions.facts:
            derived_above, failed_above = chain(self._plan, above.sessions, self._runner)
            met += _met(above, derived_above)
            failed = {**failed, **failed_above}
        served = {r for m in met for r in m.stretch.records}
        unserved = [e.id for e in self._pieces if e.verified and f"duty_evidence/{e.id}" not in served]
        return Conclusions(met, self._routes, self._pieces, unserved, failed)


def conclude(screen: Screen, jurisdictions: Jurisdictions, runner: Runner = run_worker) -> Conclusions:
    """Every rule met on some day up to the day, derived by the chain with its supports."""
    return Chaining(screen, jurisdictions, runner).conclusions()


def _met(found: Candidates, derived: Mapping[str, Iterable[Derived]]) -> list[Met]:
    findings: dict[tuple[str, str], Derived] = {}
    companions: dict[str, set[str]] = defaultdict(set)
    for facts in derived.values():
        for one in facts:
            if one.content["t"] == "finding":
                findings.update(((one.content["rule"], key), one) for key in one.keys)
            elif one.content["t"] == "accompanies":
                for key in one.keys:
                    companions[key].add(one.content["evidence"].split("/", 1)[1])
    out = []
    grouped: dict[tuple[str, str, str], list[tuple[str, Derived]]] = defaultdict(list)
    for (rule_id, key), one in sorted(findings.items()):
        stretch = found.stretches[key]
        grouped[rule_id, stretch.place, stretch.of].append((key, one))
    for (rule_id, _, _), members in sorted(grouped.items()):
        parts = [found.stretches[key] for key, _ in members]
        for stretch in joined(parts) if len(parts) > 1 else parts:
            inside = [
                member
                for member, part in zip(members, parts, strict=True)
                if stretch.first <= part.first <= stretch.last
            ]
            out.append(
                Met(
                    found.rules.rules[rule_id],
                    stretch,
                    found.subjects.get(inside[0][0]),
                    tuple(sorted(set().union(*(companions[k] for k, _ in inside)))),
                    tuple(sorted({s for k, d in inside for s in d.supports_of(k)})),
                )
            )
    return out
