"""What was said between two runs: rows that came, corrected or took back others, and rows dated in the days between."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.cited import DAY_COLUMNS
from engine.facts.sites import aliases
from engine.facts.standing import Standing
from engine.records import TABLES

DATED: Final = {**DAY_COLUMNS, "posts": ("from_on", "to_on"), "sites": ()}
PRINCIPAL: Final = {
    "discoveries": ("verified_on", "reported_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("result_on", "executed_on", "ordered_on"),
    "inquiries": ("sent_on",),
    "duty_evidence": ("verified_on", "occurred_on"),
    "prior_actions": ("on",),
    "posts": ("from_on",),
    "appraisals": ("determined_on",),
    "sites": (),
}
"""The day on which a row counts: the first of these that is filled."""
_UNTOLD: Final = frozenset({"recorded_at", "replaces", "withdrawn"})


@dataclass(frozen=True, slots=True)
class News:
    """A row that came between two runs, or is dated between them; `kind`: added, corrected, withdrawn, joined, parted.

    `keys` say what it concerns: `site/ID`, `place/CODE`, `table/RECORD`. `columns` are those that a correction changed.
    """

    reference: str
    kind: str
    day: date | None
    keys: frozenset[str]
    columns: tuple[str, ...] = ()
    cells: Mapping[str, Any] = field(default_factory=dict, compare=False)


class Records:
    """The rows of one run: which record each is, and what each concerns."""

    def __init__(self, known: Standing) -> None:
        """What was known at that run."""
        self.tables, self.standing, self.roots = known.known, known, aliases(known)
        self._origins: dict[str, Mapping[str, str]] = {}
        self._days: dict[tuple[str, date], list[dict[str, Any]]] = {}

    def origin(self, table: str, row: str) -> str:
        """The first row that a row corrects, itself if none: the name that stays through corrections."""
        if table not in self._origins:
            self._origins[table] = _origins(self.tables[table], TABLES[table].key) if table in TABLES else {}
        return self._origins[table].get(row, row)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Site (first row) → the division that its standing row names."""
        rows = self.standing.table("sites", ["site_id", "jurisdiction"])
        pairs = zip(rows["site_id"].to_pylist(), rows["jurisdiction"].to_pylist(), strict=True)
        return {self.origin("sites", site): code for site, code in pairs}

    def on(self, table: str, column: str, day: date) -> list[dict[str, Any]]:
        """The standing rows of a table whose column names the day; read once a day."""
        if (table, day) not in self._days:
            picks = pc.equal(self.tables[table][column], pa.scalar(day, pa.date32()))
            self._days[table, day] = self.standing.picked(table, picks).to_pylist()
        return self._days[table, day]

    def keys(self, table: str, row: Mapping[str, Any]) -> set[str]:
        """What a row concerns."""
        out = {f"{table}/{self.origin(table, row[TABLES[table].key])}"}
        for column in ("site_id", "same_as"):
            site = row.get(column)
            if site:
                names = {self.origin("sites", site), self.origin("sites", self.roots.get(site, site))}
                out |= {f"site/{name}" for name in names}
        if table not in ("sites", "discoveries", "checks", "measures") and row.get("jurisdiction"):
            out.add(f"place/{row['jurisdiction']}")
        return out


def _origins(table: Any, key: str) -> dict[str, str]:  # noqa: ANN401 - pyarrow has no types
    told = table.filter(pc.is_valid(table["replaces"]))
    before = dict(zip(told[key].to_pylist(), told["replaces"].to_pylist(), strict=True))
    out: dict[str, str] = {}
    for row in before:
        way = [row]
        while (earlier := before.get(way[-1])) is not None and earlier not in way:
            way.append(earlier)
        out[row] = way[-1]
    return out


def said_since(before: Records, after: Records) -> list[News]:
    """What the later knowledge has and the earlier had not, sorted by reference."""
    out: list[News] = []
    for name, table in after.tables.items():
        key, old = TABLES[name].key, before.tables[name]
        fresh = pc.invert(pc.is_in(table[key], value_set=old[key].combine_chunks()))
        rows = table.filter(fresh).to_pylist()
        replaced = {r["replaces"] for r in rows if r["replaces"]}
        known = {r[key]: r for t in (old, table) for r in _rows(t, key, replaced)}
        out += [_told(name, row, known.get(row["replaces"]), after) for row in rows]
    out += _joins(before, after)
    return sorted(out, key=lambda n: (n.reference, n.kind))


def _rows(table: Any, key: str, ids: Iterable[str]) -> list[dict[str, Any]]:  # noqa: ANN401
    wanted = pa.array(sorted(ids), pa.string())
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table[key], value_set=wanted)).to_pylist()
    return rows


def _told(name: str, row: Mapping[str, Any], corrects: Mapping[str, Any] | None, after: Records) -> News:
    key = TABLES[name].key
    reference, keys = f"{name}/{row[key]}", after.keys(name, row)
    columns: tuple[str, ...] = ()
    kind = "withdrawn" if row["withdrawn"] else "added"
    if corrects is not None:
        keys |= after.keys(name, corrects)
        columns = tuple(c for c in row if c not in _UNTOLD | {key} and row[c] != corrects[c])
        kind = "withdrawn" if row["withdrawn"] else "corrected"
    days = [day for r in (row, corrects) if r is not None and (day := principal_day(name, r))]
    return News(reference, kind, min(days, default=None), frozenset(keys), columns, row)


def principal_day(table: str, row: Mapping[str, Any]) -> date | None:
    """The legal day on which a row counts; None where it bears none."""
    return next((row[c] for c in PRINCIPAL.get(table, ()) if row.get(c)), None)


def _joins(before: Records, after: Records) -> list[News]:
    """Sites whose row stayed and which a person joined to another, or parted from it."""
    old, new = (
        dict(zip(t["site_id"].to_pylist(), t["same_as"].to_pylist(), strict=True))
        for t in (before.tables["sites"], after.tables["sites"])
    )
    out = []
    for site, same in new.items():
        if site in old and old[site] != same:
            keys = set[str]()
            for records, other in ((before, old[site]), (after, same)):
                keys |= records.keys("sites", {"site_id": site, "same_as": other})
            out.append(News(f"sites/{site}", "joined" if same else "parted", None, frozenset(keys)))
    return out


def dated_between(records: Records, after: date, until: date) -> list[News]:
    """Rows that stand and bear a day after `after`, up to `until`, sorted by reference; `day` is the first such day."""
    out = []
    for name in records.tables:
        table, marks = records.tables[name], None
        for column in DATED[name]:
            inside = pc.and_(
                pc.greater(table[column], pa.scalar(after, pa.date32())),
                pc.less_equal(table[column], pa.scalar(until, pa.date32())),
            )
            inside = pc.fill_null(inside, False)
            marks = inside if marks is None else pc.or_(marks, inside)
        if marks is None:
            continue
        for row in records.standing.picked(name, marks).to_pylist():
            day = min(row[c] for c in DATED[name] if row[c] and after < row[c] <= until)
            keys = frozenset(records.keys(name, row))
            out.append(News(f"{name}/{row[TABLES[name].key]}", "dated", day, keys, (), row))
    return sorted(out, key=lambda n: n.reference)


class Index:
    """News by what they concern."""

    def __init__(self, news: Sequence[News]) -> None:
        """Keep the order given."""
        self.all = tuple(news)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.all):
            for key in one.keys:
                self._by_key[key].append(at)

    def concerning(self, keys: Iterable[str]) -> list[News]:
        """Those that concern any of the keys, each once, in order."""
        return [self.all[at] for at in sorted({at for key in keys for at in self._by_key.get(key, ())})]
