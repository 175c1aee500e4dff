"""What is to be taken back and what is to be referred anew are proposed in one week; the 撤回函 leaves first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from offices import BAD, COUNTY, FOUND, Office, Row, and_also, third_mine, two_mines

from engine.jurisdictions import load_jurisdictions
from engine.ledgers import referrals
from engine.ledgers.listing import lines, told
from engine.ledgers.lives import LifeError
from engine.ledgers.proposals import Lapse, Move, Opened
from engine.settings import Settings

SECOND, WITHDRAWAL = f"{COUNTY}~2", f"{COUNTY}.withdrawal-1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The first pair was referred; then one of it proves not to have produced, while another pair is found."""
    made = Office(tmp_path / "home")
    made.propose(two_mines(), "2022-03-07")
    made.send(COUNTY)
    made.on("2022-03-28")
    yield made
    made.store.close()


def another_pair(producing: str = "否") -> dict[str, list[Row]]:
    row = {"discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-23", **FOUND, "replaces": "D1"}
    return and_also(and_also(two_mines(), **third_mine()), discoveries=[{**row, "producing": producing}])


def of_the_county(moves: list[Move]) -> list[tuple[str, str]]:
    """What is opened and what lapses of the county's papers."""
    said = [
        (type(m).__name__, m.key if isinstance(m, Opened) else m.paper.key)
        for m in moves
        if isinstance(m, Opened | Lapse)
    ]
    return [one for one in said if one[1].startswith(COUNTY)]


def test_both_are_proposed_in_the_same_week_and_the_next_week_asks_for_nothing(office: Office) -> None:
    moves = of_the_county(office.propose(another_pair(), "2022-03-28"))
    assert moves == [("Opened", WITHDRAWAL), ("Opened", SECOND)]
    assert of_the_county(office.propose(another_pair(), "2022-04-04")) == []


def test_the_new_referral_is_drafted_and_approved_but_leaves_only_after_the_withdrawal(
    office: Office,
) -> None:
    office.propose(another_pair(), "2022-03-28")
    office.draft(SECOND)
    office.approve(SECOND)
    with pytest.raises(LifeError, match="还没有撤回；请先印发撤回函") as refused:
        office.issue(SECOND)
    assert WITHDRAWAL in str(refused.value)
    office.send(WITHDRAWAL)
    assert office.issue(SECOND).issued
    assert [office.paper(k).state for k in (COUNTY, SECOND)] == ["closed", "issued"]
    assert of_the_county(office.propose(another_pair(), "2022-04-04")) == []


def test_the_list_and_the_paper_tell_the_order_until_the_withdrawal_has_left(office: Office) -> None:
    office.propose(another_pair(), "2022-03-28")
    calendar = load_jurisdictions().calendar
    now = datetime(2022, 3, 28, 2, tzinfo=UTC)

    def states() -> dict[str, str]:
        listed = lines(office.every(), Settings(), calendar, date(2022, 3, 28), now=now)
        return {one.key: one.state for one in listed}

    assert states()[SECOND] == "待起草，撤回函先行"
    assert states()[WITHDRAWAL] == "待起草"
    said = list(told(office.paper(SECOND), office.every()))
    assert f"次序：本件须在 {WITHDRAWAL}（撤回函，待起草）印发以后印发。" in said
    back = list(told(office.paper(WITHDRAWAL), office.every()))
    assert [line for line in back if line.startswith("更正：")]
    assert not [line for line in back if line.startswith("依据")]
    office.send(WITHDRAWAL)
    assert states()[SECOND] == "待起草"
    assert not [line for line in told(office.paper(SECOND), office.every()) if line.startswith("次序")]


def test_what_stands_again_before_it_was_taken_back_turns_the_new_referral_into_a_supplement(
    office: Office,
) -> None:
    office.propose(another_pair(), "2022-03-28")
    office.draft(SECOND)
    moves = of_the_county(office.propose(another_pair("是"), "2022-04-04"))
    assert moves == [
        ("Lapse", WITHDRAWAL), ("Opened", f"{COUNTY}.supplement-1"), ("Lapse", SECOND),
    ]  # fmt: skip
    assert of_the_county(office.propose(another_pair("是"), "2022-04-11")) == []


def test_a_withdrawal_that_an_officer_refuses_turns_the_new_referral_into_a_supplement(
    office: Office,
) -> None:
    office.propose(another_pair(), "2022-03-28")
    office.act(referrals.refuse, office.approver, WITHDRAWAL, "另案办理")
    office.draft(SECOND)
    office.approve(SECOND)
    with pytest.raises(LifeError, match="请先运行 wenze weekly"):
        office.issue(SECOND)
    moves = of_the_county(office.propose(another_pair(), "2022-04-04"))
    assert moves == [("Opened", f"{COUNTY}.supplement-1"), ("Lapse", SECOND)]


def test_a_new_referral_that_lost_its_grounds_comes_back_as_a_third_after_the_withdrawal(
    office: Office,
) -> None:
    office.propose(another_pair(), "2022-03-28")
    gone = {**another_pair(), "checks": []}
    assert of_the_county(office.propose(gone, "2022-04-04")) == [("Lapse", SECOND)]
    office.send(WITHDRAWAL)
    assert of_the_county(office.propose(another_pair(), "2022-04-11")) == [("Opened", f"{COUNTY}~3")]


def test_a_third_referral_is_judged_by_the_one_that_its_receiver_holds(office: Office) -> None:
    office.propose(another_pair(), "2022-03-28")
    office.send(WITHDRAWAL, SECOND)
    fourth = {
        "sites": [{"site_id": "F", "name": "F矿", "mineral": "煤", "jurisdiction": "孝义市/西辛庄镇"}],
        "discoveries": [{"discovery_id": "D6", "site_id": "F", "verified_on": "2022-04-06", **FOUND}],
        "checks": [{"check_id": "C6", "site_id": "F", "checked_on": "2022-04-08", **BAD}],
    }
    moves = of_the_county(office.propose(and_also(another_pair(), **fourth), "2022-04-11"))
    assert moves == [("Opened", f"{SECOND}.supplement-1")]
