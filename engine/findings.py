"""A finding and its proof: limb by limb, from the clause down to the ids of records (DESIGN §6.11–12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw

from engine.facts.definitions import YES
from engine.periods import iso
from engine.reasoning.conclude import Met
from engine.reasoning.counting import certainly
from engine.reasoning.outlook import OpenQuestion
from engine.reasoning.routes import Subject
from engine.reasoning.screen import Screen
from engine.reasoning.stretch import Window
from engine.rules.model import Count, Rule

PROVED, NOT_PROVED, CONTRADICTED = "proved", "not_proved", "contradicted"


@dataclass(frozen=True, slots=True)
class Element:
    """One limb of a clause: what it asks, whether it is proved, the facts and records that say so."""

    element: str
    status: str
    facts: tuple[str, ...]
    records: tuple[str, ...]


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
    of: str = ""
    subject: Subject | None = None
    evidence: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    previous: str | None = None
    continues: str | None = None
    continued_by: str | None = None
    missing: tuple[str, ...] = ()
    elements: tuple[Element, ...] = field(default=(), compare=False)

    @property
    def basis(self) -> list[dict[str, str]]:
        """The clauses in force on some day of the stretch, the first one first."""
        out = []
        for one in self.rule.legal_basis:
            begins = one.start.toordinal() if one.start else None
            if begins is None or self.ended_on is None or begins <= self.ended_on:
                out.append({"instrument": one.instrument, "article": one.article})
        return out


def _id(rule: str, place: str, of: str, ending: str) -> str:
    return "/".join(part for part in (rule, place, of.replace("/", "_"), ending) if part)


@dataclass(frozen=True)
class History:
    """What the records say of the sites of some findings: discoveries and checks by root, with the days that count."""

    discoveries: Mapping[str, Sequence[Mapping[str, Any]]]
    checks: Mapping[str, Sequence[Mapping[str, Any]]]
    counting: Mapping[str, Sequence[tuple[int, int, int]]]
    """Root → (opened, first, last) of each span on which the site counts."""

    def support(self, root: str, name: str, first: int, last: int) -> list[str]:
        """Records that prove a site over first…last: its episode's discoveries, failing checks, inherited definition."""
        out: set[str] = set()
        for opened, start, end in self.counting.get(root, ()):
            if start > last or end < first:
                continue
            until = min(end, last)
            mine = [d for d in self.discoveries.get(root, ()) if opened <= d["day"] <= until]
            out |= {d["record"] for d in mine}
            out |= {
                c["record"]
                for c in self.checks.get(root, ())
                if opened <= c["day"] <= until and c["result"] != "stopped"
            }
            if not any(d[name] == YES for d in mine):
                out |= {
                    d["record"]
                    for d in self.discoveries.get(root, ())
                    if d["day"] < opened and d[name] == YES
                }
        return sorted(out)


def history(screen: Screen, rule: Rule, roots: Iterable[str]) -> History:
    """Read the history of some sites under the numbers of a counting rule."""
    when = rule.when
    assert isinstance(when, Count)  # noqa: S101 - narrowed by the caller
    wanted = sorted(set(roots))
    reading = screen.piece_on(rule, when, screen.facts.as_of).reading
    found, checked = screen.facts.records_of(reading, wanted)
    discoveries: dict[str, list[Any]] = defaultdict(list)
    checks: dict[str, list[Any]] = defaultdict(list)
    counting: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in found:
        discoveries[row["root"]].append(row)
    for row in checked:
        checks[row["root"]].append(row)
    spans = nw.from_native(screen.facts.spans(reading), eager_only=True)
    kept = spans.filter(nw.col("root").is_in(wanted) & certainly(when))
    for row in kept.select("root", "opened", "first", "last").iter_rows(named=True):
        counting[row["root"]].append((row["opened"], row["first"], row["last"]))
    return History(discoveries, checks, counting)


def _site_elements(when: Count, past: History, met: Met, names: Mapping[str, str]) -> list[Element]:
    out = []
    for root in met.stretch.sites:
        spans = [
            c for c in past.counting.get(root, ()) if c[1] <= met.stretch.last and c[2] >= met.stretch.first
        ]
        opened = sorted({c[0] for c in spans})
        records = past.support(root, when.count, met.stretch.first, met.stretch.last)
        failing = [r for r in records if not r.startswith("discoveries/")]
        defining = [
            d["record"]
            for d in past.discoveries.get(root, ())
            if d["record"] in records and d[when.count] == YES
        ]
        label = f"{names.get(root, root)}（{root}）"
        days = "、".join(
            f"{iso(max(c[1], met.stretch.first))} 至 {iso(min(c[2], met.stretch.last))}" for c in spans
        )
        out += [
            Element(
                f"{label}符合“{_title(when.count)}”的认定条件",
                PROVED,
                (f"发现日期 {'、'.join(filter(None, map(iso, opened)))}",),
                tuple(defining),
            ),
            Element(f"{label}未被有效制止", PROVED, (f"未制止的日期：{days}",), tuple(failing or records)),
        ]
    out.append(
        Element(
            f"达到数量：{met.stretch.threshold} 处",
            PROVED,
            (
                f"同日计入的最多处数：{met.stretch.count}",
                *(
                    f"窗口 {iso(w.first)} 至 {iso(w.until)}：{'、'.join(w.sites)}"
                    for w in met.stretch.windows or ()
                ),
            ),
            (),
        )
    )
    return out


def _title(name: str) -> str:
    return {"illegal_coal_mine": "非法煤矿", "unauthorized_mining": "盗采矿产资源"}.get(name, name)


def _force_element(rule: Rule, first: int, last: int) -> Element:
    start, end = rule.in_force.start, rule.in_force.end
    text = f"依据自 {start.isoformat()} 起施行" + (f"，至 {end.isoformat()} 止" if end else "，现行有效")
    return Element("依据在各该日有效", PROVED, (text, f"成立期间 {iso(first)} 至 {iso(last)}"), ())


def met_findings(screen: Screen, met: Sequence[Met], names: Mapping[str, str]) -> list[Finding]:
    """The findings of all met rules, sorted by rule, jurisdiction and id; those after a gap name the one before."""
    as_of = screen.facts.as_of
    past: dict[str, History] = {}
    for rule, _ in screen.site_rules():
        roots = {r for m in met if m.rule.id == rule.id for r in m.stretch.sites}
        if roots:
            past[rule.id] = history(screen, rule, roots)
    out: list[Finding] = []
    for one in sorted(met, key=lambda m: (m.rule.id, m.stretch.place, m.stretch.of, m.stretch.first)):
        stretch, rule = one.stretch, one.rule
        records, elements = set(stretch.records), [_force_element(rule, stretch.first, stretch.last)]
        if rule.id in past and isinstance(rule.when, Count):
            for root in stretch.sites:
                records |= set(past[rule.id].support(root, rule.when.count, stretch.first, stretch.last))
            elements += _site_elements(rule.when, past[rule.id], one, names)
        else:
            elements.append(
                Element(rule.title, PROVED, (f"自 {iso(stretch.first)} 起成立",), tuple(sorted(records)))
            )
        before = (
            out[-1]
            if out
            and (out[-1].rule.id, out[-1].jurisdiction, out[-1].of) == (rule.id, stretch.place, stretch.of)
            else None
        )
        out.append(
            Finding(
                _id(rule.id, stretch.place, stretch.of, iso(stretch.first) or ""),
                rule,
                "met",
                stretch.place,
                screen.facts.tree.place(stretch.place, stretch.first).level,
                stretch.first,
                stretch.last if stretch.last < as_of else None,
                stretch.count,
                stretch.threshold,
                stretch.windows,
                stretch.sensitive,
                stretch.sites,
                tuple(sorted(records)),
                stretch.of,
                one.subject,
                one.evidence,
                stretch.below,
                before.id if before else None,
                elements=tuple(elements),
            )  # fmt: skip
        )
    return halves_named(out)


def halves_named(findings: Sequence[Finding]) -> list[Finding]:
    """Where one rule ends with its law and its successor begins the next day in the same place, the halves name each other."""
    starts = {(f.rule.succeeds, f.jurisdiction, f.met_on): f.id for f in findings if f.rule.succeeds}
    ends = {(f.rule.id, f.jurisdiction, f.ended_on): f.id for f in findings if f.ended_on is not None}
    return [
        replace(
            f,
            continued_by=starts.get((f.rule.id, f.jurisdiction, f.ended_on + 1))
            if f.ended_on is not None
            else None,
            continues=ends.get((f.rule.succeeds or "", f.jurisdiction, f.met_on - 1))
            if f.met_on is not None
            else None,
        )
        for f in findings
    ]


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
                missing=lacking,
                elements=(Element(rule.title, NOT_PROVED, lacking, ()),),
            )  # fmt: skip
        )
    return out
