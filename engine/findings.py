"""A finding and its proof: limb by limb, from the clause down to the ids of records (DESIGN §6.11–12)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Final

from engine.histories import Histories, History
from engine.periods import iso
from engine.proof import (
    NOT_PROVED,
    PROVED,
    Element,
    count_element,
    force_element,
    joined_elements,
    site_elements,
)
from engine.reasoning.conclude import Met
from engine.reasoning.outlook import OpenQuestion
from engine.reasoning.routes import Subject
from engine.reasoning.screen import Screen
from engine.reasoning.stretch import Window
from engine.row_proof import row_elements
from engine.rules.model import Count, Rule
from engine.rules.row_kinds import RowKind

SITES_AT_ONCE: Final = 20_000
"""Sites of findings whose records are read together."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule in a jurisdiction: met over a stretch of days, or not to be told on the day. Days are ordinals."""

    id: str
    rule: Rule
    outcome: str
    jurisdiction: str
    level: str
    met_on: int | None
    ended_on: int | None
    count: int | None
    threshold: int | None
    windows: tuple[Window, ...] | None
    window_sensitive: bool
    sites: tuple[str, ...]
    records: tuple[str, ...]
    seen_on: int
    """Last day looked at: that of the stretch, or of the run."""
    of: str = ""
    subject: Subject | None = None
    evidence: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    previous: str | None = None
    continues: str | None = None
    continued_by: str | None = None
    missing: tuple[str, ...] = ()
    prove: Callable[[], tuple[Element, ...]] = field(default=tuple, compare=False)
    """Writes the proof; hundreds of thousands of sentences are made only where they are read."""

    @property
    def elements(self) -> tuple[Element, ...]:
        """The proof, limb by limb; written anew at each call."""
        return self.prove()

    @property
    def basis(self) -> list[dict[str, str]]:
        """The clauses that are a basis on some day of the stretch, or on the day of what can't be told."""
        out = []
        for one in self.rule.legal_basis:
            begins = one.start.toordinal() if one.start else None
            if begins is None or begins <= self.seen_on:
                out.append({"instrument": one.instrument, "article": one.article})
        return out


def _id(rule: str, place: str, of: str, ending: str) -> str:
    return "/".join(part for part in (rule, place, of.replace("/", "_"), ending) if part)


def met_findings(screen: Screen, met: Sequence[Met], names: Mapping[str, str]) -> list[Finding]:
    """The findings of all met rules, sorted by rule, jurisdiction and id; those after a gap name the one before."""
    ordered = sorted(met, key=lambda m: (m.rule.id, m.stretch.place, m.stretch.of, m.stretch.first))
    past = Histories(screen, ordered)
    out: list[Finding] = []
    for rule, some in groupby(ordered, key=lambda m: m.rule.id):
        for part in _parts(some):
            sites = {site for one in part for site in one.stretch.sites}
            history = past.of(rule, sites) if rule in past else None
            for one in part:
                out.append(_stated(screen, one, history, names, out[-1] if out else None))
    past.put_away()
    return carrying(halves_named(out))


def _parts(met: Iterable[Met]) -> Iterator[list[Met]]:
    """The met rules in their order, some together, so that the records of a part stay bounded."""
    some: list[Met] = []
    sites = 0
    for one in met:
        some.append(one)
        sites += len(one.stretch.sites)
        if sites >= SITES_AT_ONCE:
            yield some
            some, sites = [], 0
    yield some


def _stated(
    screen: Screen, met: Met, history: History | None, names: Mapping[str, str], before: Finding | None
) -> Finding:
    """The finding of a met rule; `before` is the one stated before it."""
    stretch, rule = met.stretch, met.rule
    records = set(stretch.records)
    if history:
        for root in stretch.sites:
            records |= history.support(root, stretch.first, stretch.last)
    cited = tuple(sorted(records))
    same = before and (before.rule.id, before.jurisdiction, before.of) == (rule.id, stretch.place, stretch.of)
    return Finding(
        _id(rule.id, stretch.place, stretch.of, iso(stretch.first) or ""),
        rule,
        "met",
        stretch.place,
        screen.facts.tree.place(stretch.place, stretch.first).level,
        stretch.first,
        stretch.last if stretch.last < screen.facts.as_of else None,
        stretch.count,
        stretch.threshold,
        stretch.windows,
        stretch.sensitive,
        stretch.sites,
        cited,
        stretch.last,
        stretch.of,
        met.subject,
        met.evidence,
        stretch.below,
        before.id if before and same else None,
        prove=partial(_elements, screen, met, history, names, cited),
    )


def _elements(
    screen: Screen, met: Met, past: History | None, names: Mapping[str, str], records: tuple[str, ...]
) -> tuple[Element, ...]:
    """The elements of a met rule: by site where it counts or joins sites, in one what rests on records or findings."""
    rule, stretch = met.rule, met.stretch
    force = force_element(rule, stretch.first, stretch.last)
    if past is not None and isinstance(rule.when, Count):
        of_sites = [
            e for s in stretch.sites for e in site_elements(rule.when, past, met, s, names.get(s, ""))
        ]
        return (force, *of_sites, count_element(screen, met, rule.when))
    if isinstance(rule.when, RowKind):
        return (force, *row_elements(screen, met, rule.when))
    of_sites = []
    if past is not None:
        of_sites = [e for s in stretch.sites for e in joined_elements(past, met, s, names.get(s, ""))]
    below = tuple(f"其下成立：{one}" for one in stretch.below)
    said = (f"自 {iso(stretch.first)} 起成立", *below)
    return (force, *of_sites, Element(rule.title, PROVED, said, records))


def carrying(findings: Sequence[Finding]) -> list[Finding]:
    """A county finding carries its townships' findings: those of its sites on days that they share (DESIGN §6.16)."""
    by_site: dict[str, list[Finding]] = defaultdict(list)
    for f in findings:
        if f.level == "township" and f.threshold is not None:
            for site in f.sites:
                by_site[site].append(f)
    out = []
    for f in findings:
        if f.level != "county" or f.threshold is None or f.met_on is None:
            out.append(f)
            continue
        mine = {
            g.id
            for site in f.sites
            for g in by_site[site]
            if g.met_on is not None and g.met_on <= f.seen_on and g.seen_on >= f.met_on
        }
        out.append(replace(f, below=tuple(sorted(mine))) if mine else f)
    return out


def halves_named(findings: Sequence[Finding]) -> list[Finding]:
    """Where one rule ends with its law and its successor begins the next day in the same place, the halves name each other."""
    starts = {(f.rule.succeeds, f.jurisdiction, f.met_on): f.id for f in findings if f.rule.succeeds}
    ends = {(f.rule.id, f.jurisdiction, f.ended_on): f.id for f in findings if f.ended_on is not None}
    out = []
    for f in findings:
        later = None if f.ended_on is None else starts.get((f.rule.id, f.jurisdiction, f.ended_on + 1))
        sooner = (
            ends.get((f.rule.succeeds, f.jurisdiction, f.met_on - 1))
            if f.rule.succeeds and f.met_on is not None
            else None
        )
        out.append(replace(f, continued_by=later, continues=sooner) if later or sooner else f)
    return out


def _unproved(title: str, lacking: tuple[str, ...]) -> tuple[Element, ...]:
    return (Element(title, NOT_PROVED, lacking, ()),)


def open_findings(
    screen: Screen, questions: Sequence[OpenQuestion], missing: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """What can't be told on the day, with what is missing of each site."""
    out = []
    for one in questions:
        rule = screen.rules.rules[one.rule]
        lacking = tuple(f"{site}：{'、'.join(missing[site])}" for site in one.sites if missing.get(site))
        out.append(
            Finding(
                _id(rule.id, one.place, "", "cannot-tell"),
                rule,
                "cannot_tell",
                one.place,
                screen.facts.tree.place(one.place, screen.facts.as_of).level,
                None,
                None,
                one.count,
                one.threshold,
                (),
                False,
                one.sites,
                (),
                screen.facts.as_of,
                missing=lacking,
                prove=partial(_unproved, rule.title, lacking),
            )  # fmt: skip
        )
    return out
