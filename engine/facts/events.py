"""Dated rows of the sites as events (`rules.row_kinds`): which rows, on which legal day, up to the day looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts, collected
from engine.facts.comparisons import Numbers
from engine.facts.definitions import YES, condition_value
from engine.facts.seen import seen_checks
from engine.rules.row_kinds import Event
from engine.rules.vocabulary import DAYS as COMPARED

Frame = nw.LazyFrame[Any]
DAYS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "discovery": (
        "discoveries", "verified_on", ("reported_on", "registered_on", "township_informed_on", "verified_on"),
    ),
    "order": ("measures", "ordered_on", ("ordered_on",)),
    "measure": ("measures", "executed_on", ("ordered_on", "executed_on")),
    "appraisal": ("appraisals", "determined_on", ("determined_on",)),
}  # fmt: skip
"""Event → its table, the column of its legal day, and the columns whose earliest day it begins on."""


class Dated(NamedTuple):
    """One event: its legal day, the earliest day that its row names, `table/id` of the row."""

    day: int
    begin: int
    record: str


def event_rows(facts: Facts, event: Event, numbers: Numbers) -> Frame:
    """The rows of an event up to the day: `(root, day, begin, row, measured)`, roots as numbers, days as ordinals.

    `measured`: a check that stands in the table of measures; `numbers`: those that its conditions name.
    """
    if event.fact == "check":
        frame = seen_checks(
            facts.frame("checks"), facts.frame("measures"), facts.frame("roots"), facts.as_of
        ).with_columns(begin=nw.col("day"))
    else:
        table, day, begins = DAYS[event.fact]
        dated = facts.frame(table).filter(~nw.col(day).is_null(), nw.col(day) <= facts.as_of)
        begin = nw.min_horizontal(*begins) if len(begins) > 1 else nw.col(day)
        frame = dated.join(facts.frame("roots"), on="site_id", how="inner").with_columns(
            day=nw.col(day), begin=begin, measured=nw.lit(False), root=nw.col("number")
        )
    for column, condition in sorted(event.where.items()):
        of = "day" if column in COMPARED[event.fact] else column
        frame = frame.filter(condition_value(of, condition, numbers) == YES)
    return frame.select("root", "day", "begin", "row", "measured")


def events_of(facts: Facts, event: Event, roots: Sequence[str], numbers: Numbers) -> dict[str, list[Dated]]:
    """The events of some sites, by root, in order of day and record."""
    if not roots:
        return {}
    among = pc.index_in(pa.array(sorted(set(roots)), pa.string()), value_set=facts.sites.names)
    wanted = facts.lazy(pa.table({"root": among.cast(pa.int32())}))
    rows = collected(event_rows(facts, event, numbers).join(wanted, on="root", how="inner"))
    out: dict[str, list[Dated]] = defaultdict(list)
    table = "checks" if event.fact == "check" else DAYS[event.fact][0]
    for name, kept in ((table, pc.invert(rows["measured"])), ("measures", rows["measured"])):
        part = rows.filter(kept)
        if part.num_rows:
            named = facts.named(part.select(["root", "row", "day", "begin"]), name)
            columns = (named[c].to_pylist() for c in ("root", "day", "begin", "record"))
            for root, *dated in zip(*columns, strict=True):
                out[root].append(Dated(*dated))
    return {root: sorted(some) for root, some in out.items()}
