"""The workbook that goes back to a sender: each row as given, why it was not taken in, and the mark it is known by.

Cells are text and never formulas. The mended workbook is imported like any other: the office's own columns are left
out again, and the mark closes what the row mends.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.ledgers.given import as_text
from engine.ledgers.incoming import MARK, OWN_COLUMNS
from engine.ledgers.profile_model import Profile
from engine.ledgers.quarantine import Waiting
from engine.records.cells import Cell
from engine.records.headers import column_named
from engine.records.schema import TABLES
from engine.records.texts import legible

_NOTE: Final = (
    "这些行没有收入台账。请在各表中改正标黄的内容（改正依据见“原因”列），不要改动“隔离编号”，存盘后整本报回。",
    "改好的行会收入台账；仍有错的行会再退回。不再报送的行，请另行说明，由办公室搁置。",
)
_GUIDE: Final = "说明"
_LONGEST: Final = 32_767
_SHEET_NAME: Final = 31
_CREATED: Final = datetime(2022, 2, 22)  # noqa: DTZ001 - a fixed property of the file, so that the bytes stay
_FORBIDDEN: Final = str.maketrans("[]:*?/\\'", "--------")


@dataclass
class _Line:
    """One row of the workbook: cells by heading, the headings at fault, and the entries it stands for."""

    entry: Waiting
    cells: dict[str, Cell]
    faulty: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)


def workbook(entries: Iterable[Waiting], profiles: Mapping[str, Profile], sender: str) -> bytes:
    """The bytes of the workbook; `profiles`: by name, those by which some of the rows were read."""
    whole: list[Waiting] = []
    sheets: dict[str, dict[tuple[Any, ...], _Line]] = {}
    for entry in entries:
        if entry.table not in TABLES or entry.row is None:
            whole.append(entry)
            continue
        lines = sheets.setdefault(_sheet_of(entry), {})
        place = (entry.import_id, entry.sheet, entry.row)
        # A row that a profile reads into several tables is one row for its sender.
        key = place if entry.given.profile else (*place, entry.table)
        line = lines.setdefault(key, _Line(entry, dict(_cells(entry))))
        _tell(line, entry, profiles)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": f"退回{sender}的行", "author": "Wenze 问责", "created": _CREATED})
        formats = _formats(book)
        taken: set[str] = {_GUIDE}
        for name, lines in sheets.items():
            _write(book.add_worksheet(_name(name, taken)), list(lines.values()), formats)
        _guide(book.add_worksheet(_GUIDE), whole, formats)
    return out.getvalue()


def _sheet_of(entry: Waiting) -> str:
    label = TABLES[entry.table or ""].label
    return (
        f"样式-{entry.given.profile}-{(entry.given.sheet_profile or 0) + 1}" if entry.given.profile else label
    )


def _cells(entry: Waiting) -> Iterable[tuple[str, Cell]]:
    """The cells under the headings that the next import reads."""
    table = TABLES[entry.table or ""]
    if not entry.given.profile:
        for column in table.columns:
            if column.required:
                yield column.label, ""
    for heading, cell in entry.given.cells:
        named = None if entry.given.profile else column_named(table, heading)
        yield (named.label if named else heading), cell


def _tell(line: _Line, entry: Waiting, profiles: Mapping[str, Profile]) -> None:
    table = TABLES[entry.table or ""]
    sources: Mapping[str, Sequence[str]] = {}
    profile = profiles.get(entry.given.profile or "")
    if profile is not None and (entry.given.sheet_profile or 0) < len(profile.sheets):
        sources = profile.sheets[entry.given.sheet_profile or 0].sources()
    for column, _, reason in entry.faults:
        label = next((c.label for c in table.columns if c.name == column), column or "")
        line.faulty |= set(sources.get(f"{table.name}.{column}", (label,)))
        line.reasons.append(f"{table.label}·{label}：{reason}" if label else f"{table.label}：{reason}")
    line.marks.append(entry.id)


def _name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, each once."""
    base = name.translate(_FORBIDDEN)[:_SHEET_NAME].strip() or "表"
    chosen, number = base, 1
    while chosen in taken:
        number += 1
        chosen = f"{base[: _SHEET_NAME - 4]}-{number}"
    taken.add(chosen)
    return chosen


def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    text = {"num_format": "@", "valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bg_color": "#DDEBF7", "num_format": "@"}),
        "text": book.add_format(text),
        "fault": book.add_format({**text, "bg_color": "#FFF2CC"}),
        "why": book.add_format({**text, "text_wrap": True, "font_color": "#9C0006"}),
    }


def _write(sheet: Any, lines: Sequence[_Line], formats: Mapping[str, Any]) -> None:  # noqa: ANN401
    headings = list(dict.fromkeys(heading for line in lines for heading in line.cells))
    for position, heading in enumerate([*headings, *OWN_COLUMNS]):
        _put(sheet, 0, position, heading, formats["head"])
    for number, line in enumerate(lines, start=1):
        for position, heading in enumerate(headings):
            style = formats["fault" if heading in line.faulty else "text"]
            _put(sheet, number, position, as_text(line.cells.get(heading, "")), style)
        entry = line.entry
        own = (
            "\n".join(line.reasons),
            entry.file,
            entry.sheet or "",
            str(entry.row),
            ";".join(map(str, line.marks)),
        )
        for position, text in enumerate(own, start=len(headings)):
            _put(sheet, number, position, text, formats["why" if position == len(headings) else "text"])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 16, formats["text"])
    sheet.set_column(len(headings), len(headings), 60)
    sheet.set_column(len(headings) + 1, len(headings) + len(OWN_COLUMNS) - 1, 14)


def _put(sheet: Any, row: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401
    """A text cell, whatever it looks like. What Excel can't hold is left out: half of it must not come back."""
    if text and len(text) <= _LONGEST:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _guide(sheet: Any, whole: Sequence[Waiting], formats: Mapping[str, Any]) -> None:  # noqa: ANN401
    sheet.set_column(0, 0, 100, formats["why"])
    lines = list(_NOTE)
    if whole:
        lines.append("下列列、工作表或文件没有读入：")
    for entry in whole:
        _, _, reason = entry.faults[0]
        where = entry.file + (f"〔{entry.sheet}〕" if entry.sheet else "")
        lines.append(f"{where}：{legible(reason)}（{MARK} {entry.id}）")
    for number, line in enumerate(lines):
        _put(sheet, number, 0, line, formats["why"])
