"""All cells of a sheet as they stand: what a sheet is made of, before it is said which row is the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.records.cells import Cell, blank
from engine.records.merges import mark_merged
from engine.records.rejections import place
from engine.records.sheets import Sheet, filled
from engine.records.sheetscan import Merged


@dataclass(frozen=True)
class Grid:
    """Rows of a CSV file (`name` None) or of one worksheet, row 1 first, blank ones included; its merged ranges."""

    file: str
    name: str | None
    rows: list[list[Cell]]
    merged: Sequence[Merged] = ()

    @property
    def place(self) -> str:
        """File and sheet in words."""
        return place(self.file, self.name)

    def sheet(self) -> Sheet:
        """The sheet whose header is row 1; merged cells can't be read then."""
        rows = self.rows
        merged = mark_merged(rows, self.merged, self.place)
        while len(rows) > 1 and all(map(blank, rows[-1])):
            rows.pop()
        header = tuple(str(value).strip() for value in rows[0])
        return Sheet(self.file, self.name, header, *filled(rows[1:]), merged)
