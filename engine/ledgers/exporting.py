"""Reading copies that leave the store: made from a package that was found whole, logged before they can be read."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.errors import os_reason
from engine.ledgers import audit, officers
from engine.ledgers.dossier_form import dossier_of
from engine.ledgers.lives import MATTERS, LifeError, Paper
from engine.ledgers.masked_letters import masked_letter, masked_matter
from engine.ledgers.packing import folder_of, letter_name, organ_of_draft, read
from engine.referrals import ReferralError, verify_package
from engine.referrals.attachments import carried
from engine.referrals.manifest import MANIFEST
from engine.referrals.matter_package import DATA
from engine.referrals.packages import FACTS
from engine.referrals.reading_copy import Reader, Source
from engine.referrals.recipes import Recipe
from engine.referrals.stated import stated
from engine.signing import Signer
from engine.store import Writing
from engine.store.models import AuditEntry

ACTION: Final = "export.reading_copy"


def source(home: Path, one: Paper, family: Sequence[Paper]) -> Source:
    """What a copy is made of: the package as it left, or its latest draft.

    `family` are its referral and what followed that. Raises LifeError: no package, or not whole.
    """
    draft, step = one.last("drafted"), one.last("drafted", "issued")
    if draft is None or step is None or not step.package_sha256:
        raise LifeError(f"{one.key} 还没有起草，没有可以导出的材料；请先起草（wenze refer draft）。")
    folder = folder_of(home, one.key, step.package_sha256)
    if not folder.is_dir():
        raise LifeError(f"材料目录 {folder} 不存在；请从备份恢复。")
    if faults := verify_package(folder):
        raise LifeError(f"材料目录 {folder} 与其清单不符（{faults[0]}）；请从备份恢复，没有导出。")
    files = read(folder)
    grounds = draft.detail.get("grounds_sha256")
    proposal = next(
        (s for s in reversed(one.steps) if s.step == "proposed" and s.package_sha256 == grounds), one.proposal
    )
    dossier = dossier_of(proposal.detail["dossier"])
    number = (one.issued.number if one.issued else None) or ""
    if number and organ_of_draft(one):
        number += "（发送登记号）"
    name = letter_name(one)
    said = stated(draft.detail)
    letter: Callable[[Recipe], bytes] | None = None
    if one.kind in MATTERS:
        letter = partial(masked_matter, one, proposal)
    elif one.kind != "referral":
        letter = partial(masked_letter, one, draft, proposal, family, said)
    bare, beside = FACTS not in files, {DATA: files[DATA]} if DATA in files else {}
    return Source(dossier, carried(dossier, files), said, name, files[name], number, letter, bare, beside)


def log(
    session: Writing, signer: Signer, one: Paper, reader: Reader, made: Mapping[str, bytes], out: Path
) -> str:
    """Record who exported what, to whom, masked how; gives the copy's digest. Raises OfficerError."""
    officers.authorised(session, signer, "drafter", "approver")
    digest = hashlib.sha256(made[MANIFEST]).hexdigest()
    detail = {
        "to": reader.name, "masked_for": reader.recipe.kind if reader.recipe else None, "files": len(made),
        "manifest_sha256": digest, "folder": out.name,
    }  # fmt: skip
    audit.append(session, session.now, signer.name, ACTION, one.key, detail)
    return digest


def prepared(folder: Path, made: Mapping[str, bytes]) -> Path:
    """Write a copy beside its place; it gets its name only once it is logged. Raises ReferralError."""
    part = folder.with_name(f".{folder.name}.part")
    if os.path.lexists(folder):
        raise ReferralError(f"{folder} 已存在；请另选目录，没有导出。")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        for name, data in made.items():
            (part / name).write_bytes(data)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise ReferralError(
            f"不能写入 {folder}（{os_reason(error)}）；请检查目录、权限和磁盘空间，没有导出。"
        ) from error
    return part


def exports(session: Session) -> Iterator[tuple[AuditEntry, Mapping[str, Any]]]:
    """Every export in the log, of any kind, with its detail, in order."""
    asked = (
        select(AuditEntry).where(col(AuditEntry.action).startswith("export.")).order_by(col(AuditEntry.seq))
    )
    for entry in session.exec(asked):
        yield entry, json.loads(entry.detail)
