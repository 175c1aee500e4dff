"""Conditions on dated rows of a site in sets: lack, rhythm, checklist, overlap, before; runs of days, site by site."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts, collected
from engine.facts.comparisons import Numbers
from engine.facts.events import event_rows
from engine.rules.row_kinds import Before, Checklist, Event, Overlap, Rhythm, RowKind, Unfollowed

Frame = nw.LazyFrame[Any]
Due = Callable[[int, str], int]
"""Last day of the time that starts on a day in a place."""
NEVER: Final = 1 << 30
"""Stands for a day that has not come."""
KEPT: Final = ("root", "row", "measured", "place", "first", "last")


@dataclass(frozen=True, slots=True)
class Clock:
    """The facts, the first day on which a clock may start, the level of the place, how long a time runs, the numbers."""

    facts: Facts
    force: int
    level: str
    due: Due
    numbers: Numbers

    def events(self, event: Event) -> Frame:
        """The rows of an event under the numbers of the rule."""
        return event_rows(self.facts, event, self.numbers)


def placed(clock: Clock, rows: pa.Table, day: str) -> pa.Array:
    """The place of each row on a day of it; the division that the site's row names where the tree has no such level."""
    sites = clock.facts.sites
    numbers = sites.placed(
        rows["root"].combine_chunks().cast(pa.int32()), rows[day].combine_chunks().cast(pa.int32())
    )
    codes = (pc.take(sites.places[c].combine_chunks(), numbers) for c in (clock.level, "jurisdiction"))
    return pc.coalesce(*codes)


def started(clock: Clock, rows: pa.Table) -> pa.Table:
    """Rows with `start`, `place` and `due`; those whose time has not run out by the day are left out."""
    rows = rows.append_column(
        "start", pc.max_element_wise(rows["day"].cast(pa.int64()), pa.scalar(clock.force, pa.int64()))
    )
    rows = rows.append_column("place", placed(clock, rows, "start"))
    pairs = list(zip(rows["start"].to_pylist(), rows["place"].to_pylist(), strict=True))
    ends = {pair: clock.due(*pair) for pair in set(pairs)}
    rows = rows.append_column("due", pa.array([ends[p] for p in pairs], pa.int64()))
    rows = rows.append_column("n", pa.array(range(rows.num_rows), pa.int64()))
    return rows.filter(pc.less(rows["due"], clock.facts.as_of))


def _runs(clock: Clock, frame: Frame, first: nw.Expr, until: nw.Expr) -> pa.Table:
    """`KEPT`, for the rows whose run has a day: from `first` to the day before `until`, or the day looked at."""
    ended = nw.coalesce(until, nw.lit(NEVER)) - 1
    last = nw.min_horizontal(ended, nw.lit(clock.facts.as_of))
    return collected(
        frame.with_columns(first=first, last=last).filter(nw.col("first") <= nw.col("last")).select(*KEPT)
    )


def _firsts(frame: Frame, name: str) -> Frame:
    """The first day of each site's events."""
    return frame.group_by("root").agg(nw.col("day").min().alias(name))


def unfollowed(clock: Clock, when: Unfollowed) -> pa.Table:
    """Events whose time ran out before another followed."""
    facts = clock.facts
    given = started(clock, collected(clock.events(when.anchor)))
    mine = facts.lazy(given)
    others = clock.events(when.without).select("root", came=nw.col("day"))
    answered = (
        mine.select("n", "root", "begin")
        .join(others, on="root", how="inner")
        .filter(nw.col("came") >= nw.col("begin"))
        .group_by("n")
        .agg(nw.col("came").min())
    )
    return _runs(clock, mine.join(answered, on="n", how="left"), nw.col("due") + 1, nw.col("came"))


def rhythm(clock: Clock, when: Rhythm) -> pa.Table:
    """Periods of a site without the event that must recur."""
    facts = clock.facts
    begun = _firsts(clock.events(when.after), "day")
    begun = begun.select("root", day=nw.max_horizontal(nw.col("day"), nw.lit(clock.force)))
    recurring = clock.events(when.has).select("root", came=nw.col("day"))
    visits = (
        recurring.join(begun, on="root", how="inner")
        .filter(nw.col("came") >= nw.col("day"))
        .select("root", day=nw.col("came"))
    )
    days = nw.concat([_as_int(begun.select("root", "day")), _as_int(visits)]).unique(["root", "day"])
    following = nw.col("day").shift(-1).over("root", order_by="day")
    points = collected(days.with_columns(came=following))
    points = _without_row(started(clock, points))
    return _runs(clock, facts.lazy(points), nw.col("due") + 1, nw.col("came"))


def _as_int(frame: Frame) -> Frame:
    return frame.select(nw.col("root").cast(nw.Int32), nw.col("day").cast(nw.Int64))


def _without_row(table: pa.Table) -> pa.Table:
    """The columns of a single row, empty: the run is a site's."""
    empty = pa.nulls(table.num_rows, pa.int32())
    return table.append_column("row", empty).append_column("measured", pa.nulls(table.num_rows, pa.bool_()))


def checklist(clock: Clock, when: Checklist) -> pa.Table:
    """Sites whose items are not all there in time."""
    facts = clock.facts
    given = _without_row(started(clock, collected(_firsts(clock.events(when.anchor), "day"))))
    frame, done = facts.lazy(given), nw.lit(0)
    for number, item in enumerate(when.needs):
        name = f"item{number}"
        frame = frame.join(_firsts(clock.events(item), name), on="root", how="left")
        done = nw.max_horizontal(done, nw.coalesce(nw.col(name), nw.lit(NEVER)))
    return _runs(clock, frame, nw.col("due") + 1, done)


def overlap(clock: Clock, when: Overlap) -> pa.Table:
    """Events of a site later than the first that put it into a state, until its kind says otherwise."""
    facts = clock.facts
    state = _firsts(clock.events(when.during), "began")
    given = clock.events(when.anchor).join(state, on="root", how="inner")
    table = collected(given.filter(nw.col("day") > nw.col("began"), nw.col("day") >= clock.force))
    table = table.append_column("place", placed(clock, table, "day"))
    table = table.append_column("n", pa.array(range(table.num_rows), pa.int64()))
    mine = facts.lazy(table)
    said = ["row", "measured"]
    other = clock.events(Event(fact=when.fact)).join(
        clock.events(when.anchor).select(*said, like=nw.lit(value=True)), on=said, how="left"
    )
    otherwise = other.filter(nw.col("like").is_null()).select("root", came=nw.col("day"))
    ended = (
        mine.select("n", "root", "day")
        .join(otherwise, on="root", how="inner")
        .filter(nw.col("came") >= nw.col("day"))
        .group_by("n")
        .agg(nw.col("came").min())
    )
    return _runs(clock, mine.join(ended, on="n", how="left"), nw.col("day"), nw.col("came"))


def before(clock: Clock, when: Before) -> pa.Table:
    """Sites whose first event came on a day before the first of another."""
    facts = clock.facts
    later = _firsts(clock.events(when.before), "later")
    frame = _firsts(clock.events(when.anchor), "day").join(later, on="root", how="inner")
    table = collected(
        frame.filter(nw.col("day") < nw.col("later")).select(
            "root", start=nw.max_horizontal(nw.col("later"), nw.lit(clock.force))
        )
    )
    table = _without_row(table.append_column("place", placed(clock, table, "start")))
    return _runs(clock, facts.lazy(table), nw.col("start"), nw.lit(NEVER))


def runs_of(clock: Clock, when: RowKind) -> pa.Table:
    """The runs of a condition of one site each: `KEPT`, roots as numbers."""
    for kind, compute in _COMPUTE.items():
        if isinstance(when, kind):
            return compute(clock, when)
    raise TypeError(type(when))


_COMPUTE: Final[Mapping[type[RowKind], Callable[[Clock, Any], pa.Table]]] = {
    Unfollowed: unfollowed, Rhythm: rhythm, Checklist: checklist, Overlap: overlap, Before: before,
}  # fmt: skip


def in_force(runs: Iterable[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Runs cut to the days in force."""
    return [(max(a, first), min(b, last)) for a, b in runs if a <= last and b >= first]
