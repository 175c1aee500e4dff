"""The files of a paper: composed from the dossier that its proposal holds, put in place whole, named by one digest."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from engine.errors import os_reason
from engine.ledgers.dossier_form import dossier_of
from engine.ledgers.lives import ALONE, MATTERS, LifeError, Paper
from engine.ledgers.notices import NOTICE_LETTERS, followed, notice
from engine.referrals import ReferralError, verify_package
from engine.referrals.attachments import attachments, carried
from engine.referrals.content import content
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.manifest import MANIFEST
from engine.referrals.matter_package import LETTER_TEMPLATE, encloses, matter_files
from engine.referrals.matter_passages import drafted_for
from engine.referrals.numbering import Issue, check_blanks
from engine.referrals.packages import LETTER, complete, notice_receipts, package
from engine.referrals.stated import NOTHING, Stated, stated
from engine.referrals.wording import shown
from engine.syncing import sync

NOTICE_TEMPLATE: Final = TEMPLATE.with_name("notice.docx")


def letter_name(paper: Paper) -> str:
    """The file of a paper's letter."""
    return NOTICE_LETTERS.get(paper.kind, LETTER)


def files(
    paper: Paper, family: Sequence[Paper], letter: bytes | None = None, said: Stated = NOTHING,
    evidence: Path | None = None, fonts: Path | None = None, doubles: Sequence[str] = (),
) -> dict[str, bytes]:  # fmt: skip
    """Every file of a paper by name; `letter` replaces the composed one, as edited in Word or WPS.

    `evidence` is a folder with the files that records name, `fonts` one with the office's own fonts; `doubles`
    are other referrals of the same subject and stretch.
    A withdrawal goes alone, with a receipt: nothing that it takes back. So does a 督办 letter: nothing of a referral.
    """
    form = paper.proposal.detail["dossier"]
    dossier = dossier_of(form)
    if paper.kind in MATTERS:
        copies = attachments(dossier, evidence) if encloses(form) else ()
        made = matter_files(form, letter_name(paper), paper.title, copies)
        if letter is not None:
            made[letter_name(paper)] = letter
        check_blanks(made[letter_name(paper)], letter_name(paper))
        plain = LetterTemplate(LETTER_TEMPLATE).sha256
        return complete(content(dossier, copies), made, letter_name(paper), plain, fonts)
    ready = replace(
        content(dossier, attachments(dossier, evidence), said), doubles=tuple(doubles), bound=True
    )
    template = LetterTemplate(TEMPLATE if paper.kind == "referral" else NOTICE_TEMPLATE)
    if paper.kind in ALONE:
        out = notice_receipts(ready, paper.key, paper.title)
    else:
        out = package(ready, LetterTemplate(TEMPLATE), fonts)
    if paper.kind != "referral":
        for name in (LETTER, f"{Path(LETTER).stem}.pdf"):
            out.pop(name, None)
        told = notice(paper, followed(family, paper.receiver), said, ready.evidence)
        day = paper.proposal.on.isoformat()
        out[letter_name(paper)] = template.filled(told.context(dossier.office), day, f"{paper.title}（草稿）")
    if letter is not None:
        out[letter_name(paper)] = letter
    check_blanks(out[letter_name(paper)], letter_name(paper))
    return complete(ready, out, letter_name(paper), template.sha256, fonts)


def issued(
    home: Path, paper: Paper, approved_sha256: str, number: str, on: date, fonts: Path | None = None
) -> str:
    """Put the package as it leaves in place, and give its digest: the approved files, the letter with number and day.

    A letter drafted for another organ keeps its blanks for that organ's number and day.

    Raises ReferralError: a disk that refuses, or a letter without blanks for them.
    """
    approved = read(folder_of(home, paper.key, approved_sha256))
    template: str = json.loads(approved[MANIFEST])["template_sha256"]
    dossier, draft = dossier_of(paper.proposal.detail["dossier"]), paper.last("drafted")
    ready = content(dossier, carried(dossier, approved), stated(draft.detail) if draft else NOTHING)
    issue = Issue(number, on, approved_sha256, organ_of_draft(paper))
    made = complete(ready, approved, letter_name(paper), template, fonts, issue)
    folder, digest = put(home, paper.key, made)
    drop_unissued(folder.parent, folder)
    return digest


def organ_of_draft(paper: Paper) -> str:
    """The organ for which the office drafted the paper, and that gives it number and day; empty for the office's own."""
    return shown(drafted_for(paper.proposal.detail["dossier"])) if paper.kind in MATTERS else ""


def drop_unissued(folder: Path, kept: Path | None = None) -> None:
    """Of a paper's packages: what an issue that was cut off or failed left behind bears a number that it never got.

    `kept` is the one that leaves. Raises ReferralError: a disk that refuses.
    """
    try:
        for other in numbered_in(folder):
            if other != kept:
                for beside in folder.glob(f"{other.name}.zip*"):
                    beside.unlink()
                shutil.rmtree(other)
    except (OSError, ValueError) as error:
        raise ReferralError(
            f"{folder} 中有没有印发成的材料，不能移走（{error}）；请检查权限和磁盘后重试，没有印发。"
        ) from error


def numbered_in(folder: Path) -> list[Path]:
    """Of a paper's packages those that bear a number. Raises OSError, ValueError."""
    found = sorted(folder.glob(f"*/{MANIFEST}"))
    return [one.parent for one in found if json.loads(one.read_bytes()).get("status") == "issued"]


def folder_of(home: Path, key: str, digest: str) -> Path:
    """Where a draft of a paper lies: each content in a folder of its own, so that no draft replaces another."""
    return home / "packages" / key / digest[:16]


def read(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it. Raises ReferralError."""
    try:
        return {
            p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
        }
    except OSError as error:
        raise ReferralError(
            f"材料目录 {folder} 不能读取（{os_reason(error)}）；请从备份恢复后再印发。"
        ) from error


def drafted(home: Path, paper: Paper) -> str:
    """The digest of a paper's latest draft, after its folder was found whole. Raises LifeError, ReferralError."""
    step = paper.last("drafted")
    if step is None or not step.package_sha256:
        raise LifeError(f"{paper.key} 还没有起草；请先起草（wenze refer draft）。")
    folder = folder_of(home, paper.key, step.package_sha256)
    if not folder.is_dir():
        raise LifeError(f"材料目录 {folder} 不存在；请从备份恢复，或重新起草（wenze refer draft）。")
    if faults := verify_package(folder):
        raise LifeError(
            f"材料目录 {folder} 与其清单不符（{faults[0]}）；请恢复，或重新起草（wenze refer draft）。"
        )
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def put(home: Path, key: str, made: Mapping[str, bytes]) -> tuple[Path, str]:
    """Write a draft beside its place, sync, rename; gives its folder and digest (SHA-256 of the manifest).

    Raises ReferralError for a disk that refuses; what stood there before still stands.
    """
    digest = hashlib.sha256(made[MANIFEST]).hexdigest()
    folder = folder_of(home, key, digest)
    part = folder.with_name(f".{folder.name}.part")
    try:
        if folder.is_dir() and not verify_package(folder):
            return folder, digest
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in (part, folder):
            if leftover.exists():
                shutil.rmtree(leftover)
        part.mkdir(mode=0o700)
        for name, data in made.items():
            with (part / name).open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        sync(part)
        part.replace(folder)
        sync(folder.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise ReferralError(
            f"材料不能写入 {folder}（{os_reason(error)}）；请检查权限和磁盘空间后重试，本件没有办理。"
        ) from error
    return folder, digest
