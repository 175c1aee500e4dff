"""Positions in notes: read in the forms that departments write, and near is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import OTHER_TOWN, TOWN, tree

from engine.ledgers.positions import NEAR, metres, near, positions
from engine.ledgers.site_names import Site, alike

AT = (112.34560, 38.91230)


@pytest.mark.parametrize(
    "text",
    [
        "东经112.34560 北纬38.91230", "112.34560,38.91230", "北纬38.9123，东经112.3456", "坐标：E112.3456°N38.9123°",
        "经度112°20′44.16″，纬度38°54′44.28″", "112度20分44.16秒 38度54分44.28秒", "112°20'44.16\" 38°54'44.28\"",
        "112.3456;38.9123",
    ],
)  # fmt: skip
def test_a_position_is_read_as_departments_write_it(text: str) -> None:
    (found,) = positions(text)
    assert metres(found, AT) < 1


@pytest.mark.parametrize(
    "text",
    ["", "112.34,38.91", "产量 112.345 吨", "12.345,38.912", "112.345,113.456", "38.912,39.912", "2022.03.07", "电话 0351-3891234"],
)  # fmt: skip
def test_what_is_no_pair_of_the_country_is_no_position(text: str) -> None:
    assert list(positions(text)) == []


def test_several_positions_of_a_text_are_read_one_after_the_other() -> None:
    assert len(list(positions("1号口112.3456,38.9123；2号口112.4567,38.8123"))) == 2


@pytest.mark.parametrize(("north", "count"), [(NEAR - 1, 1), (NEAR + 1, 0)])
def test_sites_near_each_other_are_proposed_whatever_their_names_and_townships(
    north: int, count: int
) -> None:
    there = f"东经112.34560 北纬{AT[1] + north / 111_320:.7f}"
    found = alike(
        tree(), [Site("A", "甲矿", TOWN, ("112.34560,38.91230",)), Site("B", "乙窑", OTHER_TOWN, (there,))]
    )
    assert [(one.first, one.second, one.score) for one in found] == [("A", "B", 2)] * count
    assert all("坐标相距约" in reason for one in found for reason in one.reasons)


def test_a_site_is_not_near_itself() -> None:
    assert alike(tree(), [Site("A", "甲矿", TOWN, ("112.3456,38.9123", "112.3456,38.9123"))]) == []


def test_a_crowd_at_one_point_is_each_with_the_first() -> None:
    found = list(near((str(n), AT) for n in range(500)))
    assert len(found) < 500 * 21
    assert {other for _, other, _ in found} == {str(n) for n in range(1, 500)}


@given(
    st.lists(
        st.tuples(st.floats(112.30, 112.31), st.floats(38.90, 38.91)), min_size=2, max_size=12, unique=True
    )
)
def test_near_pairs_are_those_of_every_two_compared(placed: list[tuple[float, float]]) -> None:
    slow = {
        frozenset((i, j))
        for j in range(len(placed))
        for i in range(j)
        if metres(placed[j], placed[i]) <= NEAR
    }
    assert {frozenset((one, other)) for one, other, _ in near(enumerate(placed))} == slow
