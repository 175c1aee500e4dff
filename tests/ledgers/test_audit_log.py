"""The writer's side of the log: an entry for each deed, in the deed's own transaction, read back as it was hashed."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offices import COUNTY, Office, two_mines

from engine.ledgers import audit, checkpoints, officers
from engine.ledgers.audit_verify import verify_database, verify_export


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def test_the_log_tells_the_life_of_a_referral_in_order(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    with office.store.reading() as session:
        told = [(e.actor, e.action, e.subject) for e in audit.entries(session)]
    assert told[:3] == [("A01", "keys.new", n) for n in ("A01", "B02", "C03")]
    assert told[3] == ("wenze", "referral.proposed", COUNTY)
    assert told[-3:] == [
        ("B02", "referral.drafted", COUNTY), ("C03", "referral.approved", COUNTY), ("B02", "referral.issued", COUNTY),
    ]  # fmt: skip


def test_a_deed_that_is_undone_leaves_no_entry(office: Office) -> None:
    with office.store.reading() as session:
        before = audit.head(session)

    def fail() -> None:
        with office.store.writing(office.now()) as session:
            audit.append(session, session.now, "B02", "import", "x", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with office.store.reading() as session:
        assert audit.head(session) == before


def test_of_many_entries_in_one_transaction_only_the_first_asks_which_is_the_last(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, head = [], audit.head
    monkeypatch.setattr(audit, "head", lambda session: (asked.append(session), head(session))[1])
    for many in (3, 2):
        with office.store.writing(office.now()) as session:
            for number in range(many):
                audit.append(session, session.now, "B02", "import", str(number), {})
    assert len(asked) == 2  # once a transaction: another may have written between them
    with office.store.reading() as session:
        found = list(audit.entries(session))[-6:]
    assert [one.subject for one in found[1:]] == ["0", "1", "2", "0", "1"]
    assert [(b.seq, b.previous_sha256, b.previous_sm3) for b in found[1:]] == [
        (a.seq + 1, a.sha256, a.sm3) for a in found[:-1]
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    actor=st.text(max_size=6),
    subject=st.text(max_size=12),
    detail=st.dictionaries(st.text(max_size=4), st.text(max_size=8), max_size=3),
)
def test_any_text_is_logged_and_verified(
    office: Office, actor: str, subject: str, detail: dict[str, str]
) -> None:
    with office.store.writing(office.now()) as session:
        entry = audit.append(session, session.now, actor, "a\udc80\0", subject, detail)
        assert json.loads(entry.detail) == detail
    assert verify_database(office.home / "wenze.sqlite").faults == []


def test_an_export_holds_what_the_store_holds(office: Office, tmp_path: Path) -> None:
    office.propose(two_mines(), "2022-03-07")
    with office.store.writing(office.now()) as session:
        checkpoints.seal(session, office.admin)
    path = tmp_path / "log.jsonl"
    with office.store.reading() as session:
        lines = list(audit.export_lines(session, officers.event_forms(session), checkpoints.forms(session)))
        number = audit.head(session)[0]
        direct = checkpoints.verify_store(session)
    path.write_bytes(b"".join(lines))
    report = verify_export(path, office.admin.key_id)
    assert (report.faults, report.entries, report.sealed) == ([], number, number - 1)
    assert direct == verify_database(office.home / "wenze.sqlite")
    for line in lines:
        json.loads(line)


@pytest.mark.parametrize(
    "column", ["actor", "action", "subject", "detail", "recorded_at", "previous_sm3", "sha256", "seq"]
)
def test_a_cell_changed_in_the_database_is_found_and_its_entry_named(office: Office, column: str) -> None:
    for n in range(4):
        with office.store.writing(office.now()) as session:
            audit.append(session, session.now, "B02", "import", f"{n}.xlsx", {"n": n})
    office.store.close()
    value = {"detail": '{"n":9}', "recorded_at": "2022-03-07T02:00:00.000000Z", "seq": 99}.get(
        column, "f" * 64
    )
    with sqlite3.connect(office.home / "wenze.sqlite") as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute(f'UPDATE audit_entry SET "{column}" = ? WHERE seq = 5', (value,))  # noqa: S608 - a test's own
    faults = verify_database(office.home / "wenze.sqlite").faults
    assert any("第 5 条" in f for f in faults), faults


def test_the_database_itself_refuses_to_change_the_log(office: Office) -> None:
    office.store.close()
    base = sqlite3.connect(office.home / "wenze.sqlite")
    for statement in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry WHERE seq = 2"):
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(statement)
    base.close()


def test_a_checkpoint_is_due_a_week_after_the_last_when_something_was_written_since(office: Office) -> None:
    with office.store.reading() as session:
        assert checkpoints.due(session, office.clock)
    with office.store.writing(office.now()) as session:
        checkpoints.seal(session, office.admin)
        at = session.now
    with office.store.reading() as session:
        # its own entry is no reason for the next
        assert not checkpoints.due(session, at + timedelta(days=8))
    with office.store.writing(office.now()) as session:
        audit.append(session, session.now, "B02", "import", "x", {})
    with office.store.reading() as session:
        assert not checkpoints.due(session, at + timedelta(days=7, seconds=-1))
        assert checkpoints.due(session, at + timedelta(days=7))


def test_an_empty_log_has_nothing_to_seal(tmp_path: Path) -> None:
    from engine.store import create_store

    store = create_store(None, tmp_path / "home")
    with store.reading() as session:
        assert audit.head(session) == (0, audit.ZERO, audit.ZERO)
        assert not checkpoints.due(session, Office.clock)
    report = verify_database(tmp_path / "home" / "wenze.sqlite")
    assert (report.entries, report.faults) == (0, [])
    store.close()
