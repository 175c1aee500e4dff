"""A row as a department gave it, kept with its quarantine entry so that it can be sent back or judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.records.cells import Cell, Unreadable

Cells = Sequence[tuple[str, Cell]]
"""Heading and cell, in the order of the sheet."""


@dataclass(frozen=True)
class GivenRow:
    """The cells under their headings; with a profile, which one, and what it made of them (`read`: column → cell)."""

    cells: Cells = ()
    profile: str | None = None
    sheet_profile: int | None = None
    read: Mapping[str, Cell] = field(default_factory=dict)
    minted: Mapping[str, str] = field(default_factory=dict)
    """Minted id → its natural key, for the ids in `read`."""

    def columns(self) -> Mapping[str, Cell]:
        """What is judged: header (ours, or a column's name) → cell."""
        return self.read or dict(self.cells)


def to_json(row: GivenRow) -> dict[str, Any]:
    """As the store keeps it."""
    out: dict[str, Any] = {"given": [[heading, _kept(cell)] for heading, cell in row.cells]}
    if row.profile is not None:
        out |= {"profile": row.profile, "sheet_profile": row.sheet_profile}
    if row.read:
        out["read"] = {column: _kept(cell) for column, cell in row.read.items()}
    if row.minted:
        out["minted"] = dict(row.minted)
    return out


def from_json(kept: Mapping[str, Any] | None) -> GivenRow:
    """What `to_json` wrote."""
    kept = kept or {}
    return GivenRow(
        tuple((heading, _cell(cell)) for heading, cell in kept.get("given", ())),
        kept.get("profile"),
        kept.get("sheet_profile"),
        {column: _cell(cell) for column, cell in kept.get("read", {}).items()},
        kept.get("minted", {}),
    )


def as_text(cell: Cell) -> str:
    """A cell as a person sees it: days without a time of day, numbers without a needless fraction."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _kept(cell: Cell) -> Any:  # noqa: ANN401 - JSON
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Unreadable):
        return {"unreadable": cell.shown, "reason": cell.reason}
    if isinstance(cell, datetime):
        return {"instant": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, float) and cell - cell == 0:  # neither infinite nor no number
        return {"number": cell}
    return {"unreadable": str(cell), "reason": "单元格里不是文字、数字或日期；请改写成文字"}


def _cell(kept: Any) -> Cell:  # noqa: ANN401 - JSON
    if isinstance(kept, str):
        return kept
    if "unreadable" in kept:
        return Unreadable(kept["unreadable"], kept["reason"])
    if "instant" in kept:
        return datetime.fromisoformat(kept["instant"])
    return date.fromisoformat(kept["date"]) if "date" in kept else float(kept["number"])
