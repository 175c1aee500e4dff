"""Random histories of an office, and a plain second computation of what was known after each step.

The oracle keeps dictionaries of records; it knows nothing of rows, versions' ids, Parquet or SQL.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st
from storing import COUNTY, OTHER, TOWN

from engine.facts.sites import aliases
from engine.facts.standing import standing
from engine.records import TABLES, Records

Cells = dict[str, Any]
SITES, DISCOVERIES, CHECKS = (tuple(f"{letter}{n}" for n in range(1, 5)) for letter in "SDC")
IDS = {"sites": SITES, "discoveries": DISCOVERIES, "checks": CHECKS}


@dataclass
class Office:
    """What was told so far: the last cells of each record, decisions on pairs of sites, rows that wait."""

    said: dict[str, dict[str, Cells]] = field(default_factory=lambda: {name: {} for name in IDS})
    told: dict[tuple[str, str], list[Cells]] = field(default_factory=lambda: defaultdict(list))
    joins: dict[frozenset[str], bool] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)

    def say(self, table: str, key: str, cells: Cells) -> None:
        self.said[table][key] = cells
        self.told[table, key].append(cells)

    def replacer(self, table: str, key: str) -> str | None:
        """The record that says it replaces this one."""
        return next((k for k, c in self.said[table].items() if c.get("replaces") == key and k != key), None)

    def stands(self, table: str, key: str) -> bool:
        cells = self.said[table].get(key)
        return cells is not None and not cells["withdrawn"] and self.replacer(table, key) is None

    def current(self, site: str) -> str:
        """The record that speaks for a site."""
        while (following := self.replacer("sites", site)) is not None:
            site = following
        return site

    def standing(self) -> dict[str, dict[str, Cells]]:
        return {t: {k: c for k, c in own.items() if self.stands(t, k)} for t, own in self.said.items()}

    def places(self) -> set[frozenset[str]]:
        """Standing sites, those that are one place together: connected by what departments and persons say."""
        edges: dict[str, set[str]] = defaultdict(set)
        for pair, joined in self.joins.items():
            if joined:
                one, other = map(self.current, pair)
                edges[one].add(other)
                edges[other].add(one)
        for key in self.standing()["sites"]:
            target = self.said["sites"][key].get("same_as")
            if target and self.stands("sites", self.current(target)):
                edges[key].add(self.current(target))
                edges[self.current(target)].add(key)
        out = set()
        for key in self.standing()["sites"]:
            reached, found = [key], {key}
            while reached:
                for following in edges[reached.pop()] - found:
                    found.add(following)
                    reached.append(following)
            out.add(frozenset(k for k in found if self.stands("sites", k)))
        return out


@dataclass(frozen=True)
class Known:
    """What an office knew at one moment, as the oracle says it or as the engine takes it from the store's records."""

    standing: Mapping[str, Mapping[str, Cells]]
    places: set[frozenset[str]]
    versions: Mapping[str, int]
    waiting: list[str]


def of_office(office: Office) -> Known:
    versions = {f"{table}/{key}": len(told) for (table, key), told in office.told.items()}
    return Known(office.standing(), office.places(), versions, sorted(office.waiting.values()))


def of_records(records: Records) -> Known:
    """What the engine's own steps make of the records."""
    stand = standing(records.tables, None)
    cells: dict[str, dict[str, Cells]] = {}
    versions: dict[str, int] = defaultdict(int)
    for name in IDS:
        key = TABLES[name].key
        cells[name] = {}
        for row in stand.table(name).to_pylist():
            cells[name][record(row[key])] = row
        for one in records.tables[name][key].to_pylist():
            versions[f"{name}/{record(one)}"] += 1
    led = aliases(stand)
    groups: dict[str, set[str]] = defaultdict(set)
    for row in stand.table("sites")["site_id"].to_pylist():
        groups[led.get(row, row)].add(record(row))
    return Known(
        cells, set(map(frozenset, groups.values())), versions, sorted(r.reason for r in records.rejected)
    )


def record(row_id: str) -> str:
    return row_id.partition("~")[0]


def same(office: Known, engine: Known) -> None:
    """The two agree; cells of the standing rows but for the columns that the store writes itself."""
    assert engine.versions == office.versions
    assert engine.places == office.places
    assert engine.waiting == office.waiting
    for table, rows in office.standing.items():
        assert set(engine.standing[table]) == set(rows)
        own = TABLES[table].key
        for key, cells in rows.items():
            found = engine.standing[table][key]
            written = {own, "recorded_at", "replaces", "same_as"}
            assert {c: v for c, v in found.items() if c not in written} == {
                column.name: cells.get(column.name)
                for column in TABLES[table].columns
                if column.name not in written
            }
            assert record(found[own]) == key


NUMBER = st.integers(0, len(SITES) - 1)
ROW = st.tuples(
    st.sampled_from(["sites", "sites", "discoveries", "checks"]),
    NUMBER,
    st.sampled_from(["甲", "乙", 'a"\\', "\u2028"]),
    st.sampled_from([False, False, True]),
    st.none() | NUMBER,
    st.none() | NUMBER,
)
SAY = st.tuples(st.just("say"), st.lists(ROW, min_size=1, max_size=3, unique_by=lambda told: told[:2]))
DECIDE = st.tuples(st.sampled_from(["join", "join", "join", "undo", "refuse"]), NUMBER, NUMBER)
QUARANTINE = st.tuples(st.sampled_from(["quarantine", "mended", "set_aside", "reopened"]), st.integers(0, 1))
LOSE = st.tuples(st.sampled_from(["forget the copy", "damage the copy"]))
FIRST = ("say", [("sites", number, "甲", False, None, None) for number in range(len(SITES))])
"""Every site known, so that there is something to decide."""
STEPS = st.lists(SAY | DECIDE | QUARANTINE | SAY | DECIDE | LOSE, min_size=5, max_size=10).map(
    lambda s: [FIRST, *s]
)


def cells(told: tuple[Any, ...], office: Office) -> tuple[str, str, Cells]:
    """A row that an import would let in: no circle of corrections or sites, no site corrected twice."""
    table, number, word, withdrawn, replaces, same_as = told
    key = IDS[table][number]
    target = None if replaces is None else IDS[table][replaces]
    if target is not None and (target not in office.said[table] or _correcting(office, table, key, target)):
        target = None
    out: Cells = {TABLES[table].key: key, "withdrawn": withdrawn, "replaces": target, "note": word}
    if table == "sites":
        twin = None if same_as is None else SITES[same_as]
        if twin is not None and (twin not in office.said["sites"] or _same(office, key, twin)):
            twin = None
        out |= {
            "name": word,
            "mineral": "coal",
            "jurisdiction": TOWN if number % 2 else OTHER,
            "same_as": twin,
        }
    elif table == "discoveries":
        out |= {
            "site_id": SITES[number],
            "producing": "yes",
            "found_by": word,
            "verified_on": date(2022, 1, 1 + number),
        }
    else:
        out |= {
            "site_id": SITES[number],
            "checked_on": date(2022, 1, 1),
            "result": "stopped",
            "checked_by": COUNTY,
        }
    return table, key, out


def _correcting(office: Office, table: str, key: str, target: str) -> bool:
    """Whether `key` may not replace `target`: itself, a circle, or a record that another replaces already."""
    way = target
    while way is not None:
        if way == key:
            return True
        way = office.said[table].get(way, {}).get("replaces")
    return office.replacer(table, target) not in (None, key)


def _same(office: Office, key: str, twin: str) -> bool:
    """Whether `same_as` would lead back, by what sites say of each other now."""
    edges: dict[str, set[str]] = defaultdict(set)
    for one, said in office.said["sites"].items():
        for other in filter(None, (said.get("same_as"), said.get("replaces"))):
            if one != key:
                edges[one].add(other)
                edges[other].add(one)
    reached, found = [twin], {twin}
    while reached:
        fresh = edges[reached.pop()] - found
        found |= fresh
        reached += fresh
    return key in found
