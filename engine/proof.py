"""The proof of a finding: the elements of its clause, down to the ids of records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from engine.facts.definitions import YES
from engine.histories import History
from engine.periods import iso
from engine.reasoning.conclude import Met
from engine.reasoning.screen import Screen
from engine.records import said
from engine.rules.model import Count, Rule
from engine.rules.naming import ORIGIN, STATE
from engine.rules.place_numbers import set_by

PROVED: Final = "proved"
NOT_PROVED: Final = "not_proved"


@dataclass(frozen=True, slots=True)
class Element:
    """One limb of a clause: what it asks, whether it is proved, the facts and records that say so."""

    element: str
    status: str
    facts: tuple[str, ...]
    records: tuple[str, ...]


def _words(column: str, cell: str | None) -> str:
    return "、".join(said("discoveries", column, code) for code in (cell or "").strip(";").split(";") if code)


@lru_cache(maxsize=4096)
def _licences(missing: str | None, situation: str | None) -> str:
    """What a discovery says of licences; the combinations are few, the discoveries many."""
    parts = []
    if missing:
        parts.append(f"缺失证照：{_words('missing_licences', missing)}")
    if situation:
        parts.append(f"情形：{_words('situation', situation)}")
    return "；".join(parts) or "证照情况未填"


def _named(record: str) -> str:
    return f"发现 {record.split('/', 1)[1]}"


def site_elements(when: Count, past: History, met: Met, root: str, name: str) -> list[Element]:
    """The limbs of the clause for one site of a finding, each with its facts and records."""
    first, last = met.stretch.first, met.stretch.last
    spans, told, found = past.spans(root, first, last), past.part.told, past.part.discoveries
    rows: set[int] = set()
    looked: set[str] = set()
    for discovered, checks in past.proving(root, first, last):
        rows.update(discovered)
        looked.update(checks)
    mine = sorted((found.days[row], found.records[row], row) for row in rows)
    cited = tuple(record for _, record, _ in mine)
    defining = [(record, row) for _, record, row in mine if found.says[past.name][row] == YES]
    opened = "、".join(iso(day) or "" for day in sorted({c[0] for c in spans}))
    days = "、".join(f"{iso(max(c[1], first))} 至 {iso(min(c[2], last))}" for c in spans)
    label = f"{name or root}（{root}）"
    out = [
        *_kind(past, root, label, defining),
        Element(f"{label}经核实发现", PROVED, (f"发现日期：{opened}",), cited),
        Element(
            f"{label}{_failing(when)}", PROVED, (f"计入的日期：{days}",),
            tuple(sorted(looked or cited)),
        ),
    ]  # fmt: skip
    if when.knowledge:
        out.append(_knowledge(when, told, label, [(record, row) for _, record, row in mine]))
    return out


def _kind(past: History, root: str, label: str, defining: Sequence[tuple[str, int]]) -> list[Element]:
    """The limbs of the definition: mineral, production, licences or situation, by the discoveries that meet it."""
    told, proving = past.part.told, tuple(record for record, _ in defining)
    mineral = said("sites", "mineral", past.part.minerals.get(root, ""))
    producing, missing, situation = (told[c] for c in ("producing", "missing_licences", "situation"))
    return [
        Element(f"{label}的矿种", PROVED, (f"矿种：{mineral}",), (f"sites/{root}",)),
        Element(
            f"{label}从事生产", PROVED,
            tuple(f"{_named(r)}：是否生产填“{said('discoveries', 'producing', producing[row])}”" for r, row in defining),
            proving,
        ),
        Element(
            f"{label}的证照或者情形", PROVED,
            tuple(f"{_named(r)}：{_licences(missing[row], situation[row])}" for r, row in defining), proving,
        ),
    ]  # fmt: skip


def joined_elements(past: History, met: Met, root: str, name: str) -> list[Element]:
    """The limbs of the definition of a site that evidence names, up to the last day on which the rule is met."""
    return _kind(past, root, f"{name or root}（{root}）", past.defining(root, met.stretch.last))


def _failing(when: Count) -> str:
    """What a site that counts is or fails to be, as an element names it."""
    states = (
        "没有被有效制止" if when.states == ("not_stopped",) else "或者".join(STATE[s] for s in when.states)
    )
    return states + ("，或者没有报告" if when.or_else else "")


def _knowledge(
    when: Count, told: Mapping[str, Sequence[Any]], label: str, mine: Sequence[tuple[str, int]]
) -> Element:
    """What the discoveries say of who knew and who reported."""
    informed, up, up_on = (told[c] for c in ("township_informed_on", "reported_up", "reported_up_on"))
    facts = []
    if when.knowledge == "township_informed":
        facts = [f"{_named(r)}：乡镇知悉日期 {informed[row]}" for r, row in mine if informed[row]]
    facts += [
        f"{_named(r)}：是否上报县级“{said('discoveries', 'reported_up', up[row])}”"
        + (f"，上报日期 {up_on[row]}" if up_on[row] else "")
        for r, row in mine
        if up[row]
    ]
    return Element(f"{label}的知悉与报告", PROVED, tuple(facts), tuple(record for record, _ in mine))


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
