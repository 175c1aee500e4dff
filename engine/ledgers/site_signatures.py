"""Decisions on sites, signed: who joined two sites, kept them apart or took it back, with what reason and what effect.

Once an office has registered officers, no decision enters unsigned; those made before bear no signature, and it is said.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.ledgers import officers
from engine.signing import Signer, SigningError, canonical, envelope, sign
from engine.signing.statements import SITE_DECISION, instant
from engine.store.models import SiteDecision

ROLES: Final = ("drafter", "approver")


def statement_of(row: SiteDecision, at: datetime) -> dict[str, Any]:
    """What is signed of a decision; `at`: when it was recorded."""
    return {
        "kind": row.kind, "site": row.site, "same_as": row.same_as, "match": row.match_id, "undoes": row.undoes_id,
        "officer": row.actor, "reason": row.reason, "at": instant(at),
        "effect_sha256": hashlib.sha256(canonical(row.effect)).hexdigest(),
    }  # fmt: skip


def signed(row: SiteDecision, signer: Signer, at: datetime) -> str:
    """The envelope of a decision as the store keeps it."""
    return canonical(sign(signer, SITE_DECISION, statement_of(row, at)).form()).decode()


def faults(session: Session) -> Iterator[str]:
    """What does not hold in the decisions: changed, signed by a key that was not its officer's then, unsigned since."""
    known = {k.fingerprint: k for k in officers.keys(session)}
    first = min((k.valid_from for k in known.values()), default=None)
    for row in session.exec(select(SiteDecision).order_by(col(SiteDecision.id))):
        fault = _fault(row, known)
        if row.signature is None:
            fault = None if first is None or row.recorded_at < first else "没有签名"
        if fault:
            yield f"第 {row.id} 项矿点决定（{row.site}、{row.same_as}，{row.actor}）{fault}"


def _fault(row: SiteDecision, known: dict[str, officers.Key]) -> str | None:
    if row.signature is None:
        return None
    try:
        held = envelope(json.loads(row.signature))
    except (ValueError, RecursionError, SigningError):
        return "的签名信封已被改动"
    key = known.get(held.key_id)
    if held.payload_type != SITE_DECISION or held.body != canonical(statement_of(row, row.recorded_at)):
        return "已被改动"
    if key is None or key.officer != row.actor or not key.holds(row.recorded_at):
        return "的密钥没有登记、不属于该人员，或者当时已吊销"
    return None if held.verified_by(key.verifier) else "的签名无效"
