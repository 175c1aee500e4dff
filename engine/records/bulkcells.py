"""Cells of a Parquet column judged in sets, by the parsers of the spreadsheets.

A cell that plainly is its own value is passed by one pattern over all of them; every other distinct cell goes through
`parsers.Parser`, once. So both ways of reading accept and refuse the same, in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.jurisdictions import Tree
from engine.records.cells import Fault
from engine.records.dates import FIRST_YEAR, LAST_YEAR, parse_date
from engine.records.parsers import CELL_LIMIT, ID_LIMIT, Parser
from engine.records.schema import Column

# Characters that NFC, trimming and width leave alone and that a reader sees; fewer than there are.
_HAN: Final = r"\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}"
_MARKS: Final = r"\x{b7}\x{2014}\x{2018}\x{2019}\x{201c}\x{201d}\x{2026}\x{3001}\x{3002}\x{300a}\x{300b}\x{3010}\x{3011}\x{3014}\x{3015}"
_WIDE: Final = r"\x{ff01}-\x{ff1a}\x{ff1c}-\x{ff5e}"  # without the semicolon
_ID: Final = rf"^[!-:<-~{_HAN}]+$"
_SEEN: Final = rf"!-:<-~{_HAN}{_MARKS}{_WIDE}"
_ITEM: Final = rf"^[{_SEEN}](?:[{_SEEN} ]*[{_SEEN}])?$"
_TEXT: Final = rf"^[{_SEEN};；](?:[{_SEEN};； ]*[{_SEEN};；])?$"
_INSTANT: Final = (
    r"^(?:19[5-9]\d|20\d\d)-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    r"|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$"
)
_PLAIN: Final = {
    "id": (_ID, ID_LIMIT), "ref": (_ID, ID_LIMIT), "name": (_TEXT, CELL_LIMIT), "text": (_TEXT, CELL_LIMIT),
    "list": (_ITEM, CELL_LIMIT), "instant": (_INSTANT, CELL_LIMIT),
}  # fmt: skip
_KEPT: Final = 200_000
"""Distinct cells of a column that a parser remembers."""
_FIRST, _LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)


_TIMED = Fault(parse_date(datetime(2000, 1, 1, 1, tzinfo=UTC)))


@dataclass(frozen=True, slots=True)
class Refused:
    """Cells that were refused for one reason: positions, what stood there, why."""

    positions: list[int]
    cell: object
    fault: Fault


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values of a column's pyarrow type, null where refused; `own`: every cell that isn't empty is its value."""

    values: Any
    refused: list[Refused]
    own: bool


class BulkParser:
    """Judges the cells of one column, array by array."""

    def __init__(self, column: Column, tree: Tree) -> None:
        """Take the parser that spreadsheets use."""
        self._column = column
        self._type = column.arrow
        self._parser = Parser(column, tree)
        self._plain = _PLAIN.get(column.base)

    def parse(self, cells: Any) -> Parsed:  # noqa: ANN401 - pyarrow has no types
        """Cells as text, or already of the column's type; null is an empty cell."""
        if cells.null_count == len(cells):
            cells = pa.nulls(len(cells), pa.string())
        if pa.types.is_string(cells.type):
            return self._texts(cells)
        return self._typed(cells)

    def _texts(self, cells: Any) -> Parsed:  # noqa: ANN401
        plain = self._plain_cells(cells)
        empty = pc.is_null(cells)
        odd = pc.indices_nonzero(pc.invert(pc.or_kleene(plain, empty)))
        nothing = self._parser[""]
        values = self._own(cells, plain)
        refused: list[Refused] = []
        if isinstance(nothing, Fault):
            _refuse(refused, pc.indices_nonzero(empty), "", nothing)
        elif nothing is not None:
            values = pc.if_else(empty, pa.scalar(nothing, self._type), values)
        if len(odd):
            parsed = self._distinct(cells.take(odd), odd, refused)
            mask = pc.invert(pc.or_kleene(plain, empty))
            values = pc.replace_with_mask(values, mask, parsed)
        own = not len(odd) and self._column.base in {"id", "ref", "name", "text"}
        return Parsed(values, refused, own)

    def _plain_cells(self, cells: Any) -> Any:  # noqa: ANN401
        """Which cells the pattern passes; never null."""
        if self._plain is None:
            return pa.repeat(pa.scalar(False), len(cells))
        pattern, limit = self._plain
        # A character takes at least one byte.
        short = pc.less_equal(pc.binary_length(cells), limit)
        return pc.fill_null(pc.and_(pc.match_substring_regex(cells, pattern), short), False)

    def _own(self, cells: Any, plain: Any) -> Any:  # noqa: ANN401
        """The values of the plain cells, null elsewhere."""
        if self._plain is None:
            return pa.nulls(len(cells), self._type)
        kept = pc.if_else(plain, cells, pa.scalar(None, pa.string()))
        if self._column.base == "list":
            return pc.binary_join_element_wise(";", kept, ";", "")
        return kept.cast(self._type) if self._column.base == "instant" else kept

    def _distinct(self, cells: Any, at: Any, refused: list[Refused]) -> Any:  # noqa: ANN401
        """The values of cells, each distinct one parsed once; `at` are their positions."""
        coded = cells.dictionary_encode()
        if len(self._parser) > _KEPT:
            self._parser.clear()
        given = coded.dictionary.to_pylist()
        values = [self._parser[cell] for cell in given]
        faults = {number: value for number, value in enumerate(values) if isinstance(value, Fault)}
        if faults:
            bad = pc.is_in(coded.indices, value_set=pa.array(faults, coded.indices.type))
            places: dict[int, list[int]] = {}
            for place, number in zip(
                at.filter(bad).to_pylist(), coded.indices.filter(bad).to_pylist(), strict=True
            ):
                places.setdefault(number, []).append(place)
            refused += [Refused(found, given[n], faults[n]) for n, found in places.items()]
        kept = [None if isinstance(value, Fault) else value for value in values]
        return pa.array(kept, self._type).take(coded.indices)

    def _typed(self, cells: Any) -> Parsed:  # noqa: ANN401
        """Days, instants and truth values as Parquet types them; see `bulkschema` for which may stand where."""
        if pa.types.is_boolean(cells.type):
            return self._texts(pc.if_else(cells, "TRUE", "FALSE"))
        if pa.types.is_date64(cells.type):
            cells = cells.cast(pa.timestamp("ms"))
        zone = UTC if self._column.base == "instant" else None
        first, last = (_bound(edge, cells.type, zone) for edge in (_FIRST, _LAST))
        inside = pc.and_(pc.greater_equal(cells, first), pc.less(cells, last))
        whole, fault = self._whole(pc.if_else(inside, cells, pa.scalar(None, cells.type)))
        refused: list[Refused] = []
        _refuse_each(refused, cells, pc.invert(inside), None)
        _refuse_each(refused, cells, pc.and_(inside, pc.invert(whole)), fault)
        if self._column.required:
            _refuse(refused, pc.indices_nonzero(pc.is_null(cells)), "", Fault(self._parser[""]))
        kept = pc.if_else(
            pc.fill_null(pc.and_kleene(inside, whole), False), cells, pa.scalar(None, cells.type)
        )
        return Parsed(kept.cast(self._type, safe=False), refused, own=False)

    def _whole(self, cells: Any) -> tuple[Any, Fault]:  # noqa: ANN401
        """Which cells lose nothing as this column's type, and what is wrong with the others."""
        if self._column.base == "instant":
            exact = cells.cast(self._type, safe=False).cast(cells.type, safe=False)
            return pc.equal(exact, cells), Fault("时间比百万分之一秒更细，不能照存；请只保留六位小数")
        if pa.types.is_date32(cells.type):
            return pc.is_valid(cells), Fault("")
        return pc.equal(pc.floor_temporal(cells, unit="day"), cells), _TIMED


def _bound(day: date, kind: Any, zone: tzinfo | None) -> Any:  # noqa: ANN401
    """A day as a scalar of a pyarrow type."""
    if pa.types.is_date32(kind):
        return pa.scalar(day, kind)
    return pa.scalar(
        datetime(day.year, day.month, day.day, tzinfo=zone), pa.timestamp("us", zone and "UTC")
    ).cast(kind)


def _refuse_each(refused: list[Refused], cells: Any, mask: Any, fault: Fault | None) -> None:  # noqa: ANN401
    """Refuse typed cells, each with what it shows; without a fault, for its year."""
    positions = pc.indices_nonzero(pc.fill_null(mask, False))
    for position, cell in zip(positions.to_pylist(), cells.take(positions), strict=True):
        try:
            shown = cell.as_py()
        except (ValueError, OverflowError):
            shown = None
        if fault is not None:
            refused.append(Refused([position], shown, fault))
        elif isinstance(shown, date):
            day = shown.date() if isinstance(shown, datetime) else shown
            refused.append(Refused([position], shown, Fault(parse_date(day))))
        else:
            reason = f"年份不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间；请核对年份"
            refused.append(Refused([position], str(cell.value), Fault(reason)))


def _refuse(refused: list[Refused], positions: Any, cell: object, fault: Fault) -> None:  # noqa: ANN401
    if len(positions):
        refused.append(Refused(positions.to_pylist(), cell, fault))
