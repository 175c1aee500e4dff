"""Distinct places: every site_id that records may name, led to its root and to the root's attributes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.standing import Standing
from engine.jurisdictions import Placement, Tree
from engine.periods import FAR


def _root(site: str, steps: Mapping[str, str], standing_ids: frozenset[str]) -> str | None:
    """The last row on the way that stands; of a circle (possible only in an old state of knowledge) its first id."""
    way = [site]
    while (following := steps.get(way[-1])) is not None:
        if following in way:
            return min((s for s in way[way.index(following) :] if s in standing_ids), default=None)
        way.append(following)
    return next((s for s in reversed(way) if s in standing_ids), None)


def aliases(standing: Standing) -> dict[str, str]:
    """Every site_id whose records count under another: replaced rows and `same_as` chains, to the root."""
    sites = standing.table("sites", ["site_id", "same_as"])
    joined = sites.filter(pc.is_valid(sites["same_as"]))
    same = dict(zip(joined["site_id"].to_pylist(), joined["same_as"].to_pylist(), strict=True))
    steps = {**same, **standing.replaced_sites}
    if not steps:
        return {}
    named = pa.array(sorted({*steps, *steps.values()}), pa.string())
    ids = frozenset(named.filter(pc.is_in(named, value_set=sites["site_id"].combine_chunks())).to_pylist())
    roots = {site: _root(site, steps, ids) for site in steps}
    return {site: root for site, root in roots.items() if root is not None and root != site}


def root_table(standing: Standing) -> pa.Table:
    """`(site_id, root, mineral, jurisdiction)`: one row for each site_id that leads to a standing root."""
    own = standing.table("sites", ["site_id", "mineral", "jurisdiction"])
    own = own.append_column("root", own["site_id"])
    led = aliases(standing)
    if not led:
        return own.select(["site_id", "root", "mineral", "jurisdiction"])
    own = own.filter(pc.invert(pc.is_in(own["site_id"], value_set=pa.array(list(led), pa.string()))))
    alias = pa.table(
        {"site_id": pa.array(list(led), pa.string()), "root": pa.array(list(led.values()), pa.string())}
    )
    led_rows = alias.join(own.drop_columns(["site_id"]), "root", join_type="inner")
    columns = ["site_id", "root", "mineral", "jurisdiction"]
    return pa.concat_tables([own.select(columns), led_rows.select(columns)])


@dataclass(frozen=True)
class Sites:
    """The roots, numbered in the order of their ids, and where the dated tree has them.

    The facts hold the number of a root and of a place, so that millions of spans need no strings.
    """

    table: pa.Table
    """`(site_id, root, number, mineral, jurisdiction)`: every site_id that records may name."""
    names: pa.StringArray
    """Ids of the roots by number."""
    divisions: pa.DictionaryArray
    """By root: the division that its row names."""
    places: pa.Table
    """As `place_table`; its row is the number of a place."""
    _first: pa.Int32Array
    """By root: the first row of its jurisdiction in `places`."""
    _rows: pa.Int32Array
    """By root: how many rows its jurisdiction has there."""

    def named(self, numbers: pa.Array | pa.ChunkedArray) -> Iterator[tuple[str, str]]:
        """Id and division of roots; a division is one text however many lie in it."""
        texts = self.divisions.dictionary.to_pylist()
        own = pc.take(self.divisions.indices, numbers).to_pylist()
        return zip(pc.take(self.names, numbers).to_pylist(), map(texts.__getitem__, own), strict=True)

    def placed(self, numbers: pa.Array, days: pa.Array) -> pa.Array:
        """The number of the place of each root on its day."""
        row, rows = pc.take(self._first, numbers), pc.take(self._rows, numbers)
        begins = pc.cast(self.places["place_first"], pa.int32()).combine_chunks()
        out = row
        for step in range(1, pc.max(self._rows).as_py() or 1):
            following = pc.add(row, step)
            there = pc.less(pa.scalar(step, pa.int32()), rows)
            begun = pc.less_equal(pc.take(begins, pc.if_else(there, following, row)), days)
            out = pc.if_else(pc.and_(there, begun), following, out)
        return pc.cast(out, pa.int32())

    @cached_property
    def _seats(self) -> Mapping[str, list[tuple[int, str]]]:
        out: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in self.places.select(["jurisdiction", "place_first", "county", "city"]).to_pylist():
            code = row["jurisdiction"]
            out[code].append((row["place_first"], row["county"] or row["city"] or code))
        return out

    def county_or_city(self, code: str, day: int) -> str:
        """The county that a site's division lies in on a day, changes of codes followed; the city of one without, else itself."""
        seats = self._seats[code]
        return seats[bisect_right(seats, day, key=itemgetter(0)) - 1][1]


def number_sites(standing: Standing, tree: Tree) -> Sites:
    """Number the roots and place their jurisdictions in the tree."""
    table = root_table(standing)
    own = table.filter(pc.equal(table["site_id"], table["root"])).sort_by("root").combine_chunks()
    names = own["root"].combine_chunks()
    number = pc.index_in(table["root"], value_set=names).cast(pa.int32())
    codes = pc.unique(own["jurisdiction"]).sort()
    places = place_table(tree, codes.to_pylist())
    counted = pc.value_counts(places["jurisdiction"])
    rows = dict(zip(counted.field(0).to_pylist(), counted.field(1).to_pylist(), strict=True))
    first = pc.index_in(codes, value_set=places["jurisdiction"].combine_chunks())
    code = pc.index_in(own["jurisdiction"], value_set=codes).combine_chunks()
    return Sites(
        table.append_column("number", number),
        names,
        pa.DictionaryArray.from_arrays(code, codes),
        places,
        pc.take(first, code),
        pc.take(pa.array([rows[c] for c in codes.to_pylist()], pa.int32()), code),
    )


def _whole(tree: Tree, code: str) -> list[Placement]:
    """Placements of a code from the first to the last of all days; a gap in the tree belongs nowhere."""
    out: list[Placement] = []
    next_day = 0
    for placed in sorted(tree.placements([code]), key=lambda p: p.first):
        if placed.first > next_day:
            out.append(Placement(code, next_day, placed.first - 1, None, None, None, None))
        out.append(placed)
        next_day = placed.last + 1
    if next_day <= FAR:
        out.append(Placement(code, next_day, FAR, None, None, None, None))
    return out


def place_table(tree: Tree, codes: list[str]) -> pa.Table:
    """`(jurisdiction, place_first, place_last, township, county, city, province)` of the dated tree, days as ordinals."""
    placed = [p for code in sorted(set(codes)) for p in _whole(tree, code)]
    return pa.table(
        {
            "jurisdiction": pa.array([p.code for p in placed], pa.string()),
            "place_first": pa.array([p.first for p in placed], pa.int64()),
            "place_last": pa.array([p.last for p in placed], pa.int64()),
            **{
                level: pa.array([getattr(p, level) for p in placed], pa.string())
                for level in ("township", "county", "city", "province")
            },
        }
    )
