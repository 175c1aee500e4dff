"""The proof of a finding: the elements of its clause, down to the ids of records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts import Facts, Reading
from engine.facts.definitions import YES
from engine.periods import iso
from engine.reasoning.conclude import Met
from engine.reasoning.screen import Screen
from engine.records import said
from engine.rules.model import Count, Rule
from engine.rules.naming import ORIGIN, STATE
from engine.rules.place_numbers import set_by

PROVED: Final = "proved"
NOT_PROVED: Final = "not_proved"
TOLD: Final = (
    "discovery_id", "producing", "missing_licences", "situation", "township_informed_on", "reported_up", "reported_up_on",
)  # fmt: skip
"""Cells of a discovery that a proof quotes."""


@dataclass(frozen=True, slots=True)
class Element:
    """One limb of a clause: what it asks, whether it is proved, the facts and records that say so."""

    element: str
    status: str
    facts: tuple[str, ...]
    records: tuple[str, ...]


class Seen(NamedTuple):
    """A seen record of a site."""

    day: int
    record: str
    says: tuple[int, ...]
    """Of a discovery: each definition's value, in the order of the reading; of a check: whether it says stopped."""


Rows = Mapping[str, Sequence[Seen]]
"""Seen records by site, in order of day and record."""


def _rows(table: pa.Table) -> Rows:
    ordered = table.sort_by([("root", "ascending"), ("day", "ascending"), ("record", "ascending")])
    told = [ordered[c].to_pylist() for c in ordered.column_names if c not in ("root", "day", "record")]
    out: dict[str, list[Seen]] = defaultdict(list)
    columns = (ordered[c].to_pylist() for c in ("root", "day", "record"))
    for root, day, record, says in zip(*columns, zip(*told, strict=True), strict=True):
        out[root].append(Seen(day, record, says))
    return dict(out)


class Archive:
    """What the records say of the sites of some findings; read when asked for, and again once it is put away."""

    def __init__(self, facts: Facts, reading: Reading, roots: Iterable[str]) -> None:
        """Of some sites under a reading."""
        self._facts, self._reading, self._roots = facts, reading, sorted(set(roots))

    @cached_property
    def _seen(self) -> tuple[Rows, Rows]:
        found, looked = self._facts.records_of(self._reading, self._roots)
        return _rows(found), _rows(looked)

    def discoveries(self, root: str, first: int, last: int) -> list[Seen]:
        """The discoveries of a site on the days first…last."""
        return [s for s in self._seen[0].get(root, ()) if first <= s.day <= last]

    def checks(self, root: str, first: int, last: int) -> list[Seen]:
        """The checks of a site on the days first…last."""
        return [s for s in self._seen[1].get(root, ()) if first <= s.day <= last]

    def put_away(self) -> None:
        """Hold nothing until it is asked for again: at 10⁶ discoveries that is 100 MiB."""
        self.__dict__.pop("_seen", None)

    def which(self, name: str) -> int:
        """Where a discovery says what a definition makes of it."""
        return self._reading.names.index(name)

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, Any]]:
        """Cells of the discoveries by `discoveries/id`, as departments sent them."""
        records = [s.record for seen in self._seen[0].values() for s in seen]
        ids = pa.array([r.split("/", 1)[1] for r in records], pa.string())
        rows = self._facts.standing.table("discoveries", TOLD)
        rows = rows.filter(pc.is_in(rows["discovery_id"], value_set=ids))
        return {f"discoveries/{r['discovery_id']}": r for r in rows.to_pylist()}

    @cached_property
    def minerals(self) -> Mapping[str, str]:
        """Root → its mineral."""
        sites = self._facts.standing.table("sites", ["site_id", "mineral"])
        return dict(zip(sites["site_id"].to_pylist(), sites["mineral"].to_pylist(), strict=True))


@dataclass(frozen=True)
class History:
    """The archive as one counting rule reads it, with the days that count."""

    archive: Archive
    name: str
    """The definition that the rule counts."""
    counting: Mapping[str, Sequence[tuple[int, int, int]]]
    """Root → (opened, first, last) of each stretch of days on which the site counts."""
    stops: bool = False
    """Whether sites count once they are stopped: then the checks that say so prove it."""

    def spans(self, root: str, first: int, last: int) -> list[tuple[int, int, int]]:
        """The counting days of a site that touch first…last."""
        return [c for c in self.counting.get(root, ()) if c[1] <= last and c[2] >= first]

    def support(self, root: str, first: int, last: int) -> list[str]:
        """Records that prove a site over first…last: its episode's discoveries, failing checks, inherited definition."""
        of = self.archive.which(self.name)
        out: set[str] = set()
        for opened, _, end in self.spans(root, first, last):
            mine = self.archive.discoveries(root, opened, min(end, last))
            out.update(s.record for s in mine)
            looked = self.archive.checks(root, opened, min(end, last))
            out.update(s.record for s in looked if self.stops or not s.says[0])
            if not any(s.says[of] == YES for s in mine):
                earlier = self.archive.discoveries(root, 0, opened - 1)
                out.update(s.record for s in earlier if s.says[of] == YES)
        return sorted(out)


def histories(screen: Screen, met: Iterable[Met]) -> dict[str, History]:
    """By rule: the history of the sites of its findings, under the numbers of the rule."""
    roots: dict[str, set[str]] = defaultdict(set)
    for one in met:
        roots[one.rule.id].update(one.stretch.sites)
    counted = [(rule, when) for rule, when in screen.site_rules() if roots[rule.id]]
    readings = {rule.id: screen.piece_on(rule, when, screen.facts.as_of).reading for rule, when in counted}
    wanted: dict[Reading, set[str]] = defaultdict(set)
    for rule, _ in counted:
        wanted[readings[rule.id]] |= roots[rule.id]
    archives = {reading: Archive(screen.facts, reading, sites) for reading, sites in wanted.items()}
    return {
        rule.id: History(
            archives[readings[rule.id]],
            when.count,
            _counting(screen, when, readings[rule.id], roots[rule.id]),
            "stopped" in when.states,
        )
        for rule, when in counted
    }


def _counting(
    screen: Screen, when: Count, reading: Reading, roots: Collection[str]
) -> dict[str, list[tuple[int, int, int]]]:
    out: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for intervals in screen.intervals(when, reading).values():
        for one in intervals:
            if one.site in roots:
                out[one.site].append((one.opened, one.first, one.last))
    return out


def _words(column: str, cell: str | None) -> str:
    return "、".join(said("discoveries", column, code) for code in (cell or "").strip(";").split(";") if code)


def _named(record: str) -> str:
    return f"发现 {record.split('/', 1)[1]}"


def _licences(record: str, row: Mapping[str, Any]) -> str:
    parts = []
    if row["missing_licences"]:
        parts.append(f"缺失证照：{_words('missing_licences', row['missing_licences'])}")
    if row["situation"]:
        parts.append(f"情形：{_words('situation', row['situation'])}")
    return f"{_named(record)}：{'；'.join(parts) or '证照情况未填'}"


def site_elements(when: Count, past: History, met: Met, root: str, name: str) -> list[Element]:
    """The limbs of the clause for one site of a finding, each with its facts and records."""
    first, last = met.stretch.first, met.stretch.last
    spans, records, told = past.spans(root, first, last), past.support(root, first, last), past.archive.told
    of, mine = past.archive.which(when.count), past.archive.discoveries(root, 0, last)
    mine = [s for s in mine if s.record in records]
    defining = [s.record for s in mine if s.says[of] == YES]
    failing = [r for r in records if not r.startswith("discoveries/")]
    opened = "、".join(sorted({iso(c[0]) or "" for c in spans}))
    days = "、".join(f"{iso(max(c[1], first))} 至 {iso(min(c[2], last))}" for c in spans)
    label = f"{name or root}（{root}）"
    mineral = said("sites", "mineral", past.archive.minerals.get(root, ""))
    out = [
        Element(f"{label}的矿种", PROVED, (f"矿种：{mineral}",), (f"sites/{root}",)),
        Element(
            f"{label}从事生产", PROVED,
            tuple(f"{_named(r)}：是否生产填“{said('discoveries', 'producing', told[r]['producing'])}”" for r in defining), tuple(defining),
        ),
        Element(f"{label}的证照或者情形", PROVED, tuple(_licences(r, told[r]) for r in defining), tuple(defining)),
        Element(f"{label}经核实发现", PROVED, (f"发现日期：{opened}",), tuple(s.record for s in mine)),
        Element(
            f"{label}{_failing(when)}", PROVED, (f"计入的日期：{days}",), tuple(failing or records)),
    ]  # fmt: skip
    if when.knowledge:
        out.append(_knowledge(when, told, label, [s.record for s in mine]))
    return out


def _failing(when: Count) -> str:
    """What a site that counts is or fails to be, as an element names it."""
    states = (
        "没有被有效制止" if when.states == ("not_stopped",) else "或者".join(STATE[s] for s in when.states)
    )
    return states + ("，或者没有报告" if when.or_else else "")


def _knowledge(
    when: Count, cells: Mapping[str, Mapping[str, Any]], label: str, records: Sequence[str]
) -> Element:
    rows = [(r, cells[r]) for r in records]
    if when.knowledge == "township_informed":
        told = [
            f"{_named(r)}：乡镇知悉日期 {row['township_informed_on']}"
            for r, row in rows
            if row["township_informed_on"]
        ]
    else:
        told = []
    told += [
        f"{_named(r)}：是否上报县级“{said('discoveries', 'reported_up', row['reported_up'])}”"
        + (f"，上报日期 {row['reported_up_on']}" if row["reported_up_on"] else "")
        for r, row in rows
        if row["reported_up"]
    ]
    return Element(f"{label}的知悉与报告", PROVED, tuple(told), tuple(records))


def count_element(screen: Screen, met: Met, when: Count) -> Element:
    """How many sites counted together, and in which windows; who set the number, where a place did."""
    stretch, parameter = met.stretch, met.rule.parameters[when.at_least]
    own = set_by(parameter, screen.facts.tree, stretch.place, stretch.first)
    who = (f"数量由{own.place}另定：{ORIGIN[own.origin]}，{own.basis}",) if own else ()
    windows = (
        f"窗口 {iso(w.first)} 至 {iso(w.until)}：{'、'.join(w.sites)}" for w in met.stretch.windows or ()
    )
    facts = (*who, f"同日计入的最多处数：{met.stretch.count}", *windows)
    return Element(f"达到数量：{met.stretch.threshold} 处", PROVED, facts, ())


def force_element(rule: Rule, first: int, last: int) -> Element:
    """That the clause was in force on every day of the stretch."""
    start, end = rule.in_force.start, rule.in_force.end
    text = f"依据自 {start.isoformat()} 起施行" + (f"，至 {end.isoformat()} 止" if end else "，现行有效")
    return Element("依据在各该日有效", PROVED, (text, f"成立期间 {iso(first)} 至 {iso(last)}"), ())
