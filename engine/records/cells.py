"""What a cell can be after reading, whatever the file's form, and the words for what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# Excel keeps 15 digits; a longer number has lost its last ones.
_EXACT = 10**15


@dataclass(frozen=True)
class Unreadable:
    """A cell whose content a reader must not take: an Excel error, a month that Excel made a day."""

    shown: str
    reason: str

    def __str__(self) -> str:
        """The cell as a person sees it."""
        return self.shown


class Fault(str):
    """The Chinese reason why a cell is not accepted; stands where its value would."""

    __slots__ = ()


Cell = str | float | date | datetime | time | timedelta | Unreadable
Value = str | bool | date | datetime | None | Fault


def cell(value: object) -> Cell:
    """Any value as a cell: None is empty, whole numbers below 10¹⁵ their digits, booleans TRUE and FALSE."""
    if isinstance(value, str | date | time | timedelta | Unreadable):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else value
    return str(value)


def blank(value: Cell) -> bool:
    """Whether a cell holds nothing but space."""
    return isinstance(value, str) and not value.strip()
