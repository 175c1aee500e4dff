"""A sheet: the cells of one table as read, before any of them is judged."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.records.cells import Cell
from engine.records.rejections import place


@dataclass(frozen=True)
class Sheet:
    """Cells of a CSV file (`name` None) or of one sheet of a workbook; row 1 is the header.

    Rows may be shorter or longer than the header; `rows` includes blank ones, so that row numbers stay true.
    """

    file: str
    name: str | None
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    @property
    def place(self) -> str:
        """File and sheet in words."""
        return place(self.file, self.name)


def file_name(path: Path) -> str:
    """The name of a file as a person reads it; names that Windows packed as GBK are decoded."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return os.fsencode(path.name).decode("gb18030", errors="replace")
    return path.name


def letter(position: int) -> str:
    """What a spreadsheet calls the column at a position: 0 is A, 26 is AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
