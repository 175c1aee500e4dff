"""The order in which the files of one sending are taken in: what others refer to comes first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from engine.records.archive import sheet_names
from engine.records.headers import table_named
from engine.records.opening import irregular, read_bytes
from engine.records.rejections import RecordsError
from engine.records.schema import TABLES
from engine.records.sheets import file_name

_ORDER: Final = list(TABLES)
"""Tables stand after those that they refer to; that of sites is the first."""


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Each file once: by the first table that it holds, then by name; those whose tables can't be told come last."""
    return sorted(dict.fromkeys(paths), key=lambda path: (_rank(path), path.name))


def _rank(path: Path) -> int:
    named = [*_sheets(path), Path(file_name(path)).stem]
    tables = [table.name for name in named if (table := table_named(name))]
    return min(map(_ORDER.index, tables), default=len(_ORDER))


def _sheets(path: Path) -> list[str]:
    """The sheets of a workbook; what is wrong with one is said when it is read."""
    if path.suffix.casefold() != ".xlsx":
        return []
    try:
        return [] if irregular(path) else sheet_names(read_bytes(path), file_name(path))
    except (RecordsError, OSError, BadZipFile, KeyError, ValueError, SyntaxError):
        return []
