"""Draft packages on disk: one folder a dossier, put in place whole, and an index of this run's."""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine import __version__
from engine.errors import os_reason
from engine.referrals.attachments import attachments
from engine.referrals.composing import composed
from engine.referrals.content import Content, content
from engine.referrals.docx_text import paragraphs
from engine.referrals.errors import ReferralError
from engine.referrals.fixed_zip import zip_of
from engine.referrals.forms import approval_page, notice_receipt_form, receipt_form
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.lists import register_book, workbook
from engine.referrals.manifest import MANIFEST, SUMS, manifest, sums
from engine.referrals.numbering import Issue, numbered
from engine.referrals.page import page
from engine.referrals.papers import canonical, facts, proof
from engine.referrals.receipt_book import notice_receipt_book, receipt_book
from engine.referrals.shapes import DossierContent
from engine.referrals.typesetting import annexes_pdf, letter_pdf
from engine.referrals.verification import VERIFIER, verifier

LETTER: Final = "移送函.docx"
LISTS: Final = "要件对照表.xlsx"
REGISTER: Final = "问题线索登记表.xlsx"
ANNEXES: Final = "附件.pdf"
APPROVAL: Final = "审批页.docx"
RECEIPT: Final = "回执.docx"
RECEIPT_BOOK: Final = "回执.xlsx"
PAGE: Final = "index.html"
FACTS, PROOF = "facts.json", "proof.json"
INDEX: Final = "packages.json"
_LONGEST: Final = 180
"""Bytes of a folder's name: file systems hold 255, and the folder beside it has a longer name."""


def package(one: Content, template: LetterTemplate, fonts: Path | None = None) -> dict[str, bytes]:
    """Letter and annexes of one package by name; `complete` adds what depends on the letter as it is sent."""
    return {
        LETTER: template.letter(one),
        LISTS: workbook(one),
        REGISTER: register_book(one),
        ANNEXES: annexes_pdf(one, fonts),
        APPROVAL: approval_page(one),
        RECEIPT: receipt_form(one),
        RECEIPT_BOOK: receipt_book(one),
        FACTS: canonical(facts(one)),
        PROOF: canonical(proof(one)),
        VERIFIER: verifier(),
        **{copy.copy: copy.data for copy in one.evidence},
    }


def notice_receipts(one: Content, key: str, title: str) -> dict[str, bytes]:
    """What goes with a letter that goes alone: the receipt that it asks for, in both forms."""
    return {
        RECEIPT: notice_receipt_form(one, key, title),
        RECEIPT_BOOK: notice_receipt_book(one, key, title),
    }


def complete(
    one: Content, files: dict[str, bytes], letter: str, template_sha256: str, fonts: Path | None = None,
    issue: Issue | None = None,
) -> dict[str, bytes]:  # fmt: skip
    """The package with its letter as PDF, its page, its manifest and sums; files of these names are made anew.

    `letter` names the letter's docx, composed or edited: the PDF says what it says. The page comes with the facts:
    a withdrawal has neither. With `issue` the letter gets its number and day and is a draft no more.
    Raises ReferralError: a letter that holds more than text, or has no blank for its number or day.
    """
    as_of = one.dossier.as_of if issue is None else issue.on.isoformat()
    out = {name: data for name, data in files.items() if name not in {PAGE, MANIFEST, SUMS}}
    if issue is not None:
        out[letter] = numbered(out[letter], letter, issue)
    told = paragraphs(out[letter], letter)
    stem = letter.removesuffix(".docx")
    out[f"{stem}.pdf"] = letter_pdf(told, stem, as_of, draft=issue is None, own=fonts)
    if FACTS in out:
        out[PAGE] = page(one, out, None if issue is None else issue.number)
    out[MANIFEST] = manifest(one, out, template_sha256, issue)
    out[SUMS] = sums(out)
    return out


def folder_names(dossiers: Sequence[DossierContent]) -> list[str]:
    """A folder for each: its id, with a digest where that is too long or the same as another's."""
    folded = Counter(d.id.casefold() for d in dossiers)
    out = []
    for one in dossiers:
        if one.id in {"", ".", "..", INDEX} or one.id.startswith(".") or any(c in one.id for c in "/\\\0"):
            raise ReferralError(f"移送材料编号“{one.id}”不能用作文件夹名；请改正该单位的名称后重新运行。")
        name = one.id
        if folded[name.casefold()] > 1 or len(name.encode(errors="replace")) > _LONGEST:
            key = "|".join((one.place, one.organ, one.receiver, str(one.restricted)))
            digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()[:16]
            name = name.encode(errors="replace")[: _LONGEST - 17].decode(errors="ignore") + f"-{digest}"
        out.append(name)
    if len({n.casefold() for n in out}) != len(out):
        raise ReferralError("两份移送材料的责任单位、接收机关完全相同，不能分别写出；请重新运行评估。")
    return out


@dataclass(frozen=True, slots=True)
class _Task:
    dossier: DossierContent
    template: Path
    evidence: Path | None
    fonts: Path | None


def _compose(task: _Task) -> dict[str, bytes]:
    one, letters = (
        content(task.dossier, attachments(task.dossier, task.evidence)),
        LetterTemplate(task.template),
    )
    return complete(one, package(one, letters, task.fonts), LETTER, letters.sha256, task.fonts)


def write_packages(
    dossiers: Sequence[DossierContent],
    folder: Path,
    template: Path = TEMPLATE,
    *,
    evidence: Path | None = None,
    fonts: Path | None = None,
    advance: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write a draft package for each dossier into `folder`, as a folder and a zip, and give the folders in their order.

    `evidence` is a folder with the files that records name; `fonts` one with the office's own fonts for the PDF;
    `advance` is called with the id of each package before it is written. A package of the same id is replaced whole;
    others there are left: `packages.json` lists this run's. Raises ReferralError: a folder or template that can't be
    used; a package that can't be composed, after all others were written.
    """
    names = folder_names(dossiers)
    tasks = [_Task(one, template, evidence, fonts) for one in dossiers]
    entries: list[dict[str, str]] = []
    failed: dict[str, str] = {}
    try:
        for name, dossier, made in zip(names, dossiers, composed(tasks, _compose), strict=True):
            advance(dossier.id)
            if made.files is None:
                failed[dossier.id] = made.fault
                continue
            folder.mkdir(parents=True, exist_ok=True)
            _put(folder / name, made.files)
            whole = zip_of(made.files)
            _replace(folder / f"{name}.zip", whole)
            entries.append({
                "folder": name, "id": dossier.id, "zip": f"{name}.zip",
                "zip_sha256": hashlib.sha256(whole).hexdigest(),
                "manifest_sha256": hashlib.sha256(made.files[MANIFEST]).hexdigest(),
            })  # fmt: skip
        if entries or not dossiers:
            folder.mkdir(parents=True, exist_ok=True)
            index = {
                "engine_version": __version__,
                "as_of": sorted({d.as_of for d in dossiers}),
                "packages": entries,
            }
            _replace(folder / INDEX, canonical({**index, "failed": failed} if failed else index))
    except OSError as error:
        raise ReferralError(
            f"移送材料不能写入 {folder}（{os_reason(error)}）；请检查权限和磁盘空间，或者另选文件夹。"
        ) from error
    except UnicodeError as error:
        raise ReferralError(
            f"移送材料不能写入 {folder}：本机区域设置不能表示中文文件名；请设置 LC_ALL=C.UTF-8 后重试。"
        ) from error
    if failed:
        raise ReferralError(_faults(failed, len(entries)))
    return [folder / name for name in names]


def _faults(failed: Mapping[str, str], written: int) -> str:
    """One line: which packages have failed and why; a fault that all share is said once."""
    faults = list(dict.fromkeys(failed.values()))
    if not written and len(faults) == 1:
        return faults[0]
    told = "；".join(f"{one}：{fault.rstrip('。')}" for one, fault in failed.items())
    return f"{len(failed)} 份移送材料没有写出（其余 {written} 份已写出）：{told}。"


def _replace(target: Path, data: bytes) -> None:
    """Write beside, then change the name; whatever stood there, a folder too, gives way."""
    part = target.with_name(f".{target.name}.part")
    _remove(part)
    part.write_bytes(data)
    if target.is_dir() and not target.is_symlink():
        _remove(target)
    part.replace(target)


def _put(target: Path, files: dict[str, bytes]) -> None:
    """Write beside, then change names: a reader sees the old package or the new one, never half of one."""
    part, old = target.with_name(f".{target.name}.part"), target.with_name(f".{target.name}.old")
    _remove(part)
    try:
        part.mkdir()
        for name, data in files.items():
            (part / name).write_bytes(data)
        if not os.path.lexists(target) and os.path.lexists(old):
            old.replace(target)  # a run that died between the two renames left the old package aside
        if os.path.lexists(target):
            _remove(old)
            target.replace(old)
            try:
                part.replace(target)
            except OSError:
                old.replace(target)
                raise
            _remove(old)
        else:
            part.replace(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _remove(path: Path) -> None:
    """A leftover of any kind; a link is cut, never followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):
        path.unlink()
