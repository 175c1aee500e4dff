"""What a sheet's XML says that calamine doesn't: how far its cells reach, flawed cells, merged cells.

calamine lays out every cell up to the farthest, so that must be known before it reads. It gives an error cell
(`#N/A`) and a formula that was never computed as empty: both would be guesses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.records import limits
from engine.records.cells import Unreadable
from engine.records.package import SAVE_AS
from engine.records.rejections import RecordsError
from engine.records.strings import TextCounter

Flaws = dict[tuple[int, int], Unreadable]
"""Flawed cells by zero-based row and column."""

_P = rb"(?:[^\s<>/:!?]+:)?"
_TAG = re.compile(rb"<c[\s/>]")
_PREFIXED_TAG = re.compile(rb"<[^\s<>/:!?]+:c[\s/>]")
# Nearly all writers put the reference first; the other form is slower. What fits neither is refused: a cell that
# this module overlooks could reach anywhere.
_USUAL = re.compile(rb'<c r="([A-Z]{1,3}[1-9]\d{0,6})"(?: (?:s|t|cm|vm|ph)="\w*")*/?>')
_CELL = re.compile(rb"<" + _P + rb'c((?:\s+(?:r|s|t|cm|vm|ph)="\w*")*)\s*(/?)>')
_ROW_TAG = re.compile(rb"<" + _P + rb"row[\s/>]")
_ROW = re.compile(rb"<" + _P + rb'row((?:\s+[\w:.-]+="[^"<>]*")*)\s*/?>')
_ATTRIBUTE = re.compile(rb'\s(\w+)="([^"]*)"')
_REFERENCE = re.compile(rb"([A-Z]{1,3})([1-9]\d{0,6})")
_VALUE = re.compile(rb"<" + _P + rb"v[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<" + _P + rb"f[ >/]")
_SUSPECT = (b't="e"', b"<f", b":f")  # an error, a formula
_MERGE_TAG = re.compile(rb"<" + _P + rb"mergeCell[\s/>]")
_MERGE = re.compile(
    rb"<" + _P + rb'mergeCell\s+ref="([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?"'
)
_DIGITS, _LETTERS = b"0123456789", bytes(range(ord("A"), ord("Z") + 1))


@dataclass(frozen=True)
class Merged:
    """A range of merged cells, zero-based, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetScan:
    """Takes a sheet's XML in pieces. `partial`: cell styles that show part of a date → why it is no date."""

    where: str
    partial: Mapping[bytes, str]
    texts: TextCounter
    flaws: Flaws = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    _rest: bytes = b""
    _rows: int = 0
    _columns: int = 0

    def feed(self, chunk: bytes) -> bytes:
        """The same piece. Raises RecordsError: cells reach too far, hold too much, or can't be told apart."""
        cut = max(chunk.rfind(b"<row"), chunk.rfind(b":row"))
        if cut < 0:
            self._rest += chunk
            if len(self._rest) > limits.MAX_ROW_BYTES:
                size = limits.MAX_ROW_BYTES // 1024**2
                raise RecordsError(f"{self.where}：有一行超过 {size} MiB，不像表格；请删去多余的内容。")
        else:
            piece, self._rest = self._rest + chunk[:cut], chunk[cut:]
            self._look_through(piece)
        return chunk

    def close(self) -> bytes:
        """The part has ended. Raises RecordsError as `feed`."""
        self._look_through(self._rest)
        return b""

    def _look_through(self, piece: bytes) -> None:
        tags = len(_TAG.findall(piece))
        if b":c" in piece:
            tags += len(_PREFIXED_TAG.findall(piece))
        references = _USUAL.findall(piece)
        if len(references) < tags:
            references = self._unusual(piece, tags)
        if references:
            joined = b" ".join(references)
            self._columns = max(self._columns, *map(_column, set(joined.translate(None, _DIGITS).split())))
            self._rows = max(self._rows, *map(int, set(joined.translate(None, _LETTERS).split())))
        limits.check_area(self.where, self._rows, self._columns)
        self.texts.count(piece)
        if self.partial or any(mark in piece for mark in _SUSPECT):
            self._find_flaws(piece)
        if b"mergeCell" in piece:
            self._find_merged(piece)

    def _unusual(self, piece: bytes, tags: int) -> list[bytes]:
        """References of cells that are written otherwise, or stand where the row and their order put them."""
        widest = max(len(_CELL.findall(part)) for part in _ROW_TAG.split(piece))
        limits.check_width(self.where, widest)
        cells = [dict(_ATTRIBUTE.findall(found)) for found, _ in _CELL.findall(piece)]
        references = [cell[b"r"] for cell in cells if b"r" in cell]
        if len(cells) != tags or piece.count(b' r="') < len(references):
            raise self._odd("单元格")
        if not all(map(_REFERENCE.fullmatch, references)):
            raise self._odd("单元格的位置")
        if len(references) < len(cells):
            rows = [dict(_ATTRIBUTE.findall(found)) for found in _ROW.findall(piece)]
            if len(rows) != len(_ROW_TAG.findall(piece)):
                raise self._odd("行")
            for row in rows:
                number = row.get(b"r", b"0")
                if not number.isdigit() or len(number) > 7:  # noqa: PLR2004  (rows of Excel have seven digits)
                    raise self._odd("行号")
                self._rows = max(self._rows + 1, int(number))
            farthest = max((_column(found[0]) for found in map(_split, references)), default=0)
            self._columns = max(self._columns, farthest + widest)
        return references

    def _find_flaws(self, piece: bytes) -> None:
        cells = list(_CELL.finditer(piece))
        for index, found in enumerate(cells):
            attributes = dict(_ATTRIBUTE.findall(found[1]))
            end = cells[index + 1].start() if index + 1 < len(cells) else len(piece)
            flaw = self._flaw(attributes, b"" if found[2] else piece[found.end() : end])
            if flaw is None:
                continue
            if b"r" not in attributes:
                raise RecordsError(f"{self.where}：有不能读取的单元格（{flaw.reason}）；{SAVE_AS}。")
            letters, row = _split(attributes[b"r"])
            self.flaws[row - 1, _column(letters) - 1] = flaw

    def _flaw(self, attributes: Mapping[bytes, bytes], content: bytes) -> Unreadable | None:
        value = _VALUE.search(content)
        text = value[1] if value else b""
        kind = attributes.get(b"t", b"n")
        if kind == b"e":
            error = text[:20].decode(errors="replace") or "#ERROR"
            return Unreadable(error, f"Excel 单元格是错误值 {error}；请改正公式或直接填写内容")
        # A formula may well give an empty text (`str`), never an empty number.
        uncomputed = value is None or (not text and kind != b"str")
        if uncomputed and _FORMULA.search(content):
            return Unreadable(
                "（公式）", "公式还没有计算结果；请用 Excel 或 WPS 打开并保存一次，或直接填写内容"
            )
        reason = self.partial.get(attributes.get(b"s", b""))
        if reason and kind == b"n" and text:
            return Unreadable("（不完整的日期）", reason)
        return None

    def _find_merged(self, piece: bytes) -> None:
        found = _MERGE.findall(piece)
        if len(found) != len(_MERGE_TAG.findall(piece)):
            raise self._odd("合并单元格")
        for left, top, right, bottom in found:
            columns = sorted((_column(left) - 1, _column(right or left) - 1))
            rows = sorted((int(top) - 1, int(bottom or top) - 1))
            self.merged.append(Merged(rows[0], columns[0], rows[1], columns[1]))

    def _odd(self, what: str) -> RecordsError:
        return RecordsError(
            f"{self.where}：不是完好的 .xlsx 文件（{what}的写法不是 Excel 所用的）；{SAVE_AS}。"
        )


def _split(reference: bytes) -> tuple[bytes, int]:
    letters = reference.rstrip(_DIGITS)
    return letters, int(reference[len(letters) :])


def _column(letters: bytes) -> int:
    number = 0
    for character in letters:
        number = number * 26 + character - 64
    return number
