"""The shared strings of a workbook: how long each is, so that cells can't repeat a long one without end."""

from __future__ import annotations

import re
from array import array
from itertools import pairwise

from engine.records import limits
from engine.records.rejections import RecordsError

_START = re.compile(rb"<(?:[^\s<>/:!?]+:)?si[\s/>]")
_PLAIN = re.compile(rb"<si[\s/>]")
_CELL = re.compile(rb'\bt="s"[^<>]*>\s*<(?:[^\s<>/:!?]+:)?v>(\d{1,8})<')
_BY_BOUND = limits.MAX_TEXT_BYTES // 4
_ROOT = re.compile(rb"""<([^\s<>/:!?]+:)?sst(?:[^<>"']|"[^"]*"|'[^']*')*>""")


class Strings:
    """Takes the part's XML in pieces, then counts what sheets say. Lengths are bytes of XML, never too small.

    What it gives back lacks the counts that the part declares: calamine sets aside memory for as many strings.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._rest = b""
        self._lengths = array("I")
        self._longest = 0
        self._exact = True
        self._started = False

    def feed(self, chunk: bytes) -> bytes:
        """The piece to read in its stead. Raises RecordsError: a string too long, too many; ValueError."""
        text = self._rest + chunk
        self._exact = self._exact and b"<!" not in text  # a comment could hold what looks like a string
        pattern = _START if b":si" in text else _PLAIN
        starts = [found.start() for found in pattern.finditer(text)]
        ready = b""
        if starts:
            if self._started:
                starts.insert(0, 0)
            else:
                ready = _root(text[: starts[0]])
            self._started = True
            self._add([later - earlier for earlier, later in pairwise(starts)])
            ready += text[starts[0] : starts[-1]]
            text = text[starts[-1] :]
        self._rest = text
        if len(text) > limits.MAX_STRING_BYTES:
            self._add([len(text)])
        return ready

    def close(self) -> bytes:
        """The last piece. Raises as `feed`."""
        self._add([len(self._rest)])
        return self._rest if self._started else _root(self._rest) + b"</sst>"

    def _add(self, lengths: list[int]) -> None:
        self._longest = max([self._longest, *lengths])
        self._lengths.extend(lengths)
        if self._longest > limits.MAX_STRING_BYTES:
            raise RecordsError(
                f"{self._where}：有一个单元格的文字超过 {limits.MAX_STRING_BYTES // 1024} KiB；"
                f"每格最多 32767 个字符，请缩短，或改放附件。"
            )
        if len(self._lengths) > limits.MAX_CELLS:
            raise RecordsError(f"{self._where}：有超过 {limits.MAX_CELLS} 段文字；请拆成几个文件。")

    def counter(self, where: str) -> TextCounter:
        """What counts the text of one sheet."""
        return TextCounter(where, self._lengths if self._exact else array("I"), self._longest)


class TextCounter:
    """Adds up the text that the cells of a sheet hold."""

    def __init__(self, where: str, lengths: array[int], longest: int) -> None:
        self._where = where
        self._lengths = lengths
        self._longest = longest
        self._bound = self._counted = 0

    def count(self, piece: bytes) -> None:
        """Raises RecordsError where the cells so far hold too much text."""
        cells = piece.count(b't="s"')
        bound = cells * self._longest
        if self._bound + bound <= _BY_BOUND:
            self._bound += bound
            return
        indexes = [index for index in map(int, _CELL.findall(piece)) if index < len(self._lengths)]
        self._counted += sum(map(self._lengths.__getitem__, indexes))
        self._counted += (cells - len(indexes)) * self._longest
        if self._counted > limits.MAX_TEXT_BYTES:
            size = limits.MAX_TEXT_BYTES // 1024**2
            raise RecordsError(
                f"{self._where}：各单元格的文字共超过 {size} MiB；请缩短重复的长文字，或拆成几个文件。"
            )


def _root(head: bytes) -> bytes:
    found = _ROOT.search(head)
    if found is None:
        raise ValueError("no sst")
    return b"<" + (found[1] or b"") + b"sst>"
