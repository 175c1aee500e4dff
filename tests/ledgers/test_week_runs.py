"""`weekly` on a store: one question has one answer, whoever asks and however often, and the past stays as it was."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    RULES,
    TOWNSHIP,
    XIXINZHUANG,
    checked,
    found,
    site,
)
from sqlmodel import select
from weekstore import FRAME, Office, monday, office

from engine.errors import UsageError
from engine.ledgers import runs
from engine.ledgers.rerunning import rerun
from engine.ledgers.run_entries import folded
from engine.ledgers.weekly import Week, weekly
from engine.settings import Settings
from engine.signing import quick
from engine.store.models import AuditEntry, FindingState, Referral, Run

SUNDAY, NEXT, THIRD = "2022-03-06", "2022-03-13", "2022-03-20"
A = (site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"))
MET = f"{TOWNSHIP}/{XIXINZHUANG}/2022-03-03"


@pytest.fixture
def one(tmp_path: Path) -> Office:
    """An office that knows of one mine."""
    made = office(tmp_path / "home")
    made.say("2022-03-05", *A)
    return made


def changes(office_: Office, week: Week) -> dict[str, str]:
    return {e.identity: e.change for e in office_.entries(week)}


def test_a_store_without_records_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="wenze import"):
        office(tmp_path / "home").week(SUNDAY)


def test_a_run_keeps_its_document_byte_for_byte_with_its_digest_and_an_audit_entry(one: Office) -> None:
    week = one.week(SUNDAY)
    assert week.fresh
    with one.store.reading() as session:
        run = session.exec(select(Run)).one()
        assert runs.bytes_in(run) == quick(week.document)
        assert len(run.document_sha256) == 64
        assert [e.action for e in session.exec(select(AuditEntry)) if e.actor == "u1"] == ["run"]
    assert week.document["known_at"] == "2022-03-05T01:00:00Z"


def test_the_same_week_twice_is_one_run(one: Office) -> None:
    first, second = one.week(SUNDAY), one.week(SUNDAY)
    assert (second.fresh, second.run.id, second.stale) == (False, first.run.id, "")
    assert len(one.runs()) == 1


def test_two_at_once_come_to_one_run(one: Office) -> None:
    gate, weeks = threading.Barrier(2), list[Week]()

    def run() -> None:
        gate.wait()
        weeks.append(one.week(SUNDAY))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({w.run.id for w in weeks}) == len(one.runs()) == 1
    assert sorted(w.fresh for w in weeks) == [False, True]
    with one.store.reading() as session:
        assert len(session.exec(select(FindingState)).all()) == len(weeks[0].document["findings"])
        assert sorted(one.kind for one in session.exec(select(Referral))) == ["closure_request", "referral"]


def test_the_week_after_names_the_run_that_it_follows_and_tells_what_became_of_each_finding(
    one: Office,
) -> None:
    first = one.week(SUNDAY)
    one.say("2022-03-10", checked("A", "2022-03-09", "stopped"))
    second = one.week(NEXT)
    assert second.run.previous_run_id == first.run.id
    assert changes(one, second) == {MET: "ended"}
    (entry,) = one.entries(second)
    assert [(c.kind, c.records) for c in entry.causes] == [("stopped", ("checks/C-A-2022-03-09-stopped",))]


def test_new_records_on_the_day_that_was_run_last_make_a_run_that_follows_the_first(one: Office) -> None:
    first = one.week(SUNDAY)
    one.say(SUNDAY, site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-04"))
    second = one.week(SUNDAY)
    assert (second.fresh, second.run.previous_run_id) == (True, first.run.id)
    assert changes(one, second)[MET] == "continuing"
    told = folded([one.entries(first), one.entries(second)])
    assert {e.change for e in told} == {"new"}
    assert {e.form["rule"] for e in told} >= {TOWNSHIP, COUNTY}


def test_a_day_that_a_later_one_followed_stands_and_says_what_it_does_not_know_of(one: Office) -> None:
    first = one.week(SUNDAY)
    one.week(NEXT)
    one.say(NEXT, checked("A", "2022-03-04"))
    stands = one.week(SUNDAY, on=NEXT)
    assert (stands.fresh, stands.run.id) == (False, first.run.id)
    assert "记录有变动" in stands.stale
    again = one.week(SUNDAY, again=True, on=NEXT)
    assert (again.fresh, again.run.previous_run_id) == (True, first.run.id)


def test_a_run_of_an_earlier_day_proposes_nothing(one: Office) -> None:
    one.week(NEXT)
    one.say(NEXT, site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-04"))
    with one.store.reading() as session:
        before = len(session.exec(select(Referral)).all())
    assert one.week(SUNDAY, on=NEXT).fresh
    with one.store.reading() as session:
        assert len(session.exec(select(Referral)).all()) == before


def test_changed_settings_make_a_new_run_of_the_last_day(one: Office) -> None:
    one.week(SUNDAY)
    other = replace(FRAME, settings=Settings(overrides={"response_days": 10}))
    second = one.week(SUNDAY, frame=other)
    assert second.fresh
    assert {e.change for e in one.entries(second)} == {"dropped", "new"}


def test_a_past_week_comes_out_byte_for_byte_whatever_came_since(one: Office) -> None:
    one.week(SUNDAY)
    one.say("2022-03-10", checked("A", "2022-03-02"), found("A", "2022-03-01", "none"))
    one.week(NEXT)
    told = rerun(one.store, date.fromisoformat(SUNDAY), FRAME)
    assert (told.same, told.differing) == (True, ())


def test_a_past_week_under_other_settings_lists_what_differs_and_writes_nothing(one: Office) -> None:
    one.week(SUNDAY)
    other = replace(FRAME, settings=Settings(overrides={"response_days": 10}))
    told = rerun(one.store, date.fromisoformat(SUNDAY), other)
    assert (told.same, told.frame) == (False, ("settings_sha256",))
    assert MET in {c.identity for c in told.differing if c.change == "dropped"}
    assert "findings" in told.sections
    assert len(one.runs()) == 1


def test_a_week_that_was_never_run_cannot_be_run_again(one: Office) -> None:
    with pytest.raises(UsageError, match="还没有评估过"):
        rerun(one.store, date.fromisoformat(SUNDAY), FRAME)


def test_an_identity_lives_through_many_weeks_and_versions(one: Office) -> None:
    one.week(SUNDAY)
    one.say("2022-03-10", checked("A", "2022-03-02"))
    second = one.week(NEXT)
    assert changes(one, second) == {MET: "changed"}
    one.say("2022-03-15", site("A", name="甲煤矿"))
    third = one.week(THIRD)
    assert changes(one, third) == {MET: "continuing"}
    assert [e.form["sites"] for e in one.entries(third)] == [["A~2"]]


def test_what_was_dropped_weeks_ago_and_comes_back_is_known_again(one: Office) -> None:
    one.week(SUNDAY)
    one.say("2022-03-10", found("A", "2022-03-01", withdrawn="yes"))
    assert changes(one, one.week(NEXT)) == {MET: "dropped"}
    assert one.entries(one.week(THIRD)) == []
    one.say("2022-03-22", found("A", "2022-03-01"))
    week = one.week("2022-03-27")
    assert changes(one, week) == {MET: "new"}
    (entry,) = one.entries(week)
    assert entry.causes[0].kind == "returned"


def test_an_ended_finding_writes_one_row_and_still_is_told_every_week(one: Office) -> None:
    one.say("2022-03-05", checked("A", "2022-03-05", "stopped"))
    for day in (SUNDAY, NEXT, THIRD):
        week = one.week(day)
    assert changes(one, week) == {MET: "continuing"}
    with one.store.reading() as session:
        assert len(session.exec(select(FindingState)).all()) == 1


def test_the_same_rules_under_another_name_are_another_question(one: Office) -> None:
    one.week(SUNDAY)
    other = replace(FRAME, rules=replace(RULES, sha256="another"))
    assert weekly(one.store, monday(SUNDAY), date.fromisoformat(SUNDAY), other, "u1").fresh
