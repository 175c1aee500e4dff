"""The oracle against results worked out by hand from sentences of DESIGN §6 and vectors of LAW."""

from datetime import date
from typing import Any

import pytest

from .hand import (
    DUIZHEN,
    JIAOCHENG,
    TIANNING,
    XIAOYI,
    XIAZHA,
    found,
    measure,
    run,
    seen,
    site,
    stretches,
    untold,
)
from .months import month_later
from .stretches import COUNTY, TOWNSHIP


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2021-12-15", "2022-01-15"),
        ("2022-01-05", "2022-02-05"),
        ("2022-01-29", "2022-02-28"),
        ("2022-01-30", "2022-02-28"),
        ("2022-01-31", "2022-02-28"),
        ("2022-03-31", "2022-04-30"),
        ("2022-09-02", "2022-10-02"),
        ("2024-01-30", "2024-02-29"),
        ("2024-01-31", "2024-02-29"),
        ("2025-01-31", "2025-02-28"),
        ("2022-08-31", "2022-09-30"),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_last_of_the_month(start: str, end: str) -> None:
    assert month_later(date.fromisoformat(start)) == date.fromisoformat(end)


def pair(first: str, second: str, as_of: str, **options: Any) -> dict[str, list[dict[str, Any]]]:
    """Two mines of two townships, each seen producing from the day after its discovery on."""

    def next_day(day: str) -> str:
        return str(date.fromordinal(date.fromisoformat(day).toordinal() + 1))

    return run(
        as_of,
        *(site("A", DUIZHEN), found("A", first), seen("A", next_day(first))),
        *(site("B", XIAZHA), found("B", second), seen("B", next_day(second))),
        **options,
    )


def test_one_unstopped_mine_meets_the_township_limb_from_the_day_after_its_discovery() -> None:
    result = run("2022-03-07", site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02", "no_measure"))
    assert result["findings"] == [
        {
            "id": f"{TOWNSHIP}/{DUIZHEN}/2022-03-02",
            "rule": TOWNSHIP,
            "jurisdiction": DUIZHEN,
            "level": "township",
            "outcome": "met",
            "met_on": "2022-03-02",
            "ended_on": None,
            "count": 1,
            "threshold": 1,
            "windows": [],
            "window_sensitive": False,
            "sites": ["A"],
        }
    ]


def test_two_mines_of_one_county_within_a_month_meet_the_county_limb_when_the_second_fails_too() -> None:
    result = pair("2022-02-01", "2022-02-20", "2022-03-07")
    [county] = [finding for finding in result["findings"] if finding["rule"] == COUNTY]
    assert (county["jurisdiction"], county["met_on"], county["ended_on"]) == (XIAOYI, "2022-02-21", None)
    assert (county["count"], county["threshold"], county["sites"]) == (2, 2, ["A", "B"])
    assert county["windows"] == [{"from": "2022-02-01", "until": "2022-03-01", "sites": ["A", "B"]}]
    assert county["window_sensitive"] is False


@pytest.mark.parametrize(
    ("first", "second", "met", "sensitive"),
    [
        ("2022-02-01", "2022-03-01", True, True),  # exactly one month: the exclusive reading says no
        ("2022-02-01", "2022-03-02", False, None),  # 29 days, one past the corresponding day
        ("2022-03-01", "2022-03-31", True, False),  # 30 days, inside in all three readings
        ("2022-03-01", "2022-04-01", True, True),  # 31 days: the 30-day reading says no
        ("2022-01-31", "2022-02-28", True, True),  # clamped: the exclusive reading ends on 02-27
        ("2022-01-31", "2022-03-01", False, None),
        ("2022-01-31", "2022-03-02", False, None),  # 30 days and past one month
        ("2022-02-28", "2022-03-31", False, None),  # forward ends on 03-28
        ("2024-01-30", "2024-02-29", True, True),
    ],
)
def test_a_pair_counts_up_to_the_corresponding_day(
    *, first: str, second: str, met: bool, sensitive: bool | None
) -> None:
    result = pair(first, second, "2022-05-01" if first < "2023" else "2024-03-10")
    assert bool(stretches(result, COUNTY)) is met
    told = [finding["window_sensitive"] for finding in result["findings"] if finding["rule"] == COUNTY]
    assert told == ([sensitive] if met else [])


def test_windows_are_never_chained() -> None:
    days = (("A", "2022-03-01"), ("B", "2022-03-25"), ("C", "2022-04-20"))
    facts = [fact for name, day in days for fact in (site(name), found(name, day), seen(name, "2022-04-21"))]
    [county] = [each for each in run("2022-04-30", *facts)["findings"] if each["rule"] == COUNTY]
    assert (county["count"], county["sites"], county["met_on"]) == (2, ["A", "B", "C"], "2022-04-21")
    assert county["windows"] == [
        {"from": "2022-03-01", "until": "2022-04-01", "sites": ["A", "B"]},
        {"from": "2022-03-25", "until": "2022-04-25", "sites": ["B", "C"]},
    ]


def test_two_mines_of_two_counties_do_not_pair() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02")]
    facts += [site("B", TIANNING), found("B", "2022-03-01"), seen("B", "2022-03-02")]
    result = run("2022-03-07", *facts)
    assert not stretches(result, COUNTY)
    assert [miss["jurisdiction"] for miss in result["near_misses"]] == [JIAOCHENG, XIAOYI]


def test_a_stop_ends_the_stretch_on_the_day_before() -> None:
    result = run(
        "2022-03-20",
        site("A"),
        found("A", "2022-03-01"),
        seen("A", "2022-03-02"),
        seen("A", "2022-03-09", "stopped"),
    )
    assert stretches(result, TOWNSHIP) == [(DUIZHEN, "2022-03-02", "2022-03-08")]


def test_after_a_gap_there_is_a_new_finding() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02"), seen("A", "2022-03-05", "stopped")]
    facts += [found("A", "2022-03-08", licences=""), seen("A", "2022-03-10")]
    assert stretches(run("2022-03-12", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-02", "2022-03-04")]
    facts += [found("A", "2022-03-11", "mining_permit")]
    assert stretches(run("2022-03-12", *facts), TOWNSHIP) == [
        (DUIZHEN, "2022-03-02", "2022-03-04"),
        (DUIZHEN, "2022-03-11", None),
    ]


def test_a_check_on_the_discovery_day_is_no_evidence_but_cannot_tell() -> None:
    result = run("2022-03-07", site("A"), found("A", "2022-03-01"), seen("A", "2022-03-01"))
    assert not stretches(result, TOWNSHIP)
    assert untold(result, TOWNSHIP) == [(DUIZHEN, ["A"])]


def test_with_two_response_days_the_next_day_is_too_early() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02"), seen("A", "2022-03-04")]
    assert stretches(run("2022-03-07", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-02", None)]
    assert stretches(run("2022-03-07", *facts, response_days=2), TOWNSHIP) == [(DUIZHEN, "2022-03-04", None)]


def test_a_later_discovery_that_says_producing_is_evidence() -> None:
    facts = [
        site("A"),
        found("A", "2022-03-01"),
        found("A", "2022-03-04", "", "unknown"),
        found("A", "2022-03-06", ""),
    ]
    assert stretches(run("2022-03-07", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-06", None)]


def test_checks_that_disagree_make_the_state_unknown_whatever_discoveries_say() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02"), seen("A", "2022-03-05")]
    facts += [seen("A", "2022-03-05", "stopped"), found("A", "2022-03-07")]
    result = run("2022-03-08", *facts)
    assert stretches(result, TOWNSHIP) == [(DUIZHEN, "2022-03-02", "2022-03-04")]
    assert untold(result, TOWNSHIP) == [(DUIZHEN, ["A"])]
    result = run("2022-03-10", *facts, seen("A", "2022-03-09", "no_measure"))
    assert stretches(result, TOWNSHIP) == [
        (DUIZHEN, "2022-03-02", "2022-03-04"),
        (DUIZHEN, "2022-03-09", None),
    ]


def test_checks_that_disagree_do_not_open_an_episode() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-03", "stopped")]
    facts += [seen("A", "2022-03-05"), seen("A", "2022-03-05", "stopped")]
    assert run("2022-03-08", *facts)["findings"] == []


def test_after_a_stop_no_measure_opens_nothing_but_producing_does_and_inherits() -> None:
    facts = [
        site("A"),
        found("A", "2022-03-01"),
        seen("A", "2022-03-03", "stopped"),
        seen("A", "2022-03-05", "no_measure"),
    ]
    assert run("2022-03-08", *facts)["findings"] == []
    facts += [seen("A", "2022-03-09"), seen("A", "2022-03-11", "no_measure")]
    assert stretches(run("2022-03-12", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-11", None)]


def test_on_one_day_the_discovery_comes_before_the_check() -> None:
    facts = [
        site("A"),
        found("A", "2022-03-01"),
        seen("A", "2022-03-01", "stopped"),
        seen("A", "2022-03-02", "no_measure"),
    ]
    assert run("2022-03-08", *facts)["findings"] == []


def test_a_sighting_does_not_move_the_discovery_date() -> None:
    facts = [site("A"), found("A", "2022-01-01"), found("A", "2022-02-01")]
    facts += [site("B"), found("B", "2022-02-20"), seen("B", "2022-02-21")]
    assert not stretches(run("2022-03-08", *facts), COUNTY)


def test_a_site_reopened_by_a_check_pairs_by_the_day_of_that_check() -> None:
    facts = [
        site("A"),
        found("A", "2022-01-01"),
        seen("A", "2022-01-05", "stopped"),
        seen("A", "2022-02-10"),
        seen("A", "2022-02-12"),
    ]
    facts += [site("B"), found("B", "2022-02-20"), seen("B", "2022-02-21")]
    assert stretches(run("2022-03-08", *facts), COUNTY) == [(XIAOYI, "2022-02-21", None)]


def test_a_measure_never_checked_leaves_the_state_as_it_was_and_a_checked_one_is_a_check() -> None:
    facts = [site("A"), found("A", "2022-03-01"), measure("A", "2022-03-02", executed_on="2022-03-03")]
    assert untold(run("2022-03-08", *facts), TOWNSHIP) == [(DUIZHEN, ["A"])]
    named = {"result_on": "2022-03-05", "result": "no_measure", "result_by": "县"}
    assert stretches(run("2022-03-08", *facts, measure("A", "2022-03-04", **named)), TOWNSHIP) == [
        (DUIZHEN, "2022-03-05", None)
    ]
    nobody = {**named, "result_by": ""}
    assert not stretches(run("2022-03-08", *facts, measure("A", "2022-03-04", **nobody)), TOWNSHIP)
