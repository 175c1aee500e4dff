"""Signed statements of where the audit log stood: what lies before one can neither be rewritten nor cut off unseen."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.ledgers import audit, officers
from engine.ledgers.audit_verify import Report, entries, sealed_form, verify
from engine.office_day import legal_day
from engine.signing import Signer, sign
from engine.signing.statements import CHECKPOINT, checkpoint_statement
from engine.store import Writing
from engine.store.models import Checkpoint

WEEK: Final = timedelta(days=7)


def seal(session: Writing, signer: Signer) -> dict[str, Any] | None:
    """Sign the head of the log and record it; the envelope to keep outside, None for an empty log.

    Any registered officer may. Raises OfficerError.
    """
    key = officers.authorised(session, signer)
    seq, sha256, sm3 = audit.head(session)
    if not seq:
        return None
    statement = checkpoint_statement(seq=seq, sha256=sha256, sm3=sm3, at=session.now, officer=key.officer)
    form = sign(signer, CHECKPOINT, statement).form()
    session.add(
        Checkpoint(
            seq=seq, entries=seq, sha256=sha256, sm3=sm3, on=legal_day(session.now), officer=key.officer,
            key_fingerprint=key.fingerprint, algorithm=signer.algorithm,
            payload=_payload(form), signature=form["signatures"][0]["sig"],
        )
    )  # fmt: skip
    session.flush()
    audit.append(
        session, session.now, key.officer, "audit.checkpoint", str(seq), {"seq": seq, "sha256": sha256}
    )
    return form


def _payload(form: dict[str, Any]) -> str:
    return b64decode(form["payload"]).decode()


def forms(session: Session) -> list[dict[str, Any]]:
    """Every checkpoint as a signed envelope, oldest first."""
    rows = session.exec(select(Checkpoint).order_by(col(Checkpoint.id)))
    return [sealed_form(r.payload, r.signature, r.key_fingerprint, r.algorithm) for r in rows]


def due(session: Session, now: datetime) -> bool:
    """Whether the last checkpoint is a week old, or there is none though there are entries."""
    last = session.exec(select(Checkpoint).order_by(col(Checkpoint.id).desc()).limit(1)).first()
    if last is None:
        return audit.head(session)[0] > 0
    return now - last.recorded_at >= WEEK and audit.head(session)[0] > last.seq + 1


def verify_store(session: Session, root: str | None = None, more: list[Any] | None = None) -> Report:
    """Check the log of an open store of either database, by the code of the stand-alone file."""
    rows = audit.columns(session)
    return verify(entries(rows), officers.event_forms(session), [*forms(session), *(more or ())], root)
