"""Records: what departments sent, read strictly; every row is accepted or reported with its fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.records.assembly import Records
from engine.records.folder import read_folder
from engine.records.memory import read_rows
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES
from engine.records.words import said

__all__ = [
    "TABLES",
    "Records",
    "RecordsError",
    "Rejection",
    "read_folder",
    "read_rows",
    "said",
    "write_templates",
]


def write_templates(
    folder: Path, tables: Sequence[str] | None = None, language: str = "zh"
) -> tuple[Path, ...]:
    """Write blank tables; see `engine.records.templates.write_templates`."""
    # What writes workbooks takes longer to import than a small folder to read.
    from engine.records import templates

    return templates.write_templates(folder, tables, language)
