"""Sites that a person joined: their decisions laid over what the departments' rows say (`same_as`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.store.rows import RECORD

Decision = tuple[str, str, str]
"""`(kind, site, same_as)`, the kind as the ledger writes it: join, refuse, undo."""


@dataclass(frozen=True, slots=True)
class Join:
    """`site` and `same_as` (record ids) are one place; the mineral and jurisdiction of `same_as` count."""

    site: str
    same_as: str


def standing_joins(decisions: Sequence[Decision]) -> list[Join]:
    """The joins that hold after decisions in order: the last on a pair speaks."""
    last: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        pair = frozenset(decision[1:])
        last.pop(pair, None)
        last[pair] = decision
    return [
        Join(site, same_as) for kind, site, same_as in last.values() if kind == "join" and site != same_as
    ]


@dataclass
class _Places:
    """The rows of the sites, each leading to the row that replaces it and to the row it is the same as."""

    record: Mapping[str, str]
    """Row → record."""
    replaced_by: Mapping[str, str]
    withdrawn: frozenset[str]
    same: dict[str, str] = field(default_factory=dict)
    """Row that stands → row that it is the same as."""

    def row(self, site: str) -> str:
        """The row that speaks for a site today, given by record or row id; it may be withdrawn."""
        row = site  # a record's first row bears the record's id
        way = {row}
        while (following := self.replaced_by.get(row)) is not None and following not in way:
            row = following
            way.add(row)
        return row

    def stands(self, row: str) -> bool:
        return row in self.record and row not in self.replaced_by and row not in self.withdrawn

    def root(self, row: str) -> str:
        way = [row]
        while (following := self.same.get(way[-1])) is not None:
            if following in way:
                return min(way[way.index(following) :])
            way.append(following)
        return way[-1]


def joined(sites: Any, joins: Sequence[Join]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The table of sites with each join as `same_as` of the row that stands for its group.

    A row that a department itself declared the same as another keeps saying so: the join is laid on the row it
    leads to. A site that was corrected keeps its joins; of sites joined to one that was withdrawn, the first
    stands for the others, and when it comes back it stands for them again.
    """
    if not joins:
        return sites
    places = _places(sites)
    laid: dict[str, None] = {}
    for join in joins:
        site, same_as = places.root(places.row(join.site)), places.root(places.row(join.same_as))
        if site != same_as:
            places.same[site] = same_as
            laid[site] = None
    said: dict[str, str] = {}
    heirs: dict[str, str] = {}
    for row in filter(places.stands, laid):
        root = places.root(row)
        if not places.stands(root):
            root = heirs.setdefault(root, row)
        if root != row:
            said[row] = places.record.get(root, root)
    ids = sites["site_id"]
    laid_on = pc.index_in(ids, value_set=pa.array(list(said), pa.string()))
    same_as = pc.coalesce(
        pa.array(list(said.values()), pa.string()).take(laid_on.combine_chunks()), sites["same_as"]
    )
    return sites.set_column(sites.column_names.index("same_as"), "same_as", same_as)


def _places(sites: Any) -> _Places:  # noqa: ANN401
    columns = ("site_id", RECORD, "replaces", "withdrawn", "same_as")
    rows = list(zip(*(sites[column].to_pylist() for column in columns), strict=True))
    record = {row: owner or row for row, owner, *_ in rows}
    replaced_by = {replaces: row for row, _, replaces, *_ in rows if replaces}
    withdrawn = frozenset(row for row, _, _, gone, _ in rows if gone)
    places = _Places(record, replaced_by, withdrawn)
    for row, *_, same_as in rows:
        if same_as and places.stands(row):
            target = places.row(same_as)
            if places.stands(target) and target != row:
                places.same[row] = target
    return places
