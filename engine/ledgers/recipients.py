"""To whom the office encrypts: public keys entered by an administrator and confirmed by their fingerprint.

They stand in the audit log, which nobody can rewrite unseen; a later entry of a name takes the place of an earlier one.
"""

import json
import re
from typing import Final

from sqlmodel import Session, col, select

from engine.encryption import EncryptionError, Recipient, recipient
from engine.ledgers import audit, officers
from engine.signing import Signer
from engine.store import Writing
from engine.store.models import AuditEntry

ADDED, ENDED = "recipients.add", "recipients.end"
CONFIRMED: Final = 16
"""Digits of a fingerprint, at least, that a person reads to another (64 bits)."""


def standing(session: Session) -> dict[str, Recipient]:
    """Every recipient that the office may encrypt to now, by name."""
    asked = select(AuditEntry).where(col(AuditEntry.action).in_((ADDED, ENDED)))
    out: dict[str, Recipient] = {}
    for entry in session.exec(asked.order_by(col(AuditEntry.seq))):
        out.pop(entry.subject, None)
        if entry.action == ADDED:
            out[entry.subject] = recipient(json.loads(entry.detail)["key"])
    return dict(sorted(out.items()))


def named(session: Session, name: str) -> Recipient:
    """The recipient of a name. Raises EncryptionError with the names that there are."""
    found = standing(session)
    if name not in found:
        known = "、".join(found) or "还没有"
        raise EncryptionError(f"没有登记收件单位“{name}”；已登记的：{known}。登记用 wenze recipients add。")
    return found[name]


def add(session: Writing, signer: Signer, name: str, key: Recipient, confirmed: str) -> None:
    """Enter a recipient's key, or a new one; `confirmed`: the digits of the fingerprint that the recipient has told.

    Raises EncryptionError: no name, other digits or too few; OfficerError: not an administrator.
    """
    officers.authorised(session, signer, "admin")
    digits = re.sub(r"\s", "", confirmed).lower()
    if not name.strip() or name != name.strip() or any(c in name for c in "\n\r\0"):
        raise EncryptionError(f"收件单位的名称“{name.strip()}”无效：须为一行文字，首尾没有空格。")
    if len(digits) < CONFIRMED or not key.fingerprint.startswith(digits):
        raise EncryptionError(
            f"所给的指纹与公钥不符，或者不足 {CONFIRMED} 位，没有登记；请向 {name} 另行（例如电话）核对指纹。"
        )
    audit.append(
        session, session.now, signer.name, ADDED, name,
        {"kind": key.kind, "key": key.text, "fingerprint": key.fingerprint},
    )  # fmt: skip


def end(session: Writing, signer: Signer, name: str, why: str) -> None:
    """Encrypt to a name no more. Raises EncryptionError, OfficerError."""
    officers.authorised(session, signer, "admin")
    key = named(session, name)
    if not why.strip():
        raise EncryptionError(f"停用 {name} 的公钥须写明理由（--why）。")
    audit.append(session, session.now, signer.name, ENDED, name, {"fingerprint": key.fingerprint, "why": why})


def sent(session: Writing, actor: str, name: str, key: Recipient, files: dict[str, str]) -> None:
    """Note what was encrypted to whom: name of each file → its SHA-256 before."""
    officers.standing_key(session, actor)
    audit.append(
        session,
        session.now,
        actor,
        "export.encrypted",
        name,
        {"fingerprint": key.fingerprint, "files": files},
    )
