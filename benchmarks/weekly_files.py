"""Years of an office's post: each week's tables as files, by the day on which the office learned of each row."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.generator import tables
from benchmarks.synthetic.cells import DAY_FORMS, Hand, Manner
from benchmarks.synthetic.sizes import sizes
from engine.jurisdictions import Tree
from engine.ledgers.to_come import AHEAD
from engine.records import TABLES

WEEK: Final = timedelta(days=7)
WEEKS_A_YEAR: Final = 52
HOUR: Final = timedelta(hours=1)
"""Nine in the morning in Beijing, in UTC."""
_IDS: Final = ("site_id", "same_as", "replaces")
_MANNER: Final = Manner(chinese=False, days=DAY_FORMS[0])


@dataclass(frozen=True, slots=True)
class Post:
    """What came in one week, up to the Monday on which it is taken in: name and content of each file."""

    monday: date
    files: Mapping[str, bytes]
    rows: int

    @property
    def clock(self) -> datetime:
        """When the office takes it in."""
        return datetime.combine(self.monday, datetime.min.time(), UTC) + HOUR


def year_of(number: int, first: date, seed: int, discoveries: int, tree: Tree) -> dict[str, pa.Table]:
    """The tables of one year of 52 weeks from a Monday; ids begin with the year's number, posts come once."""
    sized = sizes(discoveries, first=first, days=WEEKS_A_YEAR * 7)
    drawn = tables(seed + number, sized, tree)
    if number:
        del drawn["posts"]
    return {name: _renamed(table, name, f"{number:02d}") for name, table in drawn.items()}


def _renamed(table: pa.Table, name: str, year: str) -> pa.Table:
    for column in {TABLES[name].key, *_IDS} & set(table.column_names):
        named = pc.binary_join_element_wise(year, table[column], "")
        table = table.set_column(table.schema.get_field_index(column), table.schema.field(column), named)
    return table


def posts(
    first: date,
    years: int,
    seed: int,
    discoveries: int,
    tree: Tree,
    taken: Callable[[int], bool] = lambda _: True,
) -> Iterator[Post]:
    """Week by week from the Monday after `first`, a Monday; what is learned after the last one never comes.

    `taken`: the weeks, from 1, in which the office takes its post in, with that of the weeks before in which it did not.
    """
    waiting: dict[int, dict[str, list[pa.Table]]] = defaultdict(lambda: defaultdict(list))
    came: dict[str, list[pa.Table]] = defaultdict(list)
    for number in range(years):
        start = first + number * WEEKS_A_YEAR * WEEK
        for name, table in year_of(number, start, seed, discoveries, tree).items():
            for week, rows in _by_week(table, first):
                waiting[max(week, number * WEEKS_A_YEAR)][name].append(rows)
        for week in range(number * WEEKS_A_YEAR, (number + 1) * WEEKS_A_YEAR):
            for name, parts in waiting.pop(week, {}).items():
                came[name] += parts
            if taken(week + 1):
                whole = {name: pa.concat_tables(parts) for name, parts in came.items()}
                files = {f"{name}.csv": _csv(name, whole[name], tree) for name in TABLES if name in whole}
                yield Post(first + (week + 1) * WEEK, files, sum(t.num_rows for t in whole.values()))
                came.clear()


def _by_week(table: pa.Table, first: date) -> Iterator[tuple[int, pa.Table]]:
    """Rows by the week in which the office learns of them, and never before a day that they tell of has come."""
    begun = datetime.combine(first, datetime.min.time(), UTC) + HOUR
    since = pc.subtract(table["recorded_at"], pa.scalar(begun, table.schema.field("recorded_at").type))
    weeks = pc.divide(since.cast(pa.int64()), int(WEEK / timedelta(microseconds=1)))
    days = [c.name for c in table.schema if pa.types.is_date(c.type) and c.name not in AHEAD]
    if days:
        passed = pc.subtract(pc.max_element_wise(*(table[d].cast(pa.int32()) for d in days)), _number(first))
        come = pc.subtract(pc.divide(pc.add(passed, WEEK.days - 1), WEEK.days), 1)
        weeks = pc.max_element_wise(weeks, come.cast(pa.int64()))
    for week in sorted(weeks.unique().to_pylist()):
        yield week, table.filter(pc.equal(weeks, week))


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _csv(name: str, table: pa.Table, tree: Tree) -> bytes:
    """As a department sends it; when the office learned of a row is the store's to say."""
    hand = Hand(tree, _MANNER)
    columns: list[str] = [c for c in hand.columns(name, table) if c != "recorded_at"]
    rows: list[list[Any]] = hand.rows(name, columns, table)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([hand.header(name, columns), *rows])
    return text.getvalue().encode()
