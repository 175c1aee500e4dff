"""A join, a refusal, an undoing are signed once an office has officers; what was changed since is found."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from offices import Office

from engine.ledgers import joins
from engine.ledgers.audit import entries
from engine.ledgers.officers import OfficerError
from engine.ledgers.site_signatures import faults
from engine.signing import Signer, new_signer
from engine.store import create_store
from engine.store.models import SiteDecision


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def join(office: Office, signer: Signer | None, actor: str = "B02", **more: Any) -> None:
    with office.store.writing(office.now()) as session:
        joins.join(session, "S1", "S2", {}, actor=actor, reason="同一井口", signer=signer, **more)


def undo(office: Office, signer: Signer) -> None:
    with office.store.writing(office.now()) as session:
        joins.undo(session, "S1", "S2", actor=signer.name, reason="弄错了", signer=signer)


def wrong(office: Office) -> list[str]:
    with office.store.reading() as session:
        return list(faults(session))


def altered(office: Office, statement: str) -> None:
    """As who has the database's file could: past the triggers."""
    office.store.close()
    with closing(sqlite3.connect(office.home / "wenze.sqlite")) as database:
        database.execute("DROP TRIGGER site_decision_no_update")
        database.execute(statement)
        database.commit()


def test_a_join_and_its_undoing_are_signed_and_hold(office: Office) -> None:
    join(office, office.drafter, effect=[{"finding": "x", "kind": "不再成立", "changes": []}])
    undo(office, office.approver)
    assert wrong(office) == []
    with office.store.reading() as session:
        said = [e.detail for e in entries(session) if e.action.startswith("site.")]
    assert [office.drafter.key_id in said[0], office.approver.key_id in said[1]] == [True, True]


def test_who_may_not_decide_or_does_not_sign_decides_nothing(office: Office) -> None:
    with pytest.raises(OfficerError, match="须由起草或审批人员签名"):
        join(office, None)
    with pytest.raises(OfficerError, match="此事须有“起草或审批”权限"):
        join(office, office.admin, "A01")
    with pytest.raises(OfficerError, match="没有登记"):
        join(office, new_signer("B02"))
    with office.store.reading() as session:
        assert joins.decided(session) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("reason = '别的理由'", "已被改动"),
        ("site = 'S3'", "已被改动"),
        ("kind = 'refuse'", "已被改动"),
        ("actor = 'C03'", "已被改动"),
        ("effect = '[]'", "已被改动"),
        ("signature = NULL", "没有签名"),
        ("signature = '{}'", "信封已被改动"),
        ('signature = replace(signature, \'"sig":"\', \'"sig":"AAAA\')', "的签名无效"),
    ],
)
def test_a_decision_changed_in_the_file_is_found(office: Office, change: str, said: str) -> None:
    join(office, office.drafter)
    altered(office, f"UPDATE site_decision SET {change}")  # noqa: S608 - the test's own
    (one,) = wrong(office)
    assert one.endswith(said)


def test_the_signature_of_one_decision_does_not_serve_for_another(office: Office) -> None:
    join(office, office.drafter)
    undo(office, office.drafter)
    join(office, office.drafter)
    altered(
        office,
        "UPDATE site_decision SET signature = (SELECT signature FROM site_decision WHERE id = 1) WHERE id = 3",
    )
    assert [one.startswith("第 3 项") for one in wrong(office)] == [True]


def test_an_office_without_officers_decides_unsigned_and_what_it_decided_stays_sound(tmp_path: Path) -> None:
    store = create_store(None, tmp_path / "home")
    clock = Office.__dataclass_fields__["clock"].default
    with store.writing(clock) as session:
        joins.join(session, "S1", "S2", {}, actor="li", reason="同一井口")
    office = Office(tmp_path / "home", store, clock)
    assert wrong(office) == []
    with store.reading() as session:
        assert session.get(SiteDecision, 1).signature is None  # type: ignore[union-attr]
    store.close()
