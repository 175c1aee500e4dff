"""Copies of evidence files: named by the records that the package cites, numbered, with their sums."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.referrals.errors import ReferralError
from engine.referrals.shapes import DossierContent, Row
from engine.referrals.wording import visible

_PLAIN: Final = re.compile(r"[^/\\\x00-\x1f]{1,120}")
_LONGEST: Final = 150
"""Bytes of a copy's name: file systems hold 255."""
_UNFIT: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """One evidence file: its number, the name of its copy, the name as given, the records that name it, its bytes."""

    number: str
    copy: str
    given: str
    records: tuple[str, ...]
    data: bytes

    @property
    def sha256(self) -> str:
        """Digest of the file."""
        return hashlib.sha256(self.data).hexdigest()


def named(rows: Mapping[str, Row]) -> dict[str, list[str]]:
    """What the cited records name as evidence → the records; by name."""
    out: dict[str, list[str]] = {}
    for reference, row in sorted(rows.items()):
        for name in _names(row.get("evidence")):
            out.setdefault(name, []).append(reference)
    return dict(sorted(out.items()))


def _names(value: Any) -> Iterator[str]:  # noqa: ANN401 - a cell of a record
    texts: Iterable[str] = (
        map(str, value) if isinstance(value, (list, tuple)) else str(value or "").split(";")
    )
    for text in texts:
        if text.strip():
            yield text.strip()


def attachments(dossier: DossierContent, folder: Path | None) -> tuple[Attachment, ...]:
    """The files of `folder` that the dossier's records name; none without a folder.

    Only plain names and plain files: no path, no link leads out of the folder. Raises ReferralError.
    """
    if folder is None:
        return ()
    out: list[Attachment] = []
    for name, records in named(dossier.records).items():
        path = folder / name
        if not _PLAIN.fullmatch(name) or name in {".", ".."} or path.is_symlink() or not path.is_file():
            continue
        number, copy = _copy_name(len(out) + 1, name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ReferralError(
                f"证据文件 {path} 不能读取（{error.strerror}）；请核对权限后重新运行，材料未写出。"
            ) from error
        out.append(Attachment(number, copy, name, tuple(records), data))
    return tuple(out)


def carried(dossier: DossierContent, files: Mapping[str, bytes]) -> tuple[Attachment, ...]:
    """The copies that a written package carries: the same numbers and names as when it was written."""
    out: list[Attachment] = []
    for name, records in named(dossier.records).items():
        number, copy = _copy_name(len(out) + 1, name)
        if copy in files:
            out.append(Attachment(number, copy, name, tuple(records), files[copy]))
    return tuple(out)


def _copy_name(at: int, name: str) -> tuple[str, str]:
    number = f"证据{at:03d}"
    return number, f"{number}-{_short(_UNFIT.sub('_', visible(name)))}"


def _short(name: str) -> str:
    """A name whose stem gives way to its ending where it is too long; the catalogue has it whole."""
    stem, ending = Path(name).stem, Path(name).suffix[:16]
    room = _LONGEST - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore") + ending
