"""What somebody waits for: listed thing by thing, and counted where there is too much and it has long stood."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from factmaking import REAL, XIXINZHUANG
from hypothesis import given
from hypothesis import strategies as st

from engine.ledgers.lives import Paper, Step
from engine.ledgers.week_due import LISTED, LONG, Due, Moment, Standing, waits
from engine.periods import NO_OVERLAY
from engine.settings import Settings

AS_OF = date(2022, 6, 30)
TOLD = datetime(2022, 6, 23, 1, tzinfo=UTC)
MOMENT = Moment(AS_OF, TOLD + timedelta(days=7), TOLD, Settings(), NO_OVERLAY, REAL.tree)
DRAFTED_BY = date(2022, 3, 4)
"""The day by which a closure request of 1 March is asked for: three days on."""
COUNTY = "141181000000"


def paper(
    number: int = 0,
    since: date = date(2022, 3, 1),
    at: datetime = TOLD,
    key: str = "",
    place: str = XIXINZHUANG,
) -> Paper:
    clock = {"number": 3, "unit": "日", "clause": "第五条第二款"}
    detail = {"dossier": {}, "matter": {"since": since.isoformat(), "clocks": {"request": clock}}}
    step = Step(1, "proposed", at.date(), "wenze", at, details=lambda: detail)
    return Paper(
        key or f"K{number}", "closure_request", "county_government", place, place, "某", steps=(step,)
    )


def many(count: int, one: Paper) -> list[Paper]:
    return [replace(one, key=f"{number}{one.key}") for number in range(count)]


BASE = many(LISTED, paper())


def test_up_to_the_limit_every_thing_is_listed_however_late() -> None:
    due, standing = waits(many(LISTED, paper()), [], MOMENT)
    assert (len(due), standing) == (LISTED, [])
    assert due[0] == Due("提请关闭", "提请关闭函：吕梁市孝义市西辛庄镇人民政府（0K0）", DRAFTED_BY, True, "第五条第二款")  # fmt: skip


def test_beyond_it_what_has_long_stood_is_counted_by_kind_and_county_with_its_first_and_last_day() -> None:
    later = many(2, paper(since=date(2022, 3, 7), key="L"))
    due, standing = waits([*many(LISTED - 1, paper()), *later], [], MOMENT)
    assert due == []
    assert standing == [Standing("提请关闭", COUNTY, LISTED + 1, DRAFTED_BY, date(2022, 3, 10))]


@pytest.mark.parametrize(("days", "listed"), [(LONG - 1, 1), (LONG, 1), (LONG + 1, 0)])
def test_a_thing_has_long_stood_from_the_day_after_ninety(days: int, listed: int) -> None:
    due_by = AS_OF - timedelta(days=days)  # 2, 1 April and 31 March: each a working day
    edge = paper(since=due_by - timedelta(days=3), key="E")
    due, standing = waits([*many(LISTED, paper()), edge], [], MOMENT)
    assert len(due) == listed
    assert sum(s.count for s in standing) == LISTED + 1 - listed


@pytest.mark.parametrize(("after", "listed"), [(timedelta(0), 0), (timedelta(microseconds=1), 1)])
def test_what_was_touched_since_the_last_report_is_listed(after: timedelta, listed: int) -> None:
    due, _ = waits([*many(LISTED, paper()), paper(at=TOLD + after, key="E")], [], MOMENT)
    assert len(due) == listed


def test_what_is_listed_beside_counts_begins_with_what_is_nearest_to_the_day() -> None:
    days = (20, 2, -2, 40)
    near = [paper(since=AS_OF - timedelta(days=back + 3), key=f"N{back}") for back in days]
    due, _ = waits([*BASE, *near], [], MOMENT)
    assert [d.by for d in due if d.by] == sorted((d.by for d in due if d.by), key=lambda by: abs(by - AS_OF))
    assert len(due) == len(days)
    alone, _ = waits(near, [], MOMENT)
    assert [d.by for d in alone] == sorted(d.by for d in alone if d.by)


def test_the_first_report_lists_everything() -> None:
    due, standing = waits(many(LISTED + 1, paper()), [], replace(MOMENT, told=None))
    assert (len(due), standing) == (LISTED + 1, [])


def test_the_place_of_what_only_some_may_read_is_not_told_by_its_count() -> None:
    hidden = paper(key="141181000000-county_government-to-141100000000-restricted")
    _, standing = waits([*many(LISTED, paper()), hidden], [], MOMENT)
    assert [(s.place, s.count) for s in standing] == [(COUNTY, LISTED), ("", 1)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 14)), max_size=6))
def test_nothing_is_lost_between_list_and_counts(found: list[tuple[int, int]]) -> None:
    some = [
        paper(n, AS_OF - timedelta(days=back), TOLD + timedelta(days=touched - 7), key=f"S{n}")
        for n, (back, touched) in enumerate(found)
    ]
    due, standing = waits([*BASE, *some], [], MOMENT)
    assert len(due) + sum(s.count for s in standing) == len(BASE) + len(some)
