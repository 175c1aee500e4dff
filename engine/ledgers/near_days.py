"""In which places, and of which days, rows speak of the sites that something came about since the last run. Pure.

A count within a window tells of the sites of its place that were found in its days and are not counted. Such a site has,
or had, a row of one of those days; all versions of a row are looked at, whether they stand or not.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.cited import DAY_COLUMNS
from engine.findings import Finding
from engine.jurisdictions import Tree
from engine.ledgers.comparison import Between
from engine.ledgers.record_news import Records
from engine.periods import ARROW_EPOCH
from engine.uncounted import days_counted

OPENING: Final = {
    "discoveries": DAY_COLUMNS["discoveries"],
    "checks": ("checked_on",),
    "measures": ("result_on",),
}
"""The days of rows on which an episode can open: any discovery's, and a check's that says producing (DESIGN §6.6)."""


@dataclass(frozen=True)
class NearDays:
    """By place the sorted days (ordinals) of the rows of its sites that something came about."""

    days: Mapping[str, Sequence[int]]

    def within(self, finding: Finding) -> bool:
        """Whether one of them lies in the days of a count."""
        mine = self.days.get(finding.jurisdiction, ())
        return any(
            bisect_left(mine, first) < bisect_left(mine, last + 1) for first, last in days_counted(finding)
        )


def near_days(keys: Collection[str], tree: Tree, came: Between) -> NearDays:
    """Of the sites that the keys of news name: under every place where they lie or lay, the days of their rows."""
    touched = frozenset(key.removeprefix("site/") for key in keys if key.startswith("site/"))
    places = _places(touched, tree, came)
    names = _names(touched, came)
    found: dict[str, set[int]] = defaultdict(set)
    for site, day in _days(names, came.now):
        for place in {p for origin in names[site] for p in places.get(origin, ())}:
            found[place].add(day)
    return NearDays({place: sorted(days) for place, days in found.items()})


def _places(touched: frozenset[str], tree: Tree, came: Between) -> Mapping[str, set[str]]:
    """Site (first row) → where it lies, or lay at the last run, with all places above."""
    moved = any(n.reference.startswith("sites/") and n.kind != "added" for n in came.said.all)
    both = (came.then, came.now) if moved else (came.now,)
    out: dict[str, set[str]] = defaultdict(set)
    for site in touched:
        for code in {records.codes.get(site, "") for records in both} - {""}:
            out[site] |= {code, *tree.ancestors(code)} if code in tree else {code}
    return out


def _names(touched: frozenset[str], came: Between) -> Mapping[str, set[str]]:
    """Every id under which rows may name one of the sites, or one that is or was one with it → those sites."""
    out: dict[str, set[str]] = defaultdict(set)
    for site in touched:
        out[site].add(site)
    for records in (came.then, came.now):
        for site, root in records.roots.items():
            for one in {records.origin("sites", site), records.origin("sites", root)} & touched:
                out[site].add(one)
                out[root].add(one)
    return out


def _days(names: Collection[str], records: Records) -> list[tuple[str, int]]:
    ids = pa.array(sorted(names), pa.string())
    out: list[tuple[str, int]] = []
    for table, columns in OPENING.items():
        rows = records.tables[table]
        rows = rows.filter(pc.is_in(rows["site_id"], value_set=ids))
        if "result" in rows.column_names:
            rows = rows.filter(pc.equal(rows["result"], "producing"))
        for column in columns:
            days: Any = pc.add(rows[column].cast(pa.int32()), ARROW_EPOCH)
            told = zip(rows["site_id"].to_pylist(), days.to_pylist(), strict=True)
            out += [(site, day) for site, day in told if day is not None]
    return out
