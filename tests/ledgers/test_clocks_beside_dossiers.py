"""The clocks of a paper to another body are kept beside its packed dossier: thousands are timed without opening one."""

import json
from pathlib import Path

import pytest
from matteroffice import CLOSURE, TRANSFER, appraisal, measure, propose, with_rows
from offices import Office
from sqlmodel import select

from engine.ledgers import step_details
from engine.ledgers.matter_clocks import due_of
from engine.ledgers.papers import signature_faults, statement_of
from engine.periods import NO_OVERLAY
from engine.settings import Settings
from engine.store.models import AuditEntry, ReferralStep

ROWS = with_rows(appraisals=[appraisal("250000")], measures=[measure("prosecute")])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    propose(made, ROWS)
    return made


def test_what_is_due_is_told_without_opening_a_dossier(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {p.key: due_of(p, Settings(), NO_OVERLAY) for p in office.every()}

    def refuse(_: str) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(step_details, "unpacked", refuse)
    again = {p.key: due_of(p, Settings(), NO_OVERLAY) for p in office.every()}
    assert again == told
    closure = told[CLOSURE]
    assert closure is not None
    assert closure.clause == "国务院令第446号第五条第二款"


def test_a_step_of_an_earlier_engine_is_timed_by_its_dossier(office: Office) -> None:
    told = [due_of(p, Settings(), NO_OVERLAY) for p in office.every()]
    for paper in (papers := office.every()):
        stored = dict(paper.proposal.detail)
        assert stored["matter"] == {k: stored["dossier"]["matter"][k] for k in ("since", "clocks")}
        del stored["matter"]
        vars(paper.proposal)["detail"] = stored
    assert [due_of(p, Settings(), NO_OVERLAY) for p in papers] == told


def test_the_step_s_digest_holds_them_and_the_audit_log_does_not_repeat_them(office: Office) -> None:
    (transfer,) = [p for p in office.every() if p.key == TRANSFER]
    with office.store.reading() as session:
        assert signature_faults(session, transfer) == []
        (stored,) = session.exec(
            select(ReferralStep.detail).where(ReferralStep.referral_id == transfer.id)
        ).all()
        entries = session.exec(select(AuditEntry.detail).where(AuditEntry.subject == TRANSFER)).all()
    said = [
        statement_of(transfer, transfer.proposal, one)
        for one in (stored or {}, {**(stored or {}), "matter": {"since": "2020-01-01", "clocks": {}}})
    ]
    assert said[0] != said[1]
    assert entries
    assert all(not {"dossier", "matter"} & set(json.loads(one)) for one in entries)
