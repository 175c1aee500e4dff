"""Officers and their keys: on a shared shell, who is who is proved by a key that an admin endorsed.

The first officer is the admin made at init, whose key endorses itself; its fingerprint is the root that everything else
hangs on and is kept on paper. Rows are only added: a key ends by a row that says so, signed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.errors import WenzeError
from engine.ledgers import audit
from engine.signing import Envelope, Signer, Verifier, envelope, sign, verifier_of
from engine.signing.statements import (
    ENDORSEMENT,
    REVOCATION,
    endorsement_statement,
    revocation_statement,
)
from engine.store import Writing
from engine.store.models import Officer, OfficerKey

ROLES: Final = {"drafter": "起草", "approver": "审批", "admin": "管理密钥"}
_HANDLE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")


class OfficerError(WenzeError):
    """Who acts is not known, not allowed to, or holds a key that has ended."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with what its endorsement says; `revoked_at` is the instant from which it can't sign."""

    officer: str
    name: str
    roles: tuple[str, ...]
    fingerprint: str
    public_key: str
    valid_from: datetime
    revoked_at: datetime | None = None
    why: str | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it could sign at an instant."""
        return self.valid_from <= at and (self.revoked_at is None or at < self.revoked_at)

    @property
    def verifier(self) -> Verifier:
        """The key, ready to check with."""
        return verifier_of(self.public_key)


def check_handle(handle: str) -> None:
    """Raise OfficerError for an officer's number that can't name a file."""
    if not _HANDLE.fullmatch(handle):
        raise OfficerError(f"工号“{handle}”无效：须为 1–32 个字母、数字、短横或下划线，以字母或数字开头。")


def events(session: Session) -> list[OfficerKey]:
    """Every row about keys, in the order of writing."""
    return list(session.exec(select(OfficerKey).order_by(col(OfficerKey.id))))


def event_forms(session: Session) -> list[Any]:
    """The signed envelopes of these rows, as an exported log carries them."""
    return [(row.detail or {})["envelope"] for row in events(session)]


def keys(session: Session) -> list[Key]:
    """Every key ever endorsed, oldest first."""
    rows = events(session)
    ended = {row.fingerprint: row for row in rows if row.event == "revoked"}
    out = []
    for row in rows:
        if row.event == "added":
            said = envelope((row.detail or {})["envelope"]).content
            end = ended.get(row.fingerprint)
            out.append(
                Key(
                    row.officer, said["name"], tuple(said["roles"]), row.fingerprint, row.public_key,
                    row.valid_from, end.valid_from if end else None, end.reason if end else None,
                )
            )  # fmt: skip
    return out


def key_of(session: Session, fingerprint: str) -> Key:
    """A key by its fingerprint. Raises OfficerError for an unknown one."""
    for key in keys(session):
        if key.fingerprint == fingerprint:
            return key
    raise OfficerError(f"密钥 {fingerprint[:16]} 没有登记；请由管理员用 wenze keys new 登记。")


def standing_key(session: Session, handle: str) -> Key:
    """The key that an officer may sign with now. Raises OfficerError where there is none."""
    mine = [k for k in keys(session) if k.officer == handle]
    if not mine:
        raise OfficerError(f"没有工号为 {handle} 的人员；请由管理员用 wenze keys new 登记。")
    if mine[-1].revoked_at is not None:
        raise OfficerError(f"{handle}（{mine[-1].name}）的密钥已吊销；请由管理员用 wenze keys new 重新登记。")
    return mine[-1]


def authorised(session: Writing, signer: Signer, *roles: str) -> Key:
    """The registered key of who is about to sign, with one of `roles`. Raises OfficerError."""
    key = key_of(session, signer.key_id)
    if key.officer != signer.name:
        raise OfficerError(f"密钥 {key.fingerprint[:16]} 是 {key.officer} 的，不是 {signer.name} 的。")
    if not key.holds(session.now):
        raise OfficerError(
            f"{key.officer}（{key.name}）的密钥已吊销或者尚未生效，不能签名；请由管理员重新登记。"
        )
    if roles and not set(roles) & set(key.roles):
        wanted = "或".join(ROLES[r] for r in roles)
        held = "、".join(ROLES[r] for r in key.roles)
        raise OfficerError(f"{key.officer}（{key.name}）的权限是“{held}”，此事须有“{wanted}”权限。")
    return key


def endorse(
    session: Writing,
    signer: Signer,
    verifier: Verifier,
    *,
    handle: str,
    name: str,
    unit: str,
    roles: Sequence[str],
) -> None:
    """Register an officer's key, signed by an admin; the very first one is an admin's own and signs itself.

    Raises OfficerError: no admin signs, an unknown role, a key or an officer that is already there.
    """
    check_handle(handle)
    known = keys(session)
    if unknown := sorted(set(roles) - set(ROLES)):
        raise OfficerError(f"权限“{unknown[0]}”无效；可用的：{'、'.join(ROLES)}。")
    if not roles or not name.strip():
        raise OfficerError("登记人员须写明姓名和至少一种权限（--name、--role）。")
    if known:
        authorised(session, signer, "admin")
    elif signer.key_id != verifier.key_id or "admin" not in roles:
        raise OfficerError("还没有管理员：第一位须为管理员（--role admin），由本人的密钥登记。")
    if any(k.officer == handle and k.revoked_at is None for k in known):
        raise OfficerError(f"{handle} 已有有效的密钥；更换用 wenze keys rotate，停用用 wenze keys revoke。")
    _add(session, signer, verifier, handle=handle, name=name, unit=unit, roles=roles)
    audit.append(
        session, session.now, signer.name, "keys.new", handle,
        {"name": name, "roles": sorted(roles), "fingerprint": verifier.key_id},
    )  # fmt: skip


def _add(
    session: Writing,
    signer: Signer,
    verifier: Verifier,
    *,
    handle: str,
    name: str,
    unit: str,
    roles: Sequence[str],
) -> None:
    same = next((k for k in keys(session) if k.fingerprint == verifier.key_id), None)
    if same:
        raise OfficerError(f"这把公钥已登记给 {same.officer}（{same.name}），一把密钥只能属于一人。")
    statement = endorsement_statement(
        officer=handle, name=name, roles=roles, key_id=verifier.key_id, public_pem=verifier.public_pem,
        valid_from=session.now, by=signer.name,
    )  # fmt: skip
    signed = sign(signer, ENDORSEMENT, statement)
    session.add(Officer(handle=handle, name=name, unit=unit, roles=sorted(roles), actor=signer.name))
    session.add(_event(verifier, handle, "added", session.now, signer.name, signed))
    session.flush()


def _event(
    verifier: Verifier,
    handle: str,
    event: str,
    at: datetime,
    actor: str,
    signed: Envelope,
    reason: str | None = None,
) -> OfficerKey:
    form = signed.form()
    return OfficerKey(
        officer=handle, fingerprint=verifier.key_id, algorithm=verifier.algorithm, public_key=verifier.public_pem,
        event=event, valid_from=at, reason=reason, actor=actor, signature=form["signatures"][0]["sig"],
        detail={"envelope": form},
    )  # fmt: skip


def revoke(session: Writing, signer: Signer, handle: str, why: str) -> Key:
    """End an officer's key from now on; what it signed before stays valid. By an admin, or the officer's own key.

    Raises OfficerError: nobody may, no such key, the last admin.
    """
    if not why.strip():
        raise OfficerError("吊销密钥须写明理由（--why）。")
    key, by = standing_key(session, handle), authorised(session, signer)
    if "admin" not in by.roles and by.officer != handle:
        raise OfficerError(f"{by.officer}（{by.name}）不是管理员，只能吊销自己的密钥。")
    admins = [k for k in keys(session) if "admin" in k.roles and k.revoked_at is None]
    if admins == [key]:
        raise OfficerError(
            f"{handle} 是唯一的管理员，吊销后无人能登记密钥；请先登记另一位管理员，或用 wenze keys rotate 更换。"
        )
    _end(session, signer, key, why)
    audit.append(
        session, session.now, signer.name, "keys.revoke", handle, {"fingerprint": key.fingerprint, "why": why}
    )
    return key


def _end(session: Writing, signer: Signer, key: Key, why: str) -> None:
    statement = revocation_statement(
        officer=key.officer, key_id=key.fingerprint, revoked_at=session.now, why=why, by=signer.name
    )
    signed = sign(signer, REVOCATION, statement)
    session.add(_event(key.verifier, key.officer, "revoked", session.now, signer.name, signed, why))
    session.flush()


def rotate(session: Writing, old: Signer, new: Verifier) -> None:
    """Replace an officer's key by a new one that the old key endorses before it ends. Raises OfficerError."""
    key = authorised(session, old)
    said = session.exec(
        select(Officer).where(Officer.handle == key.officer).order_by(col(Officer.id).desc()).limit(1)
    ).one()
    _add(session, old, new, handle=key.officer, name=key.name, unit=said.unit, roles=key.roles)
    _end(session, old, key, "更换")
    audit.append(
        session, session.now, key.officer, "keys.rotate", key.officer,
        {"from": key.fingerprint, "to": new.key_id},
    )  # fmt: skip
