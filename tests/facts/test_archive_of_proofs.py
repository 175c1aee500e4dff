"""The archive behind the proofs: read in parts, one open at a time, and the same however often it is read."""

from itertools import accumulate
from typing import Any, cast

from factmaking import checked, found, screen, site
from hypothesis import given
from hypothesis import strategies as st

from engine.archive import Archive, Part
from engine.histories import History

ROWS = (
    site("A"), site("B"),
    found("A", "2022-02-01", discovery_id="late"), found("A", "2022-01-05", discovery_id="early"),
    checked("A", "2022-02-10"), checked("A", "2022-02-20", "stopped"), found("B", "2022-01-20", discovery_id="other"),
)  # fmt: skip


def archive() -> Archive:
    given = screen("2022-03-07", *ROWS)
    return Archive(given.facts, given.any_reading, ["B", "A"])


def test_a_part_has_the_discoveries_of_its_sites_by_day_and_no_check_that_says_stopped() -> None:
    part = Part(archive(), ["A"])
    assert part.discoveries.records == ["discoveries/early", "discoveries/late"]
    assert len(part.failing.records) == 1
    assert part.told["producing"] == ["yes", "yes"]
    assert part.minerals == {"A": "coal"}


def test_another_part_closes_the_one_that_was_open_and_it_opens_again_the_same() -> None:
    whole = archive()
    one, other = Part(whole, ["A"]), Part(whole, ["B"])
    before = one.discoveries
    assert one.discoveries is before
    assert other.discoveries.records == ["discoveries/other"]
    assert one.discoveries is not before
    assert one.discoveries == before


def test_an_archive_put_away_is_read_again_the_same() -> None:
    whole = archive()
    part = Part(whole, ["A", "B"])
    before = part.discoveries
    whole.put_away()
    assert part.discoveries is not before
    assert part.discoveries == before


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=8),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_the_days_that_touch_a_stretch_are_those_found_by_looking_at_each(
    gaps: list[tuple[int, int]], first: int, last: int
) -> None:
    starts = accumulate(gap + length for gap, length in gaps)
    days = [(end - length, end - length, end) for end, (_, length) in zip(starts, gaps, strict=True)]
    first, last = min(first, last), max(first, last)
    history = History(cast("Any", None), "illegal_coal_mine", {"A": days})
    assert list(history.spans("A", first, last)) == [d for d in days if d[1] <= last and d[2] >= first]


def test_a_site_that_does_not_count_has_no_days() -> None:
    assert not History(cast("Any", None), "illegal_coal_mine", {}).spans("A", 0, 10)
