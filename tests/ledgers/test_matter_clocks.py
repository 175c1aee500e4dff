"""The law's days and hours of papers to other bodies: at the edge, over midnight, over holidays, each with its clause."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from matteroffice import RULES

from engine.ledgers.clocks import Deadline
from engine.ledgers.following import check
from engine.ledgers.head_approval import HEAD, head_approval, head_detail
from engine.ledgers.listing import lines
from engine.ledgers.lives import LifeError, Paper, Step
from engine.ledgers.matter_clocks import due_of
from engine.periods import NO_OVERLAY
from engine.settings import Settings

APPROVED = datetime(2022, 4, 2, 15, 59, 59, tzinfo=UTC)
"""A second before midnight in Beijing, on the make-up working day before the holiday of 清明."""


def clocks(rule: str) -> dict[str, Any]:
    matter = RULES.matters[rule]
    return {
        name: {"number": matter.number(one.within, date(2022, 3, 1).toordinal()), "unit": matter.parameters[one.within].unit,
               "clause": one.article}
        for name, one in matter.clocks.items()
    }  # fmt: skip


def paper(
    kind: str,
    *steps: tuple[str, str],
    decided: str = "",
    at: datetime = APPROVED,
    since: str = "2022-03-01",
    head: str = "",
) -> Paper:
    rule = {"judicial_transfer": "mining-crime.value", "closure_request": "order446.closure-request"}.get(
        kind
    )
    form = {"matter": {"clocks": clocks(rule) if rule else {}, "since": since}, "other": {}}
    detail = {"dossier": form, "kind": decided} | ({HEAD: {"name": "张某", "at": head}} if head else {})
    every = [("proposed", "2022-03-07"), *steps]
    made = tuple(
        Step(seq, name, date.fromisoformat(on), "B02", at, details=lambda: detail)
        for seq, (name, on) in enumerate(every, 1)
    )
    return Paper("K", kind, "department:某", "1", "1", "某机关", steps=made)


def due(one: Paper) -> Deadline:
    found = due_of(one, Settings(), NO_OVERLAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("steps", "decided", "what", "by", "clause"),
    [
        ([("drafted", "2022-03-07")], "", "审批", "2022-03-10", "第五条第二款"),
        ([("drafted", "2022-03-31")], "", "审批", "2022-04-06", "第五条第二款"),  # 3 April: 清明, to the 5th
        ([("receipt", "2022-03-07")], "", "决定", "2022-03-10", "第八条"),
        ([("receipt", "2022-03-10")], "", "决定", "2022-03-14", "第八条"),  # a Sunday
        ([("disposition", "2022-03-07")], "case_refused", "提请复议", "2022-03-10", "第九条第一款"),
        ([("disposition", "2022-03-07")], "case_filed", "移交物品", "2022-03-10", "第十二条"),
        ([("disposition", "2022-03-07"), ("review_requested", "2022-03-08")], "case_refused", "复议决定", "2022-03-11", "第九条第二款"),
    ],
)  # fmt: skip
def test_each_step_of_a_transfer_has_its_days_and_its_clause(
    steps: list[tuple[str, str]], decided: str, what: str, by: str, clause: str
) -> None:
    found = due(paper("judicial_transfer", *steps, decided=decided))
    assert (found.what, str(found.by), found.clause, found.origin, found.at) == (
        what,
        by,
        clause,
        "law",
        None,
    )


def transfer(*steps: tuple[str, str], **more: Any) -> Paper:
    """A transfer that the head of its organ approved a second before midnight."""
    return paper("judicial_transfer", ("drafted", "2022-04-02"), *steps, head=APPROVED.isoformat(), **more)


def test_hours_run_on_over_midnight_and_holidays() -> None:
    found = due(transfer(("approved", "2022-04-02"), at=APPROVED - timedelta(days=2)))
    assert (found.what, found.at, found.clause) == ("移送", APPROVED + timedelta(hours=24), "第五条第二款")
    assert found.said == "2022-04-03 23:59:59"  # the first day of the holiday, in Beijing
    assert found.by == date(2022, 4, 3)


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(hours=23, minutes=59, seconds=59), False),
        (timedelta(hours=24), False),
        (timedelta(hours=24, microseconds=1), True),
        (timedelta(hours=24, seconds=1), True),
    ],
)
def test_the_twenty_fourth_hour_s_last_instant_is_in_time_and_what_follows_is_not(
    after: timedelta,
    late: bool,  # noqa: FBT001
) -> None:
    found = due(transfer(("approved", "2022-04-02")))
    now = APPROVED + after
    assert found.overdue(date(2022, 4, 3), now) is late


def test_the_list_tells_the_instant_and_whether_it_has_passed() -> None:
    one = transfer(("approved", "2022-04-02"))

    def told(now: datetime) -> str:
        (line,) = lines([one], Settings(), NO_OVERLAY, now.date(), now=now)
        return line.due

    assert told(APPROVED + timedelta(hours=24)) == "移送 2022-04-03 23:59:59"
    assert told(APPROVED + timedelta(hours=24, seconds=1)) == "移送 2022-04-03 23:59:59（逾期）"


def test_the_hours_run_on_after_the_office_has_sent_the_paper_until_the_police_sign() -> None:
    sent = [("approved", "2022-04-02"), ("issued", "2022-04-02")]
    assert due(transfer(*sent)).at == APPROVED + timedelta(hours=24)
    assert due(transfer(*sent, ("receipt", "2022-04-03"))).what == "决定"


def test_the_office_s_approval_is_not_the_head_s_and_nothing_is_guessed_from_it() -> None:
    found = due(paper("judicial_transfer", ("drafted", "2022-04-02"), ("approved", "2022-04-02")))
    assert (found.what, found.by, found.at, found.clause) == ("移送", None, None, "第五条第二款")
    assert "没有登记移送机关负责人批准的时刻" in (found.unknown or "")


def test_what_was_said_of_an_earlier_draft_does_not_stand_for_the_next() -> None:
    assert head_approval(transfer(("approved", "2022-04-02"))) is not None
    assert head_approval(transfer(("approved", "2022-04-02"), ("proposed", "2022-04-03"))) is None


NOW = APPROVED + timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "name", "at", "told"),
    [
        ("closure_request", "张某", APPROVED, "不是涉嫌犯罪案件移送书"),
        ("judicial_transfer", "张某", None, "须一并写明"),
        ("judicial_transfer", " ", APPROVED, "须一并写明"),
        ("judicial_transfer", "张某", NOW + timedelta(seconds=1), "还没有到"),
    ],
)
def test_an_approval_that_cannot_be_is_refused_in_words(
    kind: str, name: str, at: datetime | None, told: str
) -> None:
    with pytest.raises(LifeError, match=told):
        head_detail(paper(kind, ("drafted", "2022-04-02")), name, at, NOW)


def test_an_approval_is_recorded_once_and_may_be_said_again() -> None:
    drafted = paper("judicial_transfer", ("drafted", "2022-04-02"))
    said = head_detail(drafted, "张某", APPROVED, NOW)
    assert said == {HEAD: {"name": "张某", "at": APPROVED.isoformat()}}
    assert head_detail(drafted, None, None, NOW) == {}
    approved = transfer(("approved", "2022-04-02"))
    assert head_detail(approved, "张某", APPROVED, NOW) == said
    with pytest.raises(LifeError, match="与所写不同"):
        head_detail(approved, "李某", APPROVED, NOW)


@pytest.mark.parametrize("today", [date(2022, 3, 3), date(2022, 3, 4)])
def test_a_closure_is_asked_for_within_two_days_of_the_discovery_whatever_the_draft_s_state(
    today: date,
) -> None:
    for steps in ([], [("drafted", "2022-03-07")], [("drafted", "2022-03-07"), ("approved", "2022-03-07")]):
        found = due(paper("closure_request", *steps))
        assert (found.what, found.by, found.clause) == ("提请关闭", date(2022, 3, 3), "第五条第二款")
        assert found.overdue(today) is (today > date(2022, 3, 3))


def test_the_county_decides_within_seven_days_of_the_receipt() -> None:
    found = due(paper("closure_request", ("issued", "2022-03-07"), ("receipt", "2022-03-08")))
    assert (found.what, str(found.by), found.clause) == ("决定", "2022-03-15", "第十三条第一款")


def test_a_day_at_a_holiday_s_end_moves_and_an_unknown_year_is_said() -> None:
    moved = due(paper("closure_request", ("issued", "2022-04-25"), ("receipt", "2022-04-25")))
    assert str(moved.by) == "2022-05-05"  # 2 May lies in the holiday that ends on the 4th
    unknown = due(paper("judicial_transfer", ("receipt", "2040-03-07")))
    assert unknown.by is None
    assert "2040" in (unknown.unknown or "")


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("exposure_draft", [("issued", "2022-03-07"), ("receipt", "2022-03-08")]),
        ("closure_request", [("receipt", "2022-03-08"), ("disposition", "2022-03-09")]),
        ("judicial_transfer", [("disposition", "2022-03-07"), ("review_requested", "2022-03-08"), ("disposition", "2022-03-09")]),
    ],
)  # fmt: skip
def test_where_no_clause_times_a_step_nothing_is_due(kind: str, steps: list[tuple[str, str]]) -> None:
    assert due_of(paper(kind, *steps, decided="case_refused"), Settings(), NO_OVERLAY) is None


def test_the_office_s_own_clock_times_what_no_clause_does() -> None:
    assert due(paper("exposure_draft")).origin == "local"
    assert due(paper("judicial_transfer", ("issued", "2022-03-07"))).what == "回执"


def test_a_review_is_asked_for_once_and_only_of_a_refusal() -> None:
    check(
        paper("judicial_transfer", ("disposition", "2022-03-07"), decided="case_refused"), "review_requested"
    )
    twice = [("disposition", "2022-03-07"), ("review_requested", "2022-03-08"), ("disposition", "2022-03-09")]
    for one in (
        paper("judicial_transfer", ("disposition", "2022-03-07"), decided="case_filed"),
        paper("closure_request", ("disposition", "2022-03-07"), decided="case_refused"),
        paper("judicial_transfer", *twice, decided="case_refused"),
    ):
        with pytest.raises(LifeError, match="不能提请复议"):
            check(one, "review_requested")
