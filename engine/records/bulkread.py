"""The rows of a Parquet file, judged batch by batch: each cell on its own, then what the cells of a row say together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.jurisdictions import Tree
from engine.records.bulkarrays import but
from engine.records.bulkbudget import Budget
from engine.records.bulkcells import BulkParser
from engine.records.bulkdraft import QUOTED, Piece
from engine.records.bulkfile import BulkFile
from engine.records.bulkrows import settled
from engine.records.bulkschema import check_types, dense, is_text, text_bytes
from engine.records.cells import blank
from engine.records.headers import Matched
from engine.records.rejections import Origin, Rejection
from engine.records.schema import Table
from engine.records.sheets import Sheet
from engine.records.validation import about_columns, matched_columns

FIRST_ROW: Final = 2
"""Rows are counted as in a spreadsheet whose row 1 holds the columns' names: the first is row 2."""
_SEEN: Final = r"[!-~\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}]"


def read_bulk(
    table: Table, file: BulkFile, tree: Tree, budget: Budget
) -> tuple[list[Piece], list[Rejection]]:
    """The rows of a file, and what concerns a column and no row.

    Raises RecordsError: a required column is missing, two mean the same, a type that can't hold it, too much.
    """
    budget.rows(file)
    header = tuple(name.strip() for name in file.header)
    sheet = Sheet(file.name, None, header, (), ())
    matched = matched_columns(table, sheet)
    check_types(table, file, matched)
    file.check_pages(list(matched.positions.values()))
    reader = _Reader(table, file, matched, tree, budget)
    pieces = list(reader.pieces())
    return pieces, about_columns(table, sheet, matched, reader.has_content)


class _Reader:
    def __init__(self, table: Table, file: BulkFile, matched: Matched, tree: Tree, budget: Budget) -> None:
        self.table, self.file, self.budget = table, file, budget
        self.positions = dict(matched.positions)
        self.others = [at for at, _ in matched.unknown]
        self.parsers = {column.name: BulkParser(column, tree) for column in table.columns}

    def pieces(self) -> Iterator[Piece]:
        """The rows in their order."""
        names, first, counted = list(self.positions), FIRST_ROW, False
        for arrays in self.file.batches([self.positions[name] for name in names]):
            size = sum(map(text_bytes, arrays))
            if not counted and self.budget.uncounted(size):
                # A few bytes of a file may hold any amount of text.
                self.budget.room(self.file.name, self._text_from(first))
                counted = True
            self.budget.text(self.file.name, size)
            given = {name: dense(cells) for name, cells in zip(names, arrays, strict=True)}
            yield self._piece(given, len(arrays[0]), first)
            first += len(arrays[0])

    def _text_from(self, row: int) -> int:
        """Bytes of text from a row on, counted and not unpacked."""
        texts = [at for at in self.positions.values() if is_text(self.file.types[at])]
        size, at = 0, FIRST_ROW
        for arrays in self.file.batches(texts):
            size += sum(map(text_bytes, arrays)) if at >= row else 0
            at += len(arrays[0])
        return size

    def _piece(self, given: Mapping[str, Any], rows: int, first: int) -> Piece:
        parsed = {
            column.name: self.parsers[column.name].parse(given.get(column.name, pa.nulls(rows)))
            for column in self.table.columns
        }
        blanks = self._blank_rows(given, first)
        numbers = pa.arange(first, first + rows).cast(pa.int32())
        piece = Piece(
            self.file.name,
            None,
            numbers,
            {name: one.values for name, one in parsed.items()},
            {name: given[name] for name in QUOTED if name in given and not parsed[name].own},
        )
        for name, one in parsed.items():
            for refused in one.refused:
                kept = [at for at in refused.positions if at not in blanks]
                self.budget.faults(self.file.name, len(kept))
                for at in kept:
                    origin = Origin(self.file.name, None, first + at)
                    piece.faults.setdefault(at, []).append(origin.reject(name, refused.cell, refused.fault))
                    piece.refused.setdefault(at, {})[name] = refused.fault
        return settled(self.table, _without(piece, blanks))

    def _blank_rows(self, given: Mapping[str, Any], first: int) -> set[int]:
        """Positions of rows that hold nothing but space in any column, those that are not read included."""
        mask = pa.repeat(pa.scalar(True), len(next(iter(given.values()))))
        for cells in given.values():
            mask = pc.and_(mask, _unseen(cells))
            if not pc.any(mask).as_py():
                return set()
        found = pc.indices_nonzero(mask)
        rows = zip(*(cells.take(found).to_pylist() for cells in given.values()), strict=True)
        nothing = {
            at
            for at, row in zip(found.to_pylist(), rows, strict=True)
            if all(c is None or blank(c) for c in row)
        }
        if nothing and self.others:
            nothing = {at for at in nothing if not self._elsewhere[0][first - FIRST_ROW + at].as_py()}
        return nothing

    def has_content(self, position: int) -> bool:
        """Whether a column that is not read holds anything."""
        return self._elsewhere[1][position]

    @cached_property
    def _elsewhere(self) -> tuple[Any, dict[int, bool]]:
        """For each row whether the columns that are not read hold anything; for each of these, whether any row does."""
        self.file.check_pages(self.others)
        rows, columns = [], dict.fromkeys(self.others, False)
        for arrays in self.file.batches(self.others):
            held = [_content(cells) for cells in arrays]
            for position, cells in zip(self.others, held, strict=True):
                columns[position] = columns[position] or bool(pc.any(cells).as_py())
            rows.append(reduce(pc.or_, held))
        return pa.chunked_array(rows, pa.bool_()), columns


def _unseen(cells: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Which cells may be blank: empty, or without a character of the usual ones."""
    if not pa.types.is_string(cells.type):
        return pc.is_null(cells)
    return pc.fill_null(pc.invert(pc.match_substring_regex(cells, _SEEN)), True)


def _content(cells: Any) -> Any:  # noqa: ANN401
    """Which cells hold more than space; text is not unpacked for it."""
    if not pa.types.is_dictionary(cells.type):
        return pc.is_valid(cells)
    words = cells.dictionary.cast(pa.large_string())
    seen = pc.match_substring_regex(words, _SEEN)
    rare = words.filter(pc.invert(seen)).to_pylist()
    held = pc.replace_with_mask(seen, pc.invert(seen), pa.array([not blank(w) for w in rare], pa.bool_()))
    return pc.fill_null(held.take(cells.indices), False)


def _without(piece: Piece, blanks: set[int]) -> Piece:
    """The piece without some rows; their faults were not told."""
    if not blanks:
        return piece
    gone = sorted(blanks)
    kept = but(len(piece.numbers), gone)

    def moved(told: Mapping[int, Any]) -> dict[int, Any]:
        return {at - bisect_left(gone, at): faults for at, faults in told.items()}

    return Piece(
        piece.file, piece.sheet, piece.numbers.filter(kept),
        {name: cells.filter(kept) for name, cells in piece.columns.items()},
        {name: cells.filter(kept) for name, cells in piece.given.items()},
        moved(piece.faults), moved(piece.refused),
    )  # fmt: skip
