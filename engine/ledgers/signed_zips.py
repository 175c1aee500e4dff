"""A package as it leaves: one zip of the issued folder and the envelope over it, whole on the disk before the commit.

Both are made again, over what a killed run left, by whoever issues the paper next; an envelope whose issue was never
committed names an entry of the audit log that there is not.
"""

import hashlib
from pathlib import Path
from typing import Final

from engine.errors import os_reason
from engine.ledgers import audit
from engine.ledgers.lives import LifeError, Paper
from engine.ledgers.packing import folder_of, read
from engine.referrals import ReferralError, verify_package
from engine.referrals.fixed_zip import zip_of
from engine.referrals.manifest import package_id
from engine.signing import ENVELOPE_ENDING, Signer, sign_package
from engine.store import Writing
from engine.syncing import whole_file

SIGNED: Final = "package.signed"
"""The action in the audit log; its detail holds the zip's SHA-256."""


def path_of(home: Path, one: Paper) -> Path:
    """Where the zip of an issued paper lies, beside its folder. Raises LifeError for one that has not left."""
    if one.issued is None or one.issued.package_sha256 is None:
        raise LifeError(f"{one.key} 还没有印发；请先印发（wenze issue）。")
    folder = folder_of(home, one.key, one.issued.package_sha256)
    return folder.with_name(f"{folder.name}.zip")


def put(session: Writing, signer: Signer, home: Path, one: Paper) -> Paper:
    """Write and sign the zip of a paper that is being issued, in the transaction of its issue; gives the paper.

    Raises ReferralError: a folder that is not whole, a disk that refuses.
    """
    path = path_of(home, one)
    folder = path.with_suffix("")
    files = read(folder)
    if faults := verify_package(folder):
        raise ReferralError(f"材料目录 {folder} 与其清单不符（{faults[0]}）；请从备份恢复后再印发。")
    whole, number = zip_of(files), one.issued.number if one.issued else None
    sha256 = hashlib.sha256(whole).hexdigest()
    entry = audit.append(
        session, session.now, signer.name, SIGNED, one.key, {"zip_sha256": sha256, "number": number}
    )
    envelope = sign_package(
        signer, kind=one.kind, package=package_id(files), whole=whole, number=number, at=session.now,
        audit=(entry.seq, entry.sha256),
    )  # fmt: skip
    _replace(path, whole)
    _replace(path.with_name(path.name + ENVELOPE_ENDING), envelope)
    return one


def _replace(path: Path, data: bytes) -> None:
    try:
        with whole_file(path) as stream:
            stream.write(data)
    except OSError as error:
        raise ReferralError(
            f"签名的整包不能写入 {path}（{os_reason(error)}）；请检查权限和磁盘空间后重试，没有印发。"
        ) from error
