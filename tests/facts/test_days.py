"""What several records say of a site and day is put together, whatever their order and however many they are."""

from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.facts.days import FLAGS, MOST, Told, flagged, least, site_days
from engine.facts.days import told as all_told

DAYS = 1 << 23
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(700_000, 700_004), st.integers(0, 2 ** (len(FLAGS) + 4) - 1)),
    max_size=40,
)


def told(rows: list[tuple[int, int, int]]) -> Told:
    at, said = [root * DAYS + day for root, day, _ in rows], [bits for _, _, bits in rows]
    return Told(pa.chunked_array([at], pa.int64()), pa.chunked_array([said], pa.int64()))


@given(ROWS, st.integers(0, 3), st.integers(0, 3))
def test_a_site_and_day_says_what_any_of_its_records_says_and_stands_once_in_order(
    rows: list[tuple[int, int, int]], first: int, last: int
) -> None:
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for root, day, bits in rows:
        if first <= root <= last:
            expected[root, day] |= bits
    days = site_days(told(rows), first, last)
    found = list(zip(*(column.to_pylist() for column in days), strict=True))
    assert found == [(root, day, bits) for (root, day), bits in sorted(expected.items())]


@given(st.sets(st.sampled_from(FLAGS)), st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_flags_and_definitions_are_read_as_they_were_written(flags: set[str], values: list[int]) -> None:
    bits = sum(1 << FLAGS.index(name) for name in flags)
    bits |= sum(value << (len(FLAGS) + 2 * n) for n, value in enumerate(values))
    said = pa.array([bits], pa.int64())
    assert {name for name in FLAGS if flagged(said, name).to_pylist() == [True]} == flags
    for n, value in enumerate(values):
        yes, at_least = (limb.to_pylist() for limb in least(said, n))
        assert (yes, at_least) == ([value == 2], [value >= 1])


def test_of_two_records_of_a_day_the_one_that_says_more_decides_a_definition() -> None:
    bits = [1 << len(FLAGS), 2 << len(FLAGS)]
    days = site_days(told([(0, 700_000, bits[0]), (0, 700_000, bits[1])]), 0, 0)
    assert [limb.to_pylist() for limb in least(days.said, 0)] == [[True], [True]]


def test_the_last_definition_that_has_room_is_read_and_one_more_is_refused() -> None:
    days = site_days(told([(0, 700_000, 2 << (len(FLAGS) + 2 * (MOST - 1)))]), 0, 0)
    assert [limb.to_pylist() for limb in least(days.said, MOST - 1)] == [[True], [True]]
    assert [limb.to_pylist() for limb in least(days.said, MOST - 2)] == [[False], [False]]
    with pytest.raises(UsageError, match=f"{MOST + 1} 条.*最多 {MOST} 条"):
        all_told(pa.table({}), pa.table({}), ["某定义"] * (MOST + 1), 700_000)
