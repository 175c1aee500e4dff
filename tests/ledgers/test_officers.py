"""Who may act is proved by a key that an admin endorsed; a key that ended signs no more and its past stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from offices import Office

from engine.ledgers import officers
from engine.ledgers.audit_verify import verify_database
from engine.ledgers.checkpoints import seal
from engine.ledgers.officers import OfficerError
from engine.signing import Ed25519Signer, new_signer
from engine.store import create_store


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def endorse(office: Office, by: Ed25519Signer, signer: Ed25519Signer, *roles: str, name: str = "某") -> None:
    with office.store.writing(office.now()) as session:
        officers.endorse(session, by, signer.verifier, handle=signer.name, name=name, unit="办", roles=roles)


def test_the_first_officer_is_an_admin_who_endorses_the_own_key(tmp_path: Path) -> None:
    store = create_store(None, tmp_path / "home")
    first, other = new_signer("A01"), new_signer("B02")

    def add(by: Ed25519Signer, signer: Ed25519Signer, *roles: str) -> None:
        with store.writing(Office.clock) as session:
            officers.endorse(
                session, by, signer.verifier, handle=signer.name, name="某", unit="办", roles=roles
            )

    for by, signer, roles in ((first, first, ("drafter",)), (first, other, ("admin",))):
        with pytest.raises(OfficerError, match="第一位须为管理员"):
            add(by, signer, *roles)
    add(first, first, "admin")
    with store.reading() as session:
        assert [(k.officer, k.roles, k.fingerprint) for k in officers.keys(session)] == [
            ("A01", ("admin",), first.key_id)
        ]
    store.close()


def test_only_an_admin_registers_others(office: Office) -> None:
    with pytest.raises(OfficerError, match="须有“管理密钥”权限"):
        endorse(office, office.drafter, new_signer("D04"), "approver")
    with pytest.raises(OfficerError, match="没有登记"):
        endorse(office, new_signer("A01"), new_signer("D04"), "approver")
    endorse(office, office.admin, new_signer("D04"), "approver")


def test_one_key_belongs_to_one_person(office: Office) -> None:
    same = Ed25519Signer("D04", office.drafter.private)
    with pytest.raises(OfficerError, match="已登记给 B02"):
        endorse(office, office.admin, same, "approver")
    with pytest.raises(OfficerError, match="B02 已有有效的密钥"):
        endorse(office, office.admin, new_signer("B02"), "approver")


@pytest.mark.parametrize("handle", ["", "a/b", "../x", "李某", "x" * 33, "-x", "a.b", "a b"])
def test_a_number_that_can_t_name_a_file_is_refused(office: Office, handle: str) -> None:
    with pytest.raises(OfficerError, match="工号"):
        endorse(office, office.admin, new_signer(handle), "drafter")


def test_roles_and_a_name_are_asked_for(office: Office) -> None:
    for roles, name in (((), "某"), (("drafter",), " ")):
        with pytest.raises(OfficerError, match="姓名和至少一种权限"):
            endorse(office, office.admin, new_signer("D04"), *roles, name=name)
    with pytest.raises(OfficerError, match="权限“boss”无效"):
        endorse(office, office.admin, new_signer("D04"), "boss")


def test_a_revoked_key_signs_no_more_and_what_it_signed_before_stays(office: Office) -> None:
    with office.store.writing(office.now()) as session:
        seal(session, office.drafter)
    with office.store.writing(office.now()) as session:
        officers.revoke(session, office.admin, "B02", "调离")
        assert not officers.key_of(session, office.drafter.key_id).holds(session.now)
    with pytest.raises(OfficerError, match="已吊销"), office.store.writing(office.now()) as session:
        officers.authorised(session, office.drafter)
    report = verify_database(office.home / "wenze.sqlite")
    assert (report.faults, report.sealed) == ([], 3)
    with office.store.reading() as session, pytest.raises(OfficerError, match="已吊销"):
        officers.standing_key(session, "B02")
    endorse(office, office.admin, new_signer("B02"), "drafter")


def test_an_officer_revokes_the_own_key_and_nobody_else_s(office: Office) -> None:
    with pytest.raises(OfficerError, match="只能吊销自己的"), office.store.writing(office.now()) as session:
        officers.revoke(session, office.drafter, "C03", "x")
    with office.store.writing(office.now()) as session:
        officers.revoke(session, office.drafter, "B02", "口令可能泄露")
    with pytest.raises(OfficerError, match="须写明理由"), office.store.writing(office.now()) as session:
        officers.revoke(session, office.admin, "C03", " ")


def test_the_last_admin_stays_until_there_is_another(office: Office) -> None:
    with pytest.raises(OfficerError, match="唯一的管理员"), office.store.writing(office.now()) as session:
        officers.revoke(session, office.admin, "A01", "退休")
    second = new_signer("A09")
    endorse(office, office.admin, second, "admin")
    with office.store.writing(office.now()) as session:
        officers.revoke(session, second, "A01", "退休")
    endorse(office, second, new_signer("D04"), "drafter")
    report = verify_database(office.home / "wenze.sqlite", office.admin.key_id)
    assert report.faults == []


def test_a_rotated_key_hands_on_to_the_new_one_with_the_same_roles(office: Office) -> None:
    new = new_signer("B02")
    with office.store.writing(office.now()) as session:
        officers.rotate(session, office.drafter, new.verifier)
    with office.store.writing(office.now()) as session:
        assert officers.authorised(session, new, "drafter").fingerprint == new.key_id
        assert officers.standing_key(session, "B02").fingerprint == new.key_id
        seal(session, new)
    with pytest.raises(OfficerError, match="已吊销"), office.store.writing(office.now()) as session:
        officers.rotate(session, office.drafter, new_signer("B02").verifier)
    assert verify_database(office.home / "wenze.sqlite").faults == []


def test_a_key_under_another_s_number_is_refused(office: Office) -> None:
    with (
        pytest.raises(OfficerError, match="是 B02 的，不是 C03 的"),
        office.store.writing(office.now()) as session,
    ):
        officers.authorised(session, Ed25519Signer("C03", office.drafter.private))
