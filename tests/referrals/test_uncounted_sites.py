"""A county's letter bears the county's other sites of the counted days: those that were stopped, and those that are open."""

from collections.abc import Sequence
from datetime import date

import pytest
from test_whose_side import Row, found, referrals, seen, told, two_mines

from engine.dossiers import Dossier
from engine.referrals import passages
from engine.referrals.content import content


def site(name: str, place: str = "孝义市/下堡镇", **cells: str) -> Row:
    return {"site_id": name, "name": f"{name}矿", "mineral": "煤", "jurisdiction": place, **cells}


def county(as_of: date = date(2022, 3, 28), **tables: Sequence[Row]) -> Dossier:
    return referrals(two_mines(**tables), as_of)["county_government"]


def open_ones(one: Dossier) -> list[str]:
    """What is said of sites that are not counted."""
    return [text for text in told(one, "unused") if "没有计入" in text]


def test_a_site_of_the_county_that_was_stopped_stands_in_favour_with_its_records() -> None:
    one = county(
        sites=[site("A3")],
        discoveries=[found("A3", "2022-03-12")],
        measures=[
            {
                "measure_id": "M3",
                "site_id": "A3",
                "kind": "封闭井口",
                "ordered_on": "2022-03-13",
                "by": "某局",
            }
        ],
        checks=[seen("C3", "A3", "2022-03-20", "已停止")],
    )
    assert [s["site_id"] for s in one.sites] == ["A1", "A2"]
    assert told(one, "stops") == ["A3：2022-03-20 复查结论为已停止"]
    assert told(one, "measures") == ["A3：封闭井口（决定 2022-03-13）"]
    assert open_ones(one) == ["A3（A3矿）：2022-03-12 发现，其后已停止，没有计入"]
    assert {"sites/A3", "discoveries/DA3", "checks/C3", "measures/M3"} <= set(one.records)


@pytest.mark.parametrize(
    ("cells", "checks", "why"),
    [
        ({}, [], "是否已被有效制止不能判断"),
        (
            {},
            [seen("C3", "A3", "2022-03-14", "已停止"), seen("C4", "A3", "2022-03-14", "仍在生产")],
            "是否已被有效制止不能判断",
        ),
        (
            {"producing": "不明"},
            [seen("C3", "A3", "2022-03-14", "仍在生产")],
            "是否属于所计数的矿点不能判断",
        ),
        (
            {"situation": "1a", "missing_licences": "无缺失"},
            [seen("C3", "A3", "2022-03-14", "仍在生产")],
            "是否属于所计数的矿点不能判断",
        ),
    ],
)
def test_a_site_that_cannot_be_told_is_listed_as_not_counted_with_its_records(
    cells: Row, checks: Sequence[Row], why: str
) -> None:
    one = county(sites=[site("A3")], discoveries=[found("A3", "2022-03-12", **cells)], checks=checks)
    assert open_ones(one) == [f"A3（A3矿）：2022-03-12 发现，{why}，没有计入"]
    assert {"discoveries/DA3", *(f"checks/{c['check_id']}" for c in checks)} <= set(one.records)


@pytest.mark.parametrize(
    ("day", "listed"),
    [("2022-02-28", False), ("2022-03-01", True), ("2022-04-01", True), ("2022-04-10", True)],
)
def test_what_was_found_in_a_counted_window_or_in_the_stretch_is_listed(day: str, *, listed: bool) -> None:
    one = county(date(2022, 4, 10), sites=[site("A3")], discoveries=[found("A3", day)])
    assert bool(open_ones(one)) is listed


def test_what_was_found_after_the_stretch_had_ended_is_not_listed_outside_its_windows() -> None:
    stop = seen("C3", "A2", "2022-03-20", "已停止")
    for day, listed in (("2022-04-01", True), ("2022-04-02", False)):
        one = county(date(2022, 4, 10), sites=[site("A3")], discoveries=[found("A3", day)], checks=[stop])
        assert bool(open_ones(one)) is listed


@pytest.mark.parametrize(
    ("place", "mineral", "listed"),
    [("孝义市/下堡镇", "煤", True), ("孝义市", "煤", True), ("孝义市/下堡镇", "铁", False), ("柳林县/薛村镇", "煤", False)],
)  # fmt: skip
def test_only_sites_of_the_county_that_may_be_what_is_counted_are_listed(
    place: str, mineral: str, *, listed: bool
) -> None:
    one = county(sites=[site("A3", place, mineral=mineral)], discoveries=[found("A3", "2022-03-12")])
    assert bool(open_ones(one)) is listed


def test_a_township_answers_for_its_own_sites_alone() -> None:
    rows = two_mines(sites=[site("A3")], discoveries=[found("A3", "2022-03-12")])
    assert open_ones(referrals(rows)["township_government"]) == []


def test_a_check_that_stands_and_supports_nothing_is_listed_and_one_that_is_told_elsewhere_is_not() -> None:
    checks = [seen("C3", "A1", "2022-03-20", "已停止"), seen("C4", "A1", "2022-03-24", "未采取有效制止措施")]
    for one in referrals(two_mines(checks=checks)).values():
        assert told(one, "stops") == ["A1：2022-03-20 复查结论为已停止"]
        assert told(one, "unused") == [
            "checks/C4：2022-03-24 复查，结论为未采取有效制止措施，没有作为认定的依据"
        ]
        assert "checks/C4" in one.records


def test_where_nothing_is_found_the_letter_says_so_of_the_sites_that_it_is_about() -> None:
    lines = list(passages.other_side(content(county())))
    assert "复查认定已停止的记录：所涉矿点的记录中没有。" in lines
    assert "已有处理：记录中没有。" in lines
