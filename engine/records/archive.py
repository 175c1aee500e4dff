"""What an XLSX file's archive says that calamine doesn't: its size unpacked, its cells' reach, flawed cells.

calamine gives an error cell (`#N/A`) and a formula that was never computed as empty: both would be guesses.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from defusedxml import ElementTree

from engine.records.cells import Unreadable
from engine.records.formats import local, partial_dates
from engine.records.limits import check_area, check_unpacked_size
from engine.records.rejections import RecordsError, place
from engine.records.sheets import file_name

Flaws = dict[tuple[int, int], Unreadable]
"""Flawed cells by zero-based row and column."""

_CHUNK = 8 * 1024**2
_CELL = re.compile(rb"<(?:\w+:)?c(?: ([^>]*?))?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REACH = re.compile(rb'\br="([A-Z]{1,4})(\d{1,8})"')
_ATTRIBUTE = re.compile(rb'\b([rst])="([^"]*)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_SUSPECT = re.compile(rb't="e"|<(?:\w+:)?f[ >/]')


def inspect(path: Path) -> dict[str, Flaws]:
    """Flawed cells by sheet name.

    Raises RecordsError: too large unpacked, a sheet that reaches too far.
    Raises BadZipFile, KeyError, ValueError or SyntaxError where the archive is not a workbook.
    """
    with zipfile.ZipFile(path) as archive:
        check_unpacked_size(path, sum(member.file_size for member in archive.infolist()))
        partial = partial_dates(archive)
        present = set(archive.namelist())
        return {
            name: _flaws(archive, member, partial, place(file_name(path), name))
            for name, member in _members(archive)
            if member in present
        }


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet names with the archive members that hold them."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target") or "" for link in links}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if local(element.tag) == "sheet":
            link = next((value for key, value in element.attrib.items() if local(key) == "id"), None)
            # A target is relative to the workbook's folder unless it starts with a slash.
            member = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
            yield element.get("name") or "", member


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The member in pieces that end between two rows."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        cut = max(text.rfind(b"<row"), text.rfind(b":row"))
        piece, rest = (text, b"") if cut <= 0 else (text[:cut], text[cut:])
        yield piece
    yield rest


def _flaws(archive: zipfile.ZipFile, member: str, partial: Mapping[bytes, str], where: str) -> Flaws:
    flaws: Flaws = {}
    rows, columns = 0, 0
    with archive.open(member) as stream:
        for piece in _pieces(stream):
            reach = _REACH.findall(piece)
            columns = max([columns, *map(_column, {letters for letters, _ in reach})])
            rows = max([rows, *map(int, {row for _, row in reach})])
            if partial or _SUSPECT.search(piece):
                flaws |= _in_piece(piece, partial, where)
    check_area(where, rows, columns)
    return flaws


def _in_piece(piece: bytes, partial: Mapping[bytes, str], where: str) -> Flaws:
    flaws: Flaws = {}
    for match in _CELL.finditer(piece):
        attributes = dict(_ATTRIBUTE.findall(match[1] or b""))
        flaw = _flaw(attributes, match[2] or b"", partial)
        if flaw is None:
            continue
        position = _REACH.match(b'r="' + attributes.get(b"r", b"") + b'"')
        if position is None:
            raise RecordsError(f"{where}：有不能读取的单元格（{flaw.reason}）；请用 Excel 或 WPS 另存。")
        flaws[int(position[2]) - 1, _column(position[1]) - 1] = flaw
    return flaws


def _flaw(attributes: dict[bytes, bytes], content: bytes, partial: Mapping[bytes, str]) -> Unreadable | None:
    value = _VALUE.search(content)
    text = value[1] if value else b""
    kind = attributes.get(b"t", b"n")
    if kind == b"e":
        error = text.decode(errors="replace") or "#ERROR"
        return Unreadable(error, f"Excel 单元格是错误值 {error}；请改正公式或直接填写内容")
    # A formula may well give an empty text (`str`), never an empty number.
    uncomputed = value is None or (not text and kind != b"str")
    if uncomputed and _FORMULA.search(content):
        return Unreadable("（公式）", "公式还没有计算结果；请用 Excel 或 WPS 打开并保存一次，或直接填写内容")
    reason = partial.get(attributes.get(b"s", b""))
    if reason and kind == b"n" and text:
        return Unreadable("（不完整的日期）", reason)
    return None


def _column(letters: bytes) -> int:
    number = 0
    for character in letters:
        number = number * 26 + character - 64
    return number
