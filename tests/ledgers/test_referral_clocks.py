"""By when the next step is due, when the next body up is asked, and what is said where the calendar does not reach."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from offices import BAD, COUNTY, TOWNS, Office, places, two_mines

from engine.errors import UsageError
from engine.ledgers import carrying, referrals
from engine.ledgers.clocks import Deadline, deadline
from engine.ledgers.listing import lines
from engine.ledgers.lives import LifeError, Paper, Step
from engine.ledgers.proposals import Lapse, Opened
from engine.periods import NO_OVERLAY
from engine.settings import Clocks, Settings
from engine.settings_file import load_settings

AT = datetime(2022, 3, 14, tzinfo=UTC)


def paper(*steps: tuple[str, str], kind: str = "referral", **detail: Any) -> Paper:
    made = tuple(
        Step(seq, name, date.fromisoformat(on), "B02", AT, details=lambda: detail)
        for seq, (name, on) in enumerate(steps, 1)
    )
    return Paper("R", kind, "o", "1", "2", "某纪委", steps=made)


def due(one: Paper, settings: Settings | None = None) -> Deadline:
    found = deadline(one, settings or Settings(), NO_OVERLAY)
    assert found is not None
    assert found.origin == "local"
    return found


@pytest.mark.parametrize(
    ("steps", "what", "by", "last"),
    [
        ([("proposed", "2022-03-07")], "起草", "2022-03-10", None),
        ([("proposed", "2022-03-31")], "起草", "2022-04-06", None),  # over 清明, with 2 April made up
        ([("proposed", "2022-03-07"), ("drafted", "2022-03-09")], "审批", "2022-03-11", None),
        (
            [("proposed", "2022-03-07"), ("drafted", "2022-03-09"), ("approved", "2022-03-10")],
            "印发",
            "2022-03-14",
            None,
        ),
        ([("issued", "2022-03-14")], "回执", "2022-03-21", "2022-03-28"),
        ([("issued", "2022-03-14"), ("receipt", "2022-03-31")], "处置意见", "2022-05-05", "2022-05-31"),
    ],
)
def test_each_state_waits_for_its_step_by_the_office_s_clock(
    steps: list[tuple[str, str]], what: str, by: str, last: str | None
) -> None:
    found = due(paper(*steps))
    assert (found.what, str(found.by), found.last and str(found.last)) == (what, by, last)


@pytest.mark.parametrize(
    ("kind", "by", "last"),
    [("initial_review", "2022-07-15", "2022-10-17"), ("talk", "2022-06-15", "2022-07-15"), ("held", None, None),
     ("concluded", None, None), ("filed", None, None)],
)  # fmt: skip
def test_the_ladder_after_a_disposition_is_that_of_its_kind(
    kind: str, by: str | None, last: str | None
) -> None:
    one = paper(("receipt", "2022-03-31"), ("disposition", "2022-04-15"), kind="referral")
    one = Paper(
        one.key, one.kind, "o", "1", "2", "某纪委",
        steps=(one.steps[0], Step(2, "disposition", date(2022, 4, 15), "B", AT, details=lambda: {"kind": kind})),
    )  # fmt: skip
    found = deadline(one, Settings(), NO_OVERLAY)
    if by is None:
        assert found is None
    else:
        assert found is not None
        # 15 October 2022 is a Saturday: the duty ends on the Monday after
        assert (str(found.by), str(found.last)) == (by, last)


@pytest.mark.parametrize(
    ("today", "overdue", "past"),
    [
        ("2022-03-21", False, False),
        ("2022-03-22", True, False),
        ("2022-03-28", True, False),
        ("2022-03-29", True, True),
    ],
)
def test_a_day_is_overdue_after_it_and_not_on_it(today: str, overdue: bool, past: bool) -> None:  # noqa: FBT001
    found = due(paper(("issued", "2022-03-14")))
    assert found.overdue(date.fromisoformat(today)) is overdue
    assert found.past_ladder(date.fromisoformat(today)) is past


def test_a_year_that_is_not_covered_is_said_and_never_guessed() -> None:
    found = due(paper(("issued", "2090-12-28")))
    assert found.by is None
    assert found.last is None
    assert "2090 年的节假日安排尚未收录" in (found.unknown or "")
    assert not found.overdue(date(2099, 1, 1))
    assert not found.past_ladder(date(2099, 1, 1))


def test_the_list_says_why_a_deadline_can_t_be_told() -> None:
    (line,) = lines([paper(("issued", "2090-12-28"))], Settings(), NO_OVERLAY, date(2091, 1, 1))
    assert line.due == "回执 不能推算"
    assert "2090" in (line.problem or "")


def test_the_clocks_are_settings_of_the_office_and_move_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("clocks:\n  receipt_workdays: 1\nnumber_series: 晋安办督\n", encoding="utf-8")
    mine = load_settings(path)
    assert mine.clocks == Clocks(receipt_workdays=1)
    assert mine.number_series == "晋安办督"
    assert mine.sha256 == Settings().sha256
    assert str(due(paper(("issued", "2022-03-14")), mine).by) == "2022-03-15"


@pytest.mark.parametrize(
    "text",
    ["clocks: 3", "clocks: {receipt_days: 3}", "clocks: {receipt_workdays: 0}", "clocks: {receipt_workdays: true}",
     "clocks: {receipt_workdays: 五}", "number_series: 晋〔2022〕", "number_series: ''", "number_series: 7",
     'number_series: "晋\\a问"'],
)  # fmt: skip
def test_a_clock_or_series_that_says_nothing_sound_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"clocks|number_series"):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "subdistrict_as_township: [{jurisdiction: '1', from: [2020-01-01], basis: x}]",
            "日期“[2020-01-01]”",
        ),
        ("parameters: {clock: {2020-01-01: 5}}", "clock 的值“{2020-01-01: 5}”"),
        ("referral_workdays: 2020-01-01", "“2020-01-01”"),
    ],
)
def test_a_wrong_day_in_the_settings_is_said_as_it_is_written(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_settings(path)
    assert said in str(refused.value)


# --- past the ladder ---
@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def escalate(office: Office, day: str) -> list[Any]:
    office.on(day)
    with office.store.writing(office.now()) as session:
        return carrying.escalate_overdue(session, Settings(), NO_OVERLAY, places().tree)


def test_past_the_last_rung_a_draft_goes_to_the_next_body_up_once(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY, TOWNS[0])
    assert escalate(office, "2022-03-28") == []
    moves = escalate(office, "2022-03-29")
    assert [(m.key, m.receiver) for m in moves] == [
        (f"{COUNTY}.escalation-1", "140000000000"), (f"{TOWNS[0]}.escalation-1", "141100000000"),
    ]  # fmt: skip
    assert escalate(office, "2022-03-30") == []
    one = office.paper(f"{COUNTY}.escalation-1")
    assert one.state == "proposed"  # never sent by itself
    assert office.paper(COUNTY).steps[-1].step == "escalated"
    assert office.paper(COUNTY).state == "issued"


def test_an_escalation_lapses_when_the_receipt_comes(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY)
    escalate(office, "2022-03-29")
    office.act(referrals.receipt, office.drafter, COUNTY, date(2022, 3, 29), {"by": "案管室"})
    moves = escalate(office, "2022-03-30")
    assert [type(m) for m in moves] == [Lapse]
    assert office.paper(f"{COUNTY}.escalation-1").state == "closed"


def test_two_of_one_family_that_are_late_on_one_day_get_drafts_of_their_own(office: Office) -> None:
    town, above = TOWNS[0], f"{TOWNS[0]}.escalation-1"
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(town)
    escalate(office, "2022-03-29")
    office.send(above)
    for key in (town, above):
        office.act(referrals.receipt, office.drafter, key, date(2022, 3, 29), {"by": "案管室"})
    moves = escalate(office, "2022-12-30")
    assert [(m.key, m.receiver) for m in moves] == [
        (f"{town}.escalation-2", "141100000000"), (f"{town}.escalation-3", "140000000000"),
    ]  # fmt: skip


def test_nobody_is_reminded_of_a_referral_that_a_waiting_withdrawal_takes_back(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY, TOWNS[0])
    office.propose({**two_mines(), "checks": []}, "2022-03-28")
    assert office.paper(f"{COUNTY}.withdrawal-1").state == "proposed"
    assert escalate(office, "2022-03-29") == []


def test_a_draft_to_the_body_above_waits_for_a_notice_and_comes_back_when_there_is_none(
    office: Office,
) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY)
    escalate(office, "2022-03-29")
    office.draft(f"{COUNTY}.escalation-1")
    office.approve(f"{COUNTY}.escalation-1")
    office.propose({**two_mines(), "checks": []}, "2022-03-30")
    with pytest.raises(LifeError, match="更正函或者撤回函待发，不能印发"):
        office.issue(f"{COUNTY}.escalation-1")
    assert [type(m) for m in escalate(office, "2022-03-30")] == [Lapse]
    office.propose(two_mines(), "2022-03-31")
    assert [m.key for m in escalate(office, "2022-03-31")] == [f"{COUNTY}.escalation-2"]


def test_a_draft_to_the_body_above_does_not_leave_after_what_it_waited_for_has_come(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY)
    escalate(office, "2022-03-29")
    office.draft(f"{COUNTY}.escalation-1")
    office.act(referrals.receipt, office.drafter, COUNTY, date(2022, 3, 29), {"by": "案管室"})
    with pytest.raises(LifeError, match="回执已经收到，或者原件已办结，不能审批"):
        office.approve(f"{COUNTY}.escalation-1")


def test_whoever_an_escalation_reached_gets_the_corrections_too(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY)
    escalate(office, "2022-03-29")
    office.send(f"{COUNTY}.escalation-1")
    fixed = {
        **two_mines(),
        "checks": [
            {"check_id": "C1", "site_id": "A", "checked_on": "2022-03-03", **BAD},
            two_mines()["checks"][1],
        ],
    }
    moves = [
        m for m in office.propose(fixed, "2022-04-04") if isinstance(m, Opened) and m.key.startswith(COUNTY)
    ]
    assert [(m.kind, m.receiver) for m in moves] == [
        ("correction", "141100000000"),
        ("correction", "140000000000"),
    ]
    assert len({m.key for m in moves}) == 2


def test_the_province_has_no_body_above_it(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.on("2022-03-14")
    office.send(COUNTY)
    escalate(office, "2022-03-29")
    office.send(f"{COUNTY}.escalation-1")
    assert escalate(office, "2022-06-30") == []
