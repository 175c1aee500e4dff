"""The days of the second computation, against counting day by day."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.plain import at_once, together

RUNS = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 8)).map(lambda r: (r[0], r[0] + r[1])), max_size=8
)


def days_of(runs: list[tuple[int, int]]) -> list[int]:
    return [day for first, last in runs for day in range(first, last + 1)]


def apart(runs: list[tuple[int, int]]) -> bool:
    """Whether runs are in order with a day between each and the next."""
    return all(a[1] + 1 < b[0] for a, b in pairwise(runs))


@given(RUNS)
def test_runs_made_one_have_the_same_days_and_lie_apart(runs: list[tuple[int, int]]) -> None:
    found = together(runs)
    assert days_of(found) == sorted(set(days_of(runs)))
    assert apart(found)


@given(RUNS, st.integers(1, 4))
def test_days_on_which_enough_run_are_those_that_counting_finds(
    runs: list[tuple[int, int]], least: int
) -> None:
    found = at_once([(first, first, last) for first, last in runs], least)
    counted = [d for d in range(1, 40) if sum(a <= d <= b for a, b in runs) >= least]
    assert days_of(found) == counted
    assert apart(found)
