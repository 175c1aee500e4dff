"""The proof of a finding: the elements of its clause, down to the ids of records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.definitions import YES
from engine.periods import iso
from engine.reasoning.conclude import Met
from engine.reasoning.counting import certainly
from engine.reasoning.screen import Screen
from engine.records import said
from engine.rules.model import Count, Rule

PROVED: Final = "proved"
NOT_PROVED: Final = "not_proved"


@dataclass(frozen=True, slots=True)
class Element:
    """One limb of a clause: what it asks, whether it is proved, the facts and records that say so."""

    element: str
    status: str
    facts: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What the records say of the sites of some findings: discoveries and checks by root, with the days that count."""

    discoveries: Mapping[str, Sequence[Mapping[str, Any]]]
    checks: Mapping[str, Sequence[Mapping[str, Any]]]
    counting: Mapping[str, Sequence[tuple[int, int, int]]]
    """Root → (opened, first, last) of each stretch of days on which the site counts."""
    told: Mapping[str, Mapping[str, Any]]
    """Rows of the discoveries by `discoveries/id`, as departments sent them."""
    minerals: Mapping[str, str]

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
    kept = spans.filter(nw.col("root").is_in(wanted) & certainly(when)).sort("root", "first")
    for row in kept.select("root", "opened", "first", "last").iter_rows(named=True):
        mine = counting[row["root"]]
        if mine and mine[-1][0] == row["opened"] and mine[-1][2] + 1 == row["first"]:
            mine[-1] = (row["opened"], mine[-1][1], row["last"])
        else:
            mine.append((row["opened"], row["first"], row["last"]))
    standing = screen.facts.standing.tables
    ids = pa.array([r["record"].split("/", 1)[1] for r in found], pa.string())
    rows = standing["discoveries"].filter(pc.is_in(standing["discoveries"]["discovery_id"], value_set=ids))
    sites = standing["sites"].filter(
        pc.is_in(standing["sites"]["site_id"], value_set=pa.array(wanted, pa.string()))
    )
    return History(
        discoveries,
        checks,
        counting,
        {f"discoveries/{r['discovery_id']}": r for r in rows.to_pylist()},
        dict(zip(sites["site_id"].to_pylist(), sites["mineral"].to_pylist(), strict=True)),
    )


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
    spans = [c for c in past.counting.get(root, ()) if c[1] <= last and c[2] >= first]
    records = past.support(root, when.count, first, last)
    mine = [d for d in past.discoveries.get(root, ()) if d["record"] in records]
    defining = [d["record"] for d in mine if d[when.count] == YES]
    failing = [r for r in records if not r.startswith("discoveries/")]
    opened = "、".join(sorted({iso(c[0]) or "" for c in spans}))
    days = "、".join(f"{iso(max(c[1], first))} 至 {iso(min(c[2], last))}" for c in spans)
    label = f"{name or root}（{root}）"
    mineral = said("sites", "mineral", past.minerals.get(root, ""))
    out = [
        Element(f"{label}的矿种", PROVED, (f"矿种：{mineral}",), (f"sites/{root}",)),
        Element(
            f"{label}从事生产", PROVED,
            tuple(f"{_named(r)}：是否生产填“{said('discoveries', 'producing', past.told[r]['producing'])}”" for r in defining), tuple(defining),
        ),
        Element(f"{label}的证照或者情形", PROVED, tuple(_licences(r, past.told[r]) for r in defining), tuple(defining)),
        Element(f"{label}经核实发现", PROVED, (f"发现日期：{opened}",), tuple(d["record"] for d in mine)),
        Element(
            f"{label}没有被有效制止" + ("，或者没有报告" if when.or_else else ""), PROVED, (f"计入的日期：{days}",), tuple(failing or records)),
    ]  # fmt: skip
    if when.knowledge:
        out.append(_knowledge(when, past, label, [d["record"] for d in mine]))
    return out


def _knowledge(when: Count, past: History, label: str, records: Sequence[str]) -> Element:
    rows = [(r, past.told[r]) for r in records]
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
