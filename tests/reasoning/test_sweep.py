"""The sweep gives what counting day by day gives: every day of small random counties is counted by hand."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.periods import window_end
from engine.reasoning.intervals import Interval, Until, clipped, merged, most_at_once, no_window
from engine.reasoning.sliding import enough
from engine.reasoning.stretch import stretches
from engine.reasoning.sweep import runs, segments

START = 738_180  # 2022-01-25: the windows cross the end of February
SPAN = 80
WINDOWS: dict[str, Until] = {
    "law": lambda day: window_end(day, 1, "月"),
    "exclusive": lambda day: window_end(day, 1, "月", "exclusive"),
    "ten days": lambda day: day + 10,
    "no days": lambda day: day,
    "none": no_window,
}


@st.composite
def counties(draw: Callable[..., list[int]]) -> list[Interval]:
    """Up to five sites with up to three episodes each: opened, counting from…to, one episode after another."""
    out = []
    for number in range(draw(st.integers(0, 5))):  # type: ignore[call-overload]
        days = sorted(draw(st.lists(st.integers(0, SPAN), min_size=0, max_size=9, unique=True)))
        for opened, first, last in zip(days[::3], days[1::3], days[2::3], strict=False):
            out.append(Interval(START + opened, f"S{number}", START + first, START + last - 1))
    return [i for i in out if i.first <= i.last]


def together(intervals: list[Interval], day: int, start: int, until: Until) -> frozenset[str]:
    """The sites that count on a day and were discovered in the window from `start`."""
    return frozenset(
        i.site for i in intervals if i.first <= day <= i.last and start <= i.opened <= until(start)
    )


def by_hand(intervals: list[Interval], minimum: int, until: Until) -> dict[tuple[int, int], frozenset[str]]:
    """(start, day) → the sites, for each day on which a window that starts with a counting site is met."""
    out = {}
    for day in range(START, START + SPAN + 1):
        for start in {i.opened for i in intervals if i.first <= day <= i.last}:
            sites = together(intervals, day, start, until)
            if len(sites) >= minimum:
                out[start, day] = sites
    return out


@pytest.mark.parametrize("window", sorted(WINDOWS))
@given(intervals=counties(), minimum=st.integers(1, 4))
def test_runs_are_the_unbroken_days_on_which_some_window_is_met(
    window: str, intervals: list[Interval], minimum: int
) -> None:
    days = {day for _, day in by_hand(intervals, minimum, WINDOWS[window])}
    found = runs(intervals, minimum, WINDOWS[window])
    assert {day for r in found for day in range(r.first, r.last + 1)} == days
    assert all(one.last + 1 < two.first for one, two in pairwise(found))


@pytest.mark.parametrize("window", sorted(WINDOWS))
@given(intervals=counties(), minimum=st.integers(1, 4))
def test_segments_are_each_window_s_days_with_their_sites(
    window: str, intervals: list[Interval], minimum: int
) -> None:
    found = {}
    for one in segments(intervals, minimum, WINDOWS[window]):
        for day in range(one.first, one.last + 1):
            assert (one.start, day) not in found
            found[one.start, day] = one.sites
    assert found == by_hand(intervals, minimum, WINDOWS[window])


@pytest.mark.parametrize("window", sorted(WINDOWS))
@given(intervals=counties(), minimum=st.integers(1, 4))
def test_the_sliding_window_has_each_start_s_days_with_the_most_of_one_and_all_their_sites(
    window: str, intervals: list[Interval], minimum: int
) -> None:
    hand = by_hand(intervals, minimum, WINDOWS[window])
    days = set()
    for one in enough(intervals, minimum, WINDOWS[window]):
        inside = {(one.start, day) for day in range(one.first, one.last + 1)}
        assert not inside & days
        days |= inside
        assert one.most == max(len(hand[key]) for key in inside)
        assert one.sites == set().union(*(hand[key] for key in inside))
    assert days == set(hand)


@given(intervals=counties(), minimum=st.integers(1, 4))
def test_stretches_have_the_largest_count_and_the_sites_of_their_windows(
    intervals: list[Interval], minimum: int
) -> None:
    hand = by_hand(intervals, minimum, WINDOWS["law"])
    for one in stretches("r", "p", intervals, minimum, WINDOWS["law"]):
        inside = {key: sites for key, sites in hand.items() if one.first <= key[1] <= one.last}
        assert one.count == max(len(s) for s in inside.values())
        assert set(one.sites) == set().union(*inside.values())
        windows = [(w.first, frozenset(w.sites)) for w in one.windows or ()]
        for start, sites in windows:
            assert sites == set().union(*(s for (at, _), s in inside.items() if at == start))
        assert all(any(sites <= other for _, other in windows) for sites in inside.values())
        assert not any(a < b for _, a in windows for _, b in windows)


@given(intervals=counties(), minimum=st.integers(1, 4))
def test_a_stretch_is_sensitive_where_another_reading_meets_no_day_of_it(
    intervals: list[Interval], minimum: int
) -> None:
    other = WINDOWS["exclusive"]
    days = {day for _, day in by_hand(intervals, minimum, other)}
    for one in stretches("r", "p", intervals, minimum, WINDOWS["law"], (other,)):
        assert one.sensitive is days.isdisjoint(range(one.first, one.last + 1))


@given(intervals=counties())
def test_most_at_once_is_the_largest_number_of_sites_of_a_day(intervals: list[Interval]) -> None:
    days = range(START, START + SPAN + 1)
    expected = max(len({i.site for i in intervals if i.first <= day <= i.last}) for day in days)
    assert most_at_once(intervals) == expected


@given(intervals=counties(), first=st.integers(START, START + SPAN), length=st.integers(0, SPAN))
def test_clipped_intervals_cover_the_days_inside(intervals: list[Interval], first: int, length: int) -> None:
    def days(some: list[Interval]) -> set[tuple[int, str, int]]:
        return {(i.opened, i.site, day) for i in some for day in range(i.first, i.last + 1)}

    last = first + length
    assert days(clipped(intervals, first, last)) == {d for d in days(intervals) if first <= d[2] <= last}
    assert days(merged([*intervals, *clipped(intervals, first, last)])) == days(intervals)


def test_the_order_of_intervals_moves_nothing() -> None:
    rows = [Interval(START, "A", START, START + 9), Interval(START + 5, "B", START + 6, START + 20)]
    assert runs(rows, 2, WINDOWS["law"]) == runs(rows[::-1], 2, WINDOWS["law"])
    assert list(segments(rows, 2, WINDOWS["law"])) == list(segments(rows[::-1], 2, WINDOWS["law"]))


def test_no_interval_gives_nothing() -> None:
    assert runs([], 1, no_window) == []
    assert list(segments([], 1, no_window)) == []
    assert most_at_once([]) == 0
    assert stretches("r", "p", [], 1, no_window) == []
