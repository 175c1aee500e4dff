"""DESIGN §6.13: a site belongs to the township and county that the dated tree gives on its discovery date."""

import pytest
from factmaking import COUNTY, TOWNSHIP, Row, checked, document, found, met, site, spans, stretches
from treemaking import EAST, FORD, MILL, OLD_FORD, WEST, change, place, places

from engine.jurisdictions import Jurisdictions

MOVED = places(
    place(MILL, "磨镇", "township", EAST, first="1990-01-01", last="2022-02-14"),
    place(MILL, "磨镇", "township", WEST, first="2022-02-15"),
)
RECODED = places(
    place(OLD_FORD, "津镇", "township", EAST, first="1990-01-01", last="2022-02-14"),
    place(FORD, "津镇", "township", WEST, first="2022-02-15"),
    changes=(change("2022-02-15", OLD_FORD, FORD),),
)
LATER = places(place(FORD, "津镇", "township", WEST, first="2022-02-15"))


def bad(site_id: str, day: str, until: str = "2022-02-25") -> tuple[Row, ...]:
    return found(site_id, day), checked(site_id, until)


def county_of(day: str, code: str, tree: Jurisdictions) -> str | None:
    given = spans("2022-03-01", site("A", code), *bad("A", day), places=tree)
    (county,) = {s["county"] for s in given}
    return county


@pytest.mark.parametrize(
    ("day", "county"), [("2022-02-14", EAST), ("2022-02-15", WEST), ("2022-02-16", WEST)]
)
def test_a_township_that_moves_county_takes_the_sites_discovered_from_that_day(day: str, county: str) -> None:
    assert county_of(day, MILL, MOVED) == county


def test_an_episode_stays_in_the_county_of_its_discovery_date() -> None:
    rows = (site("A", MILL), site("B", MILL), *bad("A", "2022-02-10"), *bad("B", "2022-02-14"))
    assert stretches(COUNTY, "2022-03-01", *rows, places=MOVED) == [(EAST, "2022-02-25", "2022-03-01")]


def test_sites_discovered_before_and_after_the_move_belong_to_two_counties() -> None:
    rows = (site("A", MILL), site("B", MILL), *bad("A", "2022-02-14"), *bad("B", "2022-02-15"))
    assert stretches(COUNTY, "2022-03-01", *rows, places=MOVED) == []


def test_a_new_episode_after_the_move_belongs_to_the_new_county() -> None:
    rows = (
        site("A", MILL), found("A", "2022-02-10"), checked("A", "2022-02-12", "stopped"),
        *bad("A", "2022-02-20"),
    )  # fmt: skip
    given = spans("2022-03-01", *rows, places=MOVED)
    assert [(s["opened"], s["county"]) for s in given if s["not_stopped"]] == [("2022-02-20", WEST)]


@pytest.mark.parametrize("code", [OLD_FORD, FORD], ids=["by the old code", "by the new code"])
@pytest.mark.parametrize(
    ("day", "township", "county"),
    [("2022-02-14", OLD_FORD, EAST), ("2022-02-15", FORD, WEST)],
)
def test_a_recoded_township_is_found_under_the_code_of_the_day(
    code: str, day: str, township: str, county: str
) -> None:
    given = spans("2022-03-01", site("A", code), *bad("A", day), places=RECODED)
    assert {(s["township"], s["county"]) for s in given} == {(township, county)}


def test_sites_named_by_the_old_and_the_new_code_count_together() -> None:
    rows = (site("A", OLD_FORD), site("B", FORD), *bad("A", "2022-02-16"), *bad("B", "2022-02-20"))
    assert stretches(COUNTY, "2022-03-01", *rows, places=RECODED) == [(WEST, "2022-02-25", "2022-03-01")]


def test_a_split_township_is_not_followed() -> None:
    split = places(
        place(OLD_FORD, "津镇", "township", EAST, first="1990-01-01", last="2022-02-14"),
        place(FORD, "津镇", "township", WEST, first="2022-02-15"),
        place(MILL, "磨镇", "township", EAST, first="2022-02-15"),
        changes=(change("2022-02-15", OLD_FORD, FORD), change("2022-02-15", OLD_FORD, MILL)),
    )
    assert county_of("2022-02-14", OLD_FORD, split) == EAST
    assert county_of("2022-02-16", OLD_FORD, split) is None


def test_a_code_valid_only_later_belongs_nowhere() -> None:
    assert county_of("2022-02-14", FORD, LATER) is None
    rows = (site("A", FORD), *bad("A", "2022-02-14"))
    assert stretches(TOWNSHIP, "2022-03-01", *rows, places=LATER) == []


def test_a_site_that_belongs_nowhere_is_told_in_the_caveats() -> None:
    given = document("2022-03-01", site("A", FORD), *bad("A", "2022-02-14"), places=LATER)
    assert met(given, TOWNSHIP) == []
    assert [c for c in given["caveats"] if "A" in c and "未能归属" in c]


def test_a_site_that_belongs_nowhere_leaves_the_others_alone() -> None:
    rows = (site("A", FORD), site("B", FORD), *bad("A", "2022-02-14"), *bad("B", "2022-02-15"))
    given = document("2022-03-01", *rows, places=LATER)
    assert met(given, TOWNSHIP) == [(FORD, "2022-02-25", None)]


@pytest.mark.parametrize(("first", "told"), [("", True), ("1990-01-01", False)])
def test_an_empty_start_is_used_with_a_printed_caveat(first: str, told: bool) -> None:  # noqa: FBT001
    tree = places(place(MILL, "磨镇", "township", EAST, first=first))
    given = document("2022-03-01", site("A", MILL), *bad("A", "2022-02-14"), places=tree)
    assert met(given, TOWNSHIP) == [(MILL, "2022-02-25", None)]
    assert bool([c for c in given["caveats"] if "未载明起始日期" in c]) is told


def test_nothing_is_inferred_from_the_digits_of_a_code() -> None:
    tree = places(place(MILL, "磨镇", "township", WEST, first="1990-01-01"))
    assert MILL[:6] == EAST[:6]
    assert county_of("2022-02-14", MILL, tree) == WEST


def test_the_receiver_is_that_of_the_tree_on_the_day_of_the_run() -> None:
    rows = (site("A", MILL), *bad("A", "2022-02-14"))
    given = document("2022-03-01", *rows, places=MOVED)
    (finding,) = [f for f in given["findings"] if f["rule"] == TOWNSHIP]
    assert finding["refer_to"]["jurisdiction"] == WEST


@pytest.mark.parametrize(
    ("tree", "code"),
    [(MOVED, MILL), (RECODED, OLD_FORD), (RECODED, FORD)],
    ids=["moved", "old code", "new code"],
)
@pytest.mark.parametrize(
    ("day", "county"), [("2022-02-14", EAST), ("2022-02-15", WEST), ("2022-02-16", WEST)]
)
def test_a_closure_request_goes_to_the_county_that_a_finding_would_be_in(
    tree: Jurisdictions, code: str, day: str, county: str
) -> None:
    given = document("2022-03-01", site("A", code), *bad("A", day), places=tree)
    assert {m["jurisdiction"] for m in given["matters"] if m["kind"] == "closure_request"} == {county}
