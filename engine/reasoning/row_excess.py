"""An excess in sets: more events in a place than a dated limit, within a window that runs forward from each."""

from collections.abc import Callable
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import collected
from engine.reasoning.row_sets import Clock
from engine.rules.row_kinds import Excess

Limit = Callable[[int, str], int]
"""The limit that holds on a day in a place."""


def placed_events(clock: Clock, when: Excess) -> pa.Table:
    """The events that a place of the level has from the first day of force on: `(place, about, day, root, row, n)`.

    `about`: the number of the site that the events are counted of, -1 where all of the place are.
    """
    sites = clock.facts.sites
    rows = collected(clock.events(when.sum).filter(nw.col("day") >= clock.force))
    numbers = sites.placed(
        rows["root"].combine_chunks().cast(pa.int32()), rows["day"].combine_chunks().cast(pa.int32())
    )
    place = pc.take(sites.places[clock.level].combine_chunks(), numbers)
    about = rows["root"] if when.per == "site" else pa.nulls(rows.num_rows, rows["root"].type)
    rows = rows.append_column("about", pc.fill_null(about, -1))
    rows = rows.append_column("place", place).filter(pc.is_valid(place))
    order = ("place", "about", "day", "row")
    rows = rows.sort_by([(column, "ascending") for column in order])
    return rows.append_column("n", pa.array(range(rows.num_rows), pa.int64()))


def excess(clock: Clock, when: Excess, limit: Limit) -> tuple[pa.Table, pa.Table]:
    """`(place, about, start, first, last)`, from the day on which the limit is passed to the end of the window; the events."""
    rows = placed_events(clock, when)
    pairs = list(zip(rows["day"].to_pylist(), rows["place"].to_pylist(), strict=True))
    numbers = {pair: (limit(*pair), clock.due(*pair)) for pair in set(pairs)}
    rows = rows.append_column("beyond", pa.array([numbers[p][0] for p in pairs], pa.int64()))
    rows = rows.append_column("until", pa.array([numbers[p][1] for p in pairs], pa.int64()))
    mine = clock.facts.lazy(rows.select(["n", "place", "about", "day", "beyond", "until"]))
    others: nw.LazyFrame[Any] = clock.facts.lazy(rows.select(["n", "place", "about", "day"])).select(
        at=nw.col("n"), there=nw.col("place"), same=nw.col("about"), first=nw.col("day")
    )
    passed = mine.with_columns(at=nw.col("n") + nw.col("beyond")).join(others, on="at", how="inner")
    within = passed.filter(
        nw.col("there") == nw.col("place"),
        nw.col("same") == nw.col("about"),
        nw.col("first") <= nw.col("until"),
    )
    last = nw.min_horizontal(nw.col("until"), nw.lit(clock.facts.as_of))
    return collected(within.select("place", "about", "first", start=nw.col("day"), last=last)), rows
