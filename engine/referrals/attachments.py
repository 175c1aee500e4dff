"""Copies of evidence files: named by the records that the package cites, numbered, paged, with their sums."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.errors import os_reason
from engine.referrals.errors import ReferralError
from engine.referrals.paging import Ranges, page_count, parted, told, within
from engine.referrals.shapes import DossierContent, Row
from engine.referrals.wording import visible

_PLAIN: Final = re.compile(r"[^/\\\x00-\x1f]{1,120}")
_LONGEST: Final = 150
"""Bytes of a copy's name: file systems hold 255."""
_UNFIT: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
UNCOUNTED: Final = "页数未计"
NOT_GIVEN: Final = "未随附"
"""What is said of a file that a record names and that is not here."""
NUMBER: Final = "证据"


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that names a file: what it wrote, and the pages in the file if it wrote any."""

    record: str
    written: str
    pages: Ranges = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One evidence file: its number, the name of its copy, the file's own name, who names it, its bytes.

    `pages` is how many it has, `first` the number of its first page in the volume (卷内页码), in which all counted files
    follow each other; None for both where its pages can't be counted.
    """

    number: str
    copy: str
    given: str
    references: tuple[Reference, ...]
    data: bytes
    pages: int | None = None
    first: int | None = None

    @property
    def sha256(self) -> str:
        """Digest of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def records(self) -> tuple[str, ...]:
        """The records that name it."""
        return tuple(dict.fromkeys(r.record for r in self.references))

    @property
    def span(self) -> Ranges:
        """Its pages in the volume; empty where they are not counted."""
        return self.in_volume(((1, self.pages),)) if self.pages else ()

    def in_volume(self, ranges: Ranges) -> Ranges:
        """Pages of the file as pages of the volume; empty where they are not counted, or the file lacks one."""
        if self.pages is None or self.first is None or not within(ranges, self.pages):
            return ()
        return tuple((a + self.first - 1, b + self.first - 1) for a, b in ranges)

    def remark(self, one: Reference) -> str:
        """The page that a record wrote; where the file has none such, so that a person looks."""
        if not one.pages:
            return ""
        if self.pages is not None and not within(one.pages, self.pages):
            return f"记录写{told(one.pages)}，该文件共{self.pages}页，请核对"
        return f"该文件{told(one.pages)}" if self.pages else f"记录写{told(one.pages)}"

    def cited(self, one: Reference) -> str:
        """`证据002 第4—6页`, `证据002 第5页（该文件第2页）`, `证据003（页数未计）`."""
        where = self.in_volume(one.pages) or self.span
        notes = filter(None, ("" if where else UNCOUNTED, self.remark(one)))
        aside = "，".join(notes)
        return f"{self.number}{' ' + told(where) if where else ''}{f'（{aside}）' if aside else ''}"


def enclosed(copies: Sequence[Attachment]) -> list[str]:
    """The line of a letter's list of what goes with it that names the copies; none where there are none."""
    if not copies:
        return []
    first, last = copies[0].number, copies[-1].number
    span = first if len(copies) == 1 else f"{first}—{last.removeprefix(NUMBER)}"
    return [f"证据材料（{span}，共{len(copies)}件）"]


def named(rows: Mapping[str, Row]) -> dict[str, list[str]]:
    """What the cited records write as evidence → the records; by what is written."""
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


def places(records: Iterable[str], rows: Mapping[str, Row], copies: Sequence[Attachment]) -> list[str]:
    """Where the files stand that some records name, each once: the copies with their pages, then those that are not here."""
    mine = {r: rows[r] for r in records if r in rows}
    cited = dict.fromkeys(a.cited(r) for a in copies for r in a.references if r.record in mine)
    return [*cited, *(f"{name}（{NOT_GIVEN}）" for name in lacking(mine, copies))]


def lacking(rows: Mapping[str, Row], copies: Sequence[Attachment]) -> dict[str, list[str]]:
    """What some records write as evidence and is not among the copies → the records; by what is written."""
    here = {r.written for a in copies for r in a.references}
    return {name: records for name, records in named(rows).items() if name not in here}


def attachments(dossier: DossierContent, folder: Path | None) -> tuple[Attachment, ...]:
    """The files of `folder` that the dossier's records name; none without a folder.

    Only plain names and plain files: no path, no link leads out of the folder. Raises ReferralError.
    """
    if folder is None:
        return ()

    def data(_: int, name: str) -> bytes | None:
        path = folder / name
        if not _PLAIN.fullmatch(name) or name in {".", ".."} or path.is_symlink() or not path.is_file():
            return None
        try:
            return path.read_bytes()
        except OSError as error:
            raise ReferralError(
                f"证据文件 {path} 不能读取（{os_reason(error)}）；请核对权限后重新运行，材料未写出。"
            ) from error

    return _volume(dossier, data)


def carried(dossier: DossierContent, files: Mapping[str, bytes]) -> tuple[Attachment, ...]:
    """The copies that a written package carries: the same numbers, names and pages as when it was written."""
    return _volume(dossier, lambda at, name: files.get(_copy_name(at, name)[1]))


def _volume(dossier: DossierContent, data: Callable[[int, str], bytes | None]) -> tuple[Attachment, ...]:
    """The files that there are, in order of name; `data` gives the bytes of what would be the n-th.

    A file that is really called `D1.pdf#page=3` is that file; else the page is read off the name.
    """
    written = named(dossier.records)
    split = {text: parted(text) for text in written}
    found: dict[str, bytes] = {}
    for name in sorted({*written, *(parts[0] for parts in split.values() if parts)}):
        if (held := data(len(found) + 1, name)) is not None:
            found[name] = held
    named_by: dict[str, list[Reference]] = {name: [] for name in found}
    for text, records in written.items():
        parts = split[text]
        name, pages = (text, ()) if text in found or parts is None else parts
        if name in found:
            named_by[name] += [Reference(record, text, pages) for record in records]
    out: list[Attachment] = []
    following = 1
    for at, (name, held) in enumerate(((n, d) for n, d in found.items() if named_by[n]), 1):
        pages_held = page_count(held)
        number, copy = _copy_name(at, name)
        out.append(
            Attachment(
                number, copy, name, tuple(named_by[name]), held, pages_held, following if pages_held else None
            )
        )
        following += pages_held or 0
    return tuple(out)


def _copy_name(at: int, name: str) -> tuple[str, str]:
    number = f"{NUMBER}{at:03d}"
    return number, f"{number}-{_short(_UNFIT.sub('_', visible(name)))}"


def _short(name: str) -> str:
    """A name whose stem gives way to its ending where it is too long; the catalogue has it whole."""
    stem, ending = Path(name).stem, Path(name).suffix[:16]
    room = _LONGEST - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore") + ending
