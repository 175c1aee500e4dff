"""A file as it came, made ready to be judged: by the names of our tables, by a sender's profile, or sent back mended."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from engine.jurisdictions import Tree
from engine.ledgers.given import GivenRow, as_text
from engine.ledgers.layout import Dropped, lay_out
from engine.ledgers.minting import mint_ids
from engine.ledgers.profile_model import Profile
from engine.ledgers.profiled import Shaped, county_of, reshape, take
from engine.records.cells import Cell, blank
from engine.records.codes import folded
from engine.records.grids import Grid
from engine.records.guide import GUIDE_SHEETS
from engine.records.headers import folded_name, table_named
from engine.records.onefile import grids_in, tables_in, tables_of_workbook, unread
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES, Table
from engine.records.sheets import Sheet, letter
from engine.records.workbook import workbook_grids
from engine.signing import canonical

MARK: Final = "隔离编号"
OWN_COLUMNS: Final = ("原因", "来源文件", "来源工作表", "来源行", MARK)
"""What the office adds to a row that it sends back; left out when the row returns."""
Place = tuple[str, str | None, int]
"""Table, sheet, row."""


@dataclass(frozen=True)
class Returned:
    """What a mark of a returned row says: the table, and the profile by which the row was read."""

    table: str | None
    profile: str | None
    sheet_profile: int | None


@dataclass
class Batch:
    """Sheets by table, and what must be known of their rows; one sender."""

    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    shaped: dict[Place, GivenRow] = field(default_factory=dict)
    """Rows that a profile read."""
    marks: dict[tuple[str | None, int], tuple[int, ...]] = field(default_factory=dict)
    """(sheet, row) → ids of the quarantine entries that the row answers."""
    minted: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    faults: list[Rejection] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """Tables whose header came without a row."""
    rows_sha256: str | None = None
    """Digest of the cells that a profile was given: the same for a file that was only saved again."""

    def add(self, table: Table, sheet: Sheet, *, none: bool) -> None:
        """Take a sheet in; `none`: it came with its header and no row, which is a report of none."""
        self.sheets.setdefault(table.name, []).append(sheet)
        if none:
            self.empty.append(table.name)

    def given(self, place: Place) -> GivenRow:
        """A row as it was given."""
        table, name, number = place
        if place in self.shaped:
            return self.shaped[place]
        for sheet in self.sheets.get(table, ()):
            at = bisect_left(sheet.numbers, number)
            if sheet.name == name and at < len(sheet.numbers) and sheet.numbers[at] == number:
                return GivenRow(_under_headings(sheet, sheet.rows[at]))
        return GivenRow()


@dataclass(frozen=True)
class Reader:
    """How files are read: the tree, the sender, the profile, and how to look up marks and other profiles."""

    tree: Tree
    sender: str
    profile: Profile | None
    marked: Callable[[Collection[int]], Mapping[int, Returned]]
    profiles: Callable[[str], Profile]

    def read(self, name: str, data: bytes) -> Batch:
        """The batch of a file. Raises RecordsError: unreadable, no table, columns that can't be matched."""
        batch = Batch()
        workbook = Path(name).suffix.casefold() == ".xlsx"
        grids = list(workbook_grids(name, data)) if workbook else []
        returned = [grid for grid in grids if MARK in _words(grid.rows[0])]
        if returned:
            for grid in grids:
                self._returned(batch, grid, read=grid in returned)
        elif self.profile is not None:
            grids = grids if workbook else list(grids_in(name, lambda: data))
            batch.rows_sha256 = _digest(grids)
            self._shaped(batch, reshape(name, grids, self.profile, self.tree), self.profile, returned=False)
        else:
            tables = (
                tables_of_workbook(name, grids, _table(name)) if workbook else tables_in(name, lambda: data)
            )
            self._plain(batch, tables)
        if not batch.sheets:
            first = (
                batch.faults[0].reason
                if batch.faults
                else "没有可读的表；只读取 .csv、.xlsx 和 .parquet 文件"
            )
            own = (
                ""
                if self.profile
                else "部门自己的表，先加 --learn 样式名 学一份样式，再加 --profile 样式名 收入。"
            )
            raise RecordsError(f"{name}：{first}。{own}")
        return batch

    def _plain(self, batch: Batch, found: Iterable[tuple[Table, Sheet] | Rejection]) -> None:
        for one in found:
            if isinstance(one, Rejection):
                batch.faults.append(one)
                continue
            table, sheet = one
            self._take(batch, table, sheet)

    def _take(self, batch: Batch, table: Table, sheet: Sheet) -> None:
        sheet, marks = unmarked(sheet)
        returned = bool(marks)
        batch.marks |= {(sheet.name, number): ids for number, ids in marks.items()}
        batch.add(table, sheet, none=not returned and not sheet.rows)

    def _shaped(self, batch: Batch, shaped: Shaped, profile: Profile, *, returned: bool) -> None:
        minted = mint_ids(shaped.pieces, self.sender, self.tree)
        batch.minted |= minted.keys
        batch.lacking |= minted.lacking
        batch.dropped += shaped.dropped
        batch.faults += shaped.faults
        filled = {name for name, _ in shaped.given}
        for table, sheets in minted.sheets.items():
            for sheet, piece in zip(sheets, [p for p in shaped.pieces if p.table.name == table], strict=True):
                batch.add(TABLES[table], sheet, none=not returned and sheet.name not in filled)
                which = next(
                    i for i, known in enumerate(profile.sheets) if known.headings == piece.profile.headings
                )
                for number, row in zip(sheet.numbers, sheet.rows, strict=True):
                    read = dict(zip(sheet.header, row, strict=True))
                    keys = {str(i): minted.keys[str(i)] for i in read.values() if str(i) in minted.keys}
                    given = tuple(shaped.given[sheet.name, number])
                    batch.shaped[table, sheet.name, number] = GivenRow(given, profile.name, which, read, keys)

    def _returned(self, batch: Batch, grid: Grid, *, read: bool) -> None:
        """A sheet that the office sent back: its marks say what its rows are."""
        if not read and folded_name(grid.name or "") in GUIDE_SHEETS:
            return
        if not read:
            batch.faults.append(unread(grid.file, grid.name, "退回表中没有“隔离编号”列，该工作表"))
            return
        marks = unmarked(grid.sheet())[1]
        said = self.marked({mark for ids in marks.values() for mark in ids})
        by_profile = next((one for one in said.values() if one.profile is not None), None)
        tables = [TABLES[one.table] for one in said.values() if one.table is not None]
        table = tables[0] if tables else table_named(grid.name or "")
        if by_profile is not None:
            self._by_profile(batch, Grid(grid.file, grid.name, _stripped(grid.rows), grid.merged), by_profile)
            batch.marks |= {(grid.name, number): ids for number, ids in marks.items()}
        elif table is None:
            batch.faults.append(unread(grid.file, grid.name, "隔离编号不是本台账退给该单位的，该工作表"))
        else:
            self._take(batch, table, grid.sheet())

    def _by_profile(self, batch: Batch, grid: Grid, said: Returned) -> None:
        profile = self.profiles(said.profile or "")
        which = said.sheet_profile or 0
        if which >= len(profile.sheets):
            raise RecordsError(
                f"{grid.place}：样式“{profile.name}”已改，退回的行对不上；请核对样式的 sheets。"
            )
        # A returned sheet has its header in row 1, and rows only.
        plain = {"sheet": None, "header": 1, "header_rows": 1, "totals": (), "footers": (), "fill_down": ()}
        sheet = profile.sheets[which].model_copy(update=plain)
        shaped = Shaped()
        take(shaped, grid, sheet, lay_out(grid, sheet), county_of(profile, self.tree))
        self._shaped(batch, shaped, profile, returned=True)


def unmarked(sheet: Sheet) -> tuple[Sheet, Mapping[int, tuple[int, ...]]]:
    """A sheet without the office's own columns, and the marks by row; any other sheet as it is."""
    words = _words(sheet.header)
    if MARK not in words:
        return sheet, {}
    at = words.index(MARK)
    marks = {
        number: ids
        for number, row in zip(sheet.numbers, sheet.rows, strict=True)
        if (ids := _ids(row[at] if at < len(row) else ""))
    }
    kept = [position for position, word in enumerate(words) if word not in OWN_COLUMNS]
    rows = [[row[p] for p in kept if p < len(row)] for row in sheet.rows]
    header = tuple(sheet.header[p] for p in kept)
    return Sheet(sheet.file, sheet.name, header, rows, sheet.numbers, sheet.merged), marks


def _stripped(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    gone = {p for p, word in enumerate(_words(rows[0])) if word in OWN_COLUMNS}
    return [[cell for p, cell in enumerate(row) if p not in gone] for row in rows]


def _under_headings(sheet: Sheet, row: Sequence[Cell]) -> tuple[tuple[str, Cell], ...]:
    names = [*sheet.header, *[""] * (len(row) - len(sheet.header))]
    named = zip(names, row, strict=False)
    return tuple((n or f"{letter(p)}列", c) for p, (n, c) in enumerate(named) if n or not blank(c))


def _digest(grids: Iterable[Grid]) -> str:
    """Of sheets, their cells as a person sees them and what is merged; blank cells and rows at an end say nothing."""
    told = [
        [
            grid.name,
            _trimmed([_trimmed([as_text(cell).strip() for cell in row]) for row in grid.rows]),
            sorted(map(repr, grid.merged)),
        ]
        for grid in grids
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def _trimmed(cells: list[Any]) -> list[Any]:
    return cells[: max((at for at, cell in enumerate(cells, 1) if cell), default=0)]


def _words(cells: Iterable[Cell]) -> list[str]:
    return [folded(str(cell)) for cell in cells]


def _ids(cell: Cell) -> tuple[int, ...]:
    parts = folded(as_text(cell)).replace("，", ";").split(";")
    return tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 16)  # noqa: PLR2004


def _table(name: str) -> Table | None:
    return table_named(Path(name).stem)
