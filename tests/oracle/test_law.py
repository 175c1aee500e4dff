"""The oracle on the definitions and the days on which the law runs: results worked out by hand."""

import pytest

from .hand import DUIZHEN, XIXINZHUANG, found, run, seen, site, stretches, untold
from .stretches import TOWNSHIP, UNAUTHORIZED


@pytest.mark.parametrize(
    ("day", "cells", "judged"),
    [
        ("2022-03-01", {"licences": "manager_safety"}, "yes"),
        ("2022-03-01", {"licences": "", "situation": "1a"}, "yes"),
        ("2022-03-01", {"licences": "none", "situation": "4"}, "yes"),
        ("2022-03-01", {"licences": "none"}, "no"),
        ("2022-03-01", {"licences": "coal_permit"}, "no"),
        ("2013-07-17", {"licences": "coal_permit"}, "yes"),
        ("2013-07-18", {"licences": "coal_permit"}, "no"),
        ("2022-03-01", {"licences": "none", "situation": "1a"}, "unknown"),
        ("2022-03-01", {"licences": "none", "situation": "1a;4"}, "unknown"),
        ("2022-03-01", {"licences": "", "situation": "5"}, "unknown"),
        ("2022-03-01", {"producing": "unknown"}, "unknown"),
        ("2022-03-01", {"producing": "unknown", "licences": "none"}, "no"),
        ("2022-03-01", {"producing": "no"}, "no"),
    ],
)
def test_the_definition_of_an_illegal_coal_mine_is_three_valued(
    day: str, cells: dict[str, str], judged: str
) -> None:
    later = day[:8] + "25"
    result = run(later, site("A"), found("A", day, **cells), seen("A", later))
    assert bool(stretches(result, TOWNSHIP)) is (judged == "yes")
    assert bool(untold(result, TOWNSHIP)) is (judged == "unknown")


def test_an_iron_mine_never_meets_order_446_but_the_notice_from_its_day_on() -> None:
    facts = [
        site("A", XIXINZHUANG, "iron"),
        found("A", "2022-02-10", "mining_permit"),
        seen("A", "2022-02-12"),
    ]
    result = run("2022-03-07", *facts)
    assert stretches(result, UNAUTHORIZED) == [(XIXINZHUANG, "2022-02-22", None)]
    assert len(result["findings"]) == 1


def test_an_iron_mine_that_lacks_only_the_safety_permit_is_not_unauthorized() -> None:
    result = run("2022-03-07", site("A", mineral="iron"), found("A", "2022-03-01"), seen("A", "2022-03-02"))
    assert result["findings"] == []


def test_the_law_ends_on_its_last_day() -> None:
    facts = [site("A"), found("A", "2024-04-20"), seen("A", "2024-04-22")]
    assert stretches(run("2024-04-30", *facts), TOWNSHIP) == [(DUIZHEN, "2024-04-22", None)]
    assert stretches(run("2024-05-01", *facts), TOWNSHIP) == [(DUIZHEN, "2024-04-22", "2024-04-30")]


def test_the_law_begins_on_its_first_day() -> None:
    facts = [site("A"), found("A", "2005-08-20", "", situation="1a"), seen("A", "2005-08-25")]
    assert stretches(run("2005-09-10", *facts), TOWNSHIP) == [(DUIZHEN, "2005-09-03", None)]
