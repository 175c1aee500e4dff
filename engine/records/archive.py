"""A workbook looked through and packed anew: the parts that hold cells, and nothing that was not looked at."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from defusedxml import ElementTree

from engine.records import limits
from engine.records.formats import local, partial_dates
from engine.records.package import Package
from engine.records.rejections import RecordsError, place
from engine.records.sheetscan import Flaws, Merged, SheetScan
from engine.records.strings import Strings
from engine.records.texts import legible

_ROOT, _BOOK, _LINKS = "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_UNREAD = (_ROOT, "[Content_Types].xml")
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TRUE = {"1", "true", "on"}
_NAME = 100


@dataclass(frozen=True)
class Scanned:
    """A worksheet: its name, its flawed and its merged cells."""

    name: str
    flaws: Flaws
    merged: list[Merged]


def repacked(data: bytes, where: str) -> tuple[io.BytesIO, list[Scanned]]:
    """A workbook with the same cells, whose sheets stand in the order of the list, and what was found in them.

    Raises RecordsError: unsound, hostile or too large.
    Raises BadZipFile, KeyError, ValueError or SyntaxError where the file is no workbook.
    """
    package = Package(data, where)
    sheets, parts, from_1904 = _worksheets(package, where)
    read = {_BOOK, _LINKS, _STRINGS, _STYLES, *parts}
    limits.check_unpacked_size(where, sum(map(package.size, read)))
    for name in _UNREAD:
        if name in package:
            package.describing(name)
    partial = partial_dates(package.describing(_STYLES)) if _STYLES in package else {}
    strings = Strings(where)
    scans = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if _STYLES in package:
            archive.writestr(_STYLES, package.describing(_STYLES))
        if _STRINGS in package:
            _copy(package.xml(_STRINGS), archive, _STRINGS, strings)
        for number, (name, part) in enumerate(zip(sheets, parts, strict=True), start=1):
            sheet = place(where, name)
            scan = SheetScan(sheet, partial, strings.counter(sheet))
            _copy(package.xml(part), archive, f"xl/worksheets/sheet{number}.xml", scan)
            scans.append(Scanned(name, scan.flaws, scan.merged))
        archive.writestr(_ROOT, _links("officeDocument", [_BOOK]))
        archive.writestr(_BOOK, _book(len(sheets), from_1904=from_1904))
        archive.writestr(
            _LINKS, _links("worksheet", [f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)])
        )
    out.seek(0)
    return out, scans


def sheet_names(data: bytes, where: str) -> list[str]:
    """Names of a workbook's worksheets in its order. Raises as `repacked`."""
    return _worksheets(Package(data, where), where)[0]


def _copy(chunks: Iterator[bytes], archive: zipfile.ZipFile, name: str, look: Strings | SheetScan) -> None:
    with archive.open(name, "w") as part:
        for chunk in chunks:
            part.write(look.feed(chunk))
        part.write(look.close())


def _worksheets(package: Package, where: str) -> tuple[list[str], list[str], bool]:
    """Names of worksheets, hidden ones too, their parts, and whether days are counted from 1904."""
    links = {}
    for link in ElementTree.fromstring(package.describing(_LINKS), forbid_dtd=True):
        kind = (link.get("Type") or "").rpartition("/")[2]
        # A target is relative to the workbook's folder unless it starts with a slash.
        target = posixpath.normpath(posixpath.join("/xl", link.get("Target") or "")).lstrip("/")
        links[link.get("Id")] = (kind, target)
    names, parts, from_1904, count = [], [], False, 0
    for element in ElementTree.fromstring(package.describing(_BOOK), forbid_dtd=True).iter():
        if local(element.tag) == "workbookPr":
            from_1904 = element.get("date1904") in _TRUE
        if local(element.tag) != "sheet":
            continue
        count += 1
        identity = next((value for key, value in element.attrib.items() if local(key) == "id"), None)
        kind, target = links[identity]
        if kind == "worksheet":
            names.append(legible(element.get("name") or "", _NAME))
            parts.append(target)
    if count > limits.MAX_SHEETS:
        raise RecordsError(
            f"{where}：有 {count} 张工作表，超过 {limits.MAX_SHEETS} 张的上限；请拆成几个文件。"
        )
    return names, parts, from_1904


def _book(sheets: int, *, from_1904: bool) -> str:
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(from_1904)}"/><sheets>{listed}</sheets></workbook>'
    )


def _links(kind: str, targets: Sequence[str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, target in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'
