"""待处理, 已移送, 待复查, and what the ledgers say beside a run: as they stood when it was recorded."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import offices
import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    RULES,
    TOWNSHIP,
    XIXINZHUANG,
    Row,
    asked,
    checked,
    found,
    measured,
    site,
)
from weekmaking import told
from weekstore import Office, monday, office

from engine.ledgers.confirmations import PENDING, RECHECK, REFERRED, confirmed, last_confirmed, state_of
from engine.settings import Clocks, Settings
from engine.store.models import CoverageReport, ImportFile, QuarantineAnswer, QuarantinedRow

SUNDAY, NEXT = "2022-03-06", "2022-03-13"
A: Sequence[Row] = (site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"))
B: Sequence[Row] = (site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-05"))
COUNTING = {name for name, rule in RULES.rules.items() if hasattr(rule.when, "count")}


def last(as_of: str, rule: str, *rows: Row) -> date | None:
    run, document, _ = told(as_of, rows)
    (form,) = [f for f in document["findings"] if f["rule"] == rule]
    return last_confirmed(form, confirmed(run, form["sites"]), COUNTING)


def test_a_failing_check_confirms_and_a_stop_does_not() -> None:
    assert last("2022-03-10", TOWNSHIP, *A, checked("A", "2022-03-08")) == date(2022, 3, 8)
    assert last("2022-03-10", TOWNSHIP, *A, checked("A", "2022-03-08", "stopped")) is None  # it has ended


def test_a_discovery_that_says_producing_confirms_and_one_that_does_not_know_does_not() -> None:
    assert last("2022-03-10", TOWNSHIP, *A, found("A", "2022-03-07")) == date(2022, 3, 7)
    assert last("2022-03-10", TOWNSHIP, *A, found("A", "2022-03-07", producing="unknown")) == date(2022, 3, 3)


def test_a_measure_that_was_checked_confirms_if_it_did_not_stop() -> None:
    looked = measured("A", "2022-03-06", result_on="2022-03-07", result="no_measure", result_by="县")
    assert last("2022-03-10", TOWNSHIP, *A, looked) == date(2022, 3, 7)


def test_a_county_finding_is_confirmed_up_to_the_day_on_which_two_sites_were() -> None:
    rows = (*A, *B, checked("A", "2022-03-09"))
    assert last("2022-03-10", COUNTY, *rows) == date(2022, 3, 5)


def test_a_check_after_the_day_of_the_run_confirms_nothing_yet() -> None:
    assert last("2022-03-06", TOWNSHIP, *A, checked("A", "2022-03-08")) == date(2022, 3, 3)


FORM = {"met_on": "2022-03-01", "ended_on": None}


@pytest.mark.parametrize(
    ("as_of", "state"), [("2022-03-16", PENDING), ("2022-03-17", RECHECK), ("2022-03-18", RECHECK)]
)
def test_fourteen_days_without_a_confirmation_ask_for_a_check(as_of: str, state: str) -> None:
    assert state_of(FORM, date(2022, 3, 3), date.fromisoformat(as_of), 14, referred=False) == state


def test_the_number_of_days_is_the_offices_own() -> None:
    assert Clocks().unconfirmed_days == 14
    assert Clocks(unconfirmed_days=7).origin == "local"
    assert state_of(FORM, date(2022, 3, 3), date(2022, 3, 10), 7, referred=False) == RECHECK


def test_what_has_been_referred_is_not_asked_for_again() -> None:
    assert state_of(FORM, date(2022, 1, 1), date(2022, 3, 10), 14, referred=True) == REFERRED


@pytest.fixture
def one(tmp_path: Path) -> Office:
    made = office(tmp_path / "home")
    made.say("2022-03-05", *A)
    return made


def test_changing_the_offices_days_moves_no_finding_and_makes_no_new_run(one: Office) -> None:
    week = one.week("2022-03-13")
    ledger = one.ledger(week, Settings(clocks=Clocks(unconfirmed_days=7)))
    assert set(ledger.states.values()) == {RECHECK}
    assert set(one.ledger(week).states.values()) == {PENDING}


def test_what_was_recorded_after_a_run_does_not_change_what_its_report_says(one: Office) -> None:
    one.say("2022-03-05", asked("A", "2022-03-01", "2022-03-03"))
    week = one.week(SUNDAY)
    before = one.ledger(week)
    assert [s.inquiry for s in before.overdue] == ["Q-A"]
    one.say(NEXT, asked("A", "2022-03-01", "2022-03-03", "2022-03-04"))
    with one.store.writing(before.recorded_at.replace(month=4)) as session:
        session.add(
            CoverageReport(sender="某局", jurisdiction="141181000000", table="checks", period_to=date(2022, 2, 1), actor="u1")
        )  # fmt: skip
    assert one.ledger(week) == before


def test_quarantine_and_silence_are_counted_by_sender(one: Office) -> None:
    with one.store.writing(one.store.last_instant()) as session:  # type: ignore[arg-type]
        session.add(
            ImportFile(name="a.csv", sender="甲局", sha256="0", size=1, received_at=session.now, actor="u1")
        )
        session.flush()
        for row in (2, 2, 3):
            session.add(
                QuarantinedRow(import_id=1, file="a.csv", row=row, reason="错", owner="甲局", table="checks")
            )
        session.flush()
        session.add(QuarantineAnswer(quarantined_id=3, kind="set_aside", actor="u1", reason="重复"))
        for sender, day in (
            ("甲局", date(2022, 3, 6)),
            ("乙局", date(2022, 2, 27)),
            ("丙局", date(2022, 2, 28)),
        ):
            session.add(
                CoverageReport(sender=sender, jurisdiction="141181000000", table="checks", period_to=day, rows=1, actor="u1")
            )  # fmt: skip
    ledger = one.ledger(one.week(SUNDAY))
    assert [(w.owner, w.rows, w.files) for w in ledger.waiting] == [("甲局", 1, ("a.csv",))]
    assert [s.sender for s in ledger.silent] == ["乙局"]  # a week ago, not six days
    assert "141181000000" not in ledger.unheard


def test_the_history_counts_the_weeks_that_led_to_a_run(one: Office) -> None:
    one.week(SUNDAY)
    one.say("2022-03-10", checked("A", "2022-03-09", "stopped"))
    ledger = one.ledger(one.week(NEXT))
    assert [(p.as_of.isoformat(), {k: v for k, v in p.counts.items() if v}) for p in ledger.history] == [
        (SUNDAY, {"new": 1}), (NEXT, {"ended": 1}),
    ]  # fmt: skip
    assert ledger.follows == date.fromisoformat(SUNDAY)


def test_two_runs_of_one_day_count_a_finding_once(one: Office) -> None:
    one.week(SUNDAY)
    one.say(SUNDAY, *B)
    (day,) = one.ledger(one.week(SUNDAY)).history
    assert {k: v for k, v in day.counts.items() if v} == {"new": 4}  # two townships, the county, its city


def test_a_proposal_has_a_deadline_that_the_report_names(one: Office) -> None:
    ledger = one.ledger(one.week(SUNDAY))
    (due,) = [d for d in ledger.due if d.what == "起草"]
    assert XIXINZHUANG in due.subject
    assert (due.by, due.overdue) == (date(2022, 3, 9), False)


def test_a_finding_in_a_paper_that_left_is_referred_from_then_on_and_not_before(one: Office) -> None:
    first = one.week(SUNDAY)
    officers = offices.Office(one.store.home, one.store, clock=monday("2022-03-08"))
    (paper,) = [one for one in officers.every() if one.kind == "referral"]
    officers.send(paper.key)
    second = one.week(NEXT)
    assert set(one.ledger(first).states.values()) == {PENDING}
    assert set(one.ledger(second).states.values()) == {REFERRED}


def test_a_site_of_which_only_an_unverified_report_tells_is_called_by_its_name(one: Office) -> None:
    one.say(
        "2024-06-03",
        site("E", name="丁矿"),
        found("E", "2024-06-03", verified_on="", reported_on="2024-06-03", registered_on="2024-06-03"),
    )
    week = one.week("2024-06-24")
    late = {s for f in week.document["findings"] for s in f["sites"]} - {
        s["site"] for s in week.document["sites"]
    }
    assert late == {"E"}
    assert one.ledger(week).names["E"] == "丁矿"
