"""What no longer counts, in one signed list for receivers: keys that ended, packages that a withdrawal took back."""

import json
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from engine.ledgers import audit, officers
from engine.ledgers.papers import papers
from engine.ledgers.signed_zips import SIGNED
from engine.signing import Signer, canonical, sign
from engine.signing.statements import REVOCATIONS, revocations_statement
from engine.store import Writing
from engine.store.models import AuditEntry


def _withdrawn(session: Session) -> Iterator[tuple[str, str, datetime]]:
    """SHA-256 of each zip taken back, the number of the withdrawal, when: the referral and what followed it there."""
    known = papers(session)
    entries = session.exec(
        select(AuditEntry).where(AuditEntry.action == SIGNED).order_by(col(AuditEntry.seq))
    ).all()
    zips = {entry.subject: str(json.loads(entry.detail)["zip_sha256"]) for entry in entries}
    for back in known:
        if back.kind != "withdrawal" or back.issued is None or back.parent is None:
            continue
        for one in known:
            family = back.parent in (one.key, one.parent) and one.receiver == back.receiver
            left = one.issued is not None and one.issued.at < back.issued.at
            if family and left and one.kind != "withdrawal" and one.key in zips:
                yield zips[one.key], back.issued.number or back.key, back.issued.at


def signed(session: Writing, signer: Signer) -> bytes:
    """The list as a signed envelope, one line; any registered officer may. Raises OfficerError."""
    key = officers.authorised(session, signer)
    keys = [(k.fingerprint, k.revoked_at) for k in officers.keys(session) if k.revoked_at is not None]
    statement = revocations_statement(
        keys=keys, packages=_withdrawn(session), at=session.now, officer=key.officer
    )
    counts = {"keys": len(statement["keys"]), "packages": len(statement["packages"])}
    audit.append(session, session.now, key.officer, "export.revocations", "revocations", counts)
    return canonical(sign(signer, REVOCATIONS, statement).form()) + b"\n"
