"""A sheet: the cells of one table as read, before any of them is judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.records.cells import Cell, blank
from engine.records.rejections import place
from engine.records.texts import legible


@dataclass(frozen=True)
class Sheet:
    """Cells of a CSV file (`name` None) or of one sheet of a workbook; row 1 is the header.

    `rows` leaves blank rows out and `numbers` says which row of the spreadsheet each is; rows may be shorter or
    longer than the header. `merged` is the first range of merged cells in the header, such as `A1:B1`.
    """

    file: str
    name: str | None
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    merged: str | None = None

    @property
    def place(self) -> str:
        """File and sheet in words."""
        return place(self.file, self.name)

    @property
    def cells(self) -> int:
        """How many cells the rows have."""
        return sum(map(len, self.rows))


def filled(rows: Iterable[Sequence[Cell]]) -> tuple[list[Sequence[Cell]], Sequence[int]]:
    """The rows below the header that hold anything, with their numbers; the first is row 2."""
    kept: list[Sequence[Cell]] = []
    numbers: list[int] = []
    last = 1
    for last, row in enumerate(rows, start=2):
        if not all(map(blank, row)):
            kept.append(row)
            numbers.append(last)
    return kept, range(2, last + 1) if len(kept) == last - 1 else numbers


def file_name(path: Path) -> str:
    """The name of a file as a person reads it: names that Windows packed as GBK decoded, one line."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return legible(os.fsencode(path.name).decode("gb18030", errors="replace"))
    return legible(path.name)


def letter(position: int) -> str:
    """What a spreadsheet calls the column at a position: 0 is A, 26 is AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
