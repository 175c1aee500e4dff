"""Which sites' rows are not what they were at the last run: an exact comparison of the rows that speak, not of news. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.cited import DAY_COLUMNS
from engine.ledgers.record_news import Records
from engine.matter_dossiers import OF_SITES
from engine.records import TABLES


def moved_sites(then: Records, now: Records, first: date, until: date) -> frozenset[str]:
    """Roots, of then or of now, of which another row stands, or speaks on the day, or which other sites count under.

    `first` and `until` are the days of the two runs. A row's cells never change under its id, `same_as` apart, which a
    person's joins lay over it; so equal ids are equal rows.
    """
    touched = set(_sites(then, now))
    for table in OF_SITES:
        touched |= _told(table, then, first, now, until)
    for site in {*then.roots, *now.roots}:
        if then.roots.get(site) != now.roots.get(site):
            touched.add(site)
    return frozenset(
        root for site in touched for root in (then.roots.get(site, site), now.roots.get(site, site))
    )


def _told(table: str, then: Records, first: date, now: Records, until: date) -> set[str]:
    """The sites of rows of a table that speak at one of the runs only."""
    key = TABLES[table].key
    old, new = (_speaking(table, r, day) for r, day in ((then, first), (now, until)))
    return {site for one, other in ((old, new), (new, old)) for site in _only(one, other, key)}


def _speaking(table: str, records: Records, day: date) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The rows that stand, name a site (a prior action may name an organ alone) and bear no day, or one up to the day."""
    days: Sequence[str] = DAY_COLUMNS[table]
    rows = records.standing.table(table, [TABLES[table].key, "site_id", *days])
    rows = rows.filter(pc.is_valid(rows["site_id"]))
    begins = pc.min_element_wise(*(rows[d] for d in days))
    return rows.filter(pc.fill_null(pc.less_equal(begins, pa.scalar(day, pa.date32())), True))


def _only(one: Any, other: Any, key: str) -> Iterable[str]:  # noqa: ANN401
    gone = pc.invert(pc.is_in(one[key], value_set=other[key].combine_chunks()))
    sites: list[str] = one.filter(gone)["site_id"].to_pylist()
    return sites


def _sites(then: Records, now: Records) -> Iterator[str]:
    """Sites of which a row stands at one of the runs only, or says to be the same as another."""
    old, new = (r.standing.table("sites", ["site_id", "same_as"]) for r in (then, now))
    yield from _only(old, new, "site_id")
    yield from _only(new, old, "site_id")
    said = {
        site: same for t in (old, new) for site, same in _pairs(t.filter(pc.is_valid(t["same_as"])))
    }  # fmt: skip
    ids = pa.array(sorted(said), pa.string())
    before, after = (dict(_pairs(t.filter(pc.is_in(t["site_id"], value_set=ids)))) for t in (old, new))
    yield from (site for site in said if before.get(site) != after.get(site))


def _pairs(rows: Any) -> Iterable[tuple[str, str | None]]:  # noqa: ANN401
    return zip(rows["site_id"].to_pylist(), rows["same_as"].to_pylist(), strict=True)
