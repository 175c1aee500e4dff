"""Signed acts of officers that no paper carries: decisions on open norms, steps in the life of a set of rules.

Acts on one subject form a chain: each is signed with the digest of the one before, so that what had been decided
already, and was shown, is a part of what is signed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.errors import WenzeError
from engine.ledgers import audit, officers
from engine.signing import Signer, SigningError, canonical, envelope, sign
from engine.signing.statements import ACT_TYPES, act_statement
from engine.store import Writing
from engine.store.models import Decision

FIRST: Final = ""
"""What the first act on a subject carries for the one before it."""


class ActError(WenzeError):
    """An act that may not follow, or that nobody gave a reason for."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `digest` is that of what was signed."""

    id: int
    subject: str
    kind: str
    chosen: str | None
    officer: str
    name: str
    key: str
    at: datetime
    why: str
    detail: Mapping[str, Any]
    digest: str


def record(
    session: Writing, signer: Signer, roles: Sequence[str], *, of: str, subject: str, kind: str, why: str,
    chosen: str | None = None, detail: Mapping[str, Any] | None = None, kept: str | None = None,
) -> Act:  # fmt: skip
    """Sign and record an act with its audit entry; `kept` is content that the digest in `subject` speaks for.

    Raises OfficerError: no key of one of the roles; ActError: no reason.
    """
    officer = officers.authorised(session, signer, *roles)
    if not why.strip():
        raise ActError("办理须写明理由；请加 --why。")
    before = acts(session, of, subject)
    statement = act_statement(
        of=of, subject=subject, kind=kind, chosen=chosen, why=why, officer=officer.officer, at=session.now,
        after=before[-1].digest if before else FIRST, detail=detail or {},
    )  # fmt: skip
    signed = sign(signer, ACT_TYPES[of][kind], statement).form()
    row = Decision(
        subject_kind=of, subject=subject, kind=kind, chosen=chosen, actor=officer.officer, reason=why,
        signature=signed["signatures"][0]["sig"],
        detail={"envelope": signed, **({"kept": kept} if kept is not None else {})},
    )  # fmt: skip
    session.add(row)
    session.flush()
    digest = hashlib.sha256(canonical(statement)).hexdigest()
    audit.append(
        session, session.now, officer.officer, f"{of}.{kind}", subject,
        {"chosen": chosen, "why": why, "act_sha256": digest, **(detail or {})},
    )  # fmt: skip
    return acts(session, of, subject)[-1]


def acts(session: Session, of: str, subject: str | None = None) -> list[Act]:
    """Every act of a kind, or those on one subject, in the order of writing."""
    names = {k.fingerprint: k.name for k in officers.keys(session)}
    out = []
    for row in _rows(session, of, subject):
        signed = envelope((row.detail or {})["envelope"])
        said = signed.content
        out.append(
            Act(
                row.id or 0, row.subject, row.kind, row.chosen, row.actor, names.get(signed.key_id, ""),
                signed.key_id, row.recorded_at, row.reason, said["detail"],
                hashlib.sha256(signed.body).hexdigest(),
            )
        )  # fmt: skip
    return out


def kept(session: Session, of: str, subject: str) -> str | None:
    """The content that was kept with an act on a subject, the last such; None where there is none."""
    for row in reversed(_rows(session, of, subject)):
        if "kept" in (row.detail or {}):
            return str((row.detail or {})["kept"])
    return None


def _rows(session: Session, of: str, subject: str | None) -> list[Decision]:
    asked = select(Decision).where(Decision.subject_kind == of)
    if subject is not None:
        asked = asked.where(Decision.subject == subject)
    return list(session.exec(asked.order_by(col(Decision.id))))


def faults(session: Session, of: str) -> list[str]:
    """What does not hold: a changed row, a broken order, a signature that is not its officer's."""
    known = {k.fingerprint: k for k in officers.keys(session)}
    last: dict[str, str] = {}
    out = []
    for row in _rows(session, of, None):
        where = f"{row.subject[:16]} 的第 {row.id} 项（{row.kind}，{row.actor}）"
        try:
            signed = envelope((row.detail or {}).get("envelope"))
            said = signed.content
        except SigningError as error:
            out.append(f"{where}：{error}")
            continue
        due = act_statement(
            of=of, subject=row.subject, kind=row.kind, chosen=row.chosen, why=row.reason, officer=row.actor,
            at=row.recorded_at, after=last.get(row.subject, FIRST), detail=said.get("detail", {}),
        )  # fmt: skip
        key = known.get(signed.key_id)
        last[row.subject] = hashlib.sha256(signed.body).hexdigest()
        if canonical(due) != signed.body:
            out.append(f"{where}已被改动，或者次序不对")
        elif key is None or key.officer != row.actor or not key.holds(row.recorded_at):
            out.append(f"{where}的密钥没有登记、不属于该人员，或者当时已吊销")
        elif signed.payload_type != ACT_TYPES[of][row.kind] or not signed.verified_by(key.verifier):
            out.append(f"{where}的签名无效")
    return out
