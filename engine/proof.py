"""The proof of a finding: the elements of its clause, down to the ids of records."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts import Facts, Reading
from engine.facts.definitions import YES
from engine.periods import iso
from engine.reasoning.conclude import Met
from engine.reasoning.screen import Screen
from engine.records import said
from engine.rules.model import Count, Rule

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


@dataclass(frozen=True, slots=True)
class Rows:
    """Seen records of some sites, column by column, sorted by site, day and record; `of` finds those of a site."""

    places: Mapping[str, range]
    day: Sequence[int]
    record: Sequence[str]
    says: Mapping[str, Sequence[int]]
    """Of discoveries: each definition's value; of checks: `stopped`."""

    def of(self, root: str, first: int, last: int) -> range:
        """Positions of the rows of a site on the days first…last."""
        mine = self.places.get(root, range(0))
        low = bisect_left(self.day, first, mine.start, mine.stop)
        return range(low, bisect_right(self.day, last, low, mine.stop))


def _rows(table: pa.Table) -> Rows:
    ordered = table.sort_by([("root", "ascending"), ("day", "ascending"), ("record", "ascending")])
    roots = ordered["root"].to_pylist()
    starts = [n for n, root in enumerate(roots) if not n or roots[n - 1] != root]
    places = {
        roots[a]: range(a, b) for a, b in zip(starts, [*starts[1:], len(roots)], strict=bool(starts))
    } if starts else {}  # fmt: skip
    told = [c for c in ordered.column_names if c not in ("root", "day", "record")]
    return Rows(
        places,
        ordered["day"].to_pylist(),
        ordered["record"].to_pylist(),
        {c: ordered[c].to_pylist() for c in told},
    )


class Archive:
    """What the records say of the sites of some findings; read once, the cells of discoveries only when asked for."""

    def __init__(self, facts: Facts, reading: Reading, roots: Iterable[str]) -> None:
        """Read the seen discoveries and checks of the sites under a reading."""
        found, looked = facts.records_of(reading, sorted(set(roots)))
        self.discoveries, self.checks = _rows(found), _rows(looked)
        self._facts = facts

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, Any]]:
        """Cells of the discoveries by `discoveries/id`, as departments sent them."""
        ids = pa.array([r.split("/", 1)[1] for r in self.discoveries.record], pa.string())
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

    def spans(self, root: str, first: int, last: int) -> list[tuple[int, int, int]]:
        """The counting days of a site that touch first…last."""
        return [c for c in self.counting.get(root, ()) if c[1] <= last and c[2] >= first]

    def support(self, root: str, first: int, last: int) -> list[str]:
        """Records that prove a site over first…last: its episode's discoveries, failing checks, inherited definition."""
        found, looked = self.archive.discoveries, self.archive.checks
        values, stopped = found.says[self.name], looked.says["stopped"]
        out: set[str] = set()
        for opened, _, end in self.spans(root, first, last):
            mine = found.of(root, opened, min(end, last))
            out.update(found.record[n] for n in mine)
            out.update(looked.record[n] for n in looked.of(root, opened, min(end, last)) if not stopped[n])
            if not any(values[n] == YES for n in mine):
                earlier = found.of(root, 0, opened - 1)
                out.update(found.record[n] for n in earlier if values[n] == YES)
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
    found = past.archive.discoveries
    mine = [n for n in found.of(root, 0, last) if found.record[n] in records]
    defining = [found.record[n] for n in mine if found.says[when.count][n] == YES]
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
        Element(f"{label}经核实发现", PROVED, (f"发现日期：{opened}",), tuple(found.record[n] for n in mine)),
        Element(
            f"{label}没有被有效制止" + ("，或者没有报告" if when.or_else else ""), PROVED, (f"计入的日期：{days}",), tuple(failing or records)),
    ]  # fmt: skip
    if when.knowledge:
        out.append(_knowledge(when, told, label, [found.record[n] for n in mine]))
    return out


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


def count_element(met: Met) -> Element:
    """How many sites counted together, and in which windows."""
    windows = (
        f"窗口 {iso(w.first)} 至 {iso(w.until)}：{'、'.join(w.sites)}" for w in met.stretch.windows or ()
    )
    facts = (f"同日计入的最多处数：{met.stretch.count}", *windows)
    return Element(f"达到数量：{met.stretch.threshold} 处", PROVED, facts, ())


def force_element(rule: Rule, first: int, last: int) -> Element:
    """That the clause was in force on every day of the stretch."""
    start, end = rule.in_force.start, rule.in_force.end
    text = f"依据自 {start.isoformat()} 起施行" + (f"，至 {end.isoformat()} 止" if end else "，现行有效")
    return Element("依据在各该日有效", PROVED, (text, f"成立期间 {iso(first)} 至 {iso(last)}"), ())
