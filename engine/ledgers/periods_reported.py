"""The period of an explicit report of none: a month or a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from engine.errors import UsageError
from engine.periods import months_later, to_date, to_day

_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def period_of(text: str) -> tuple[date, date]:
    """First and last day of `2022-03` or `2022-03-07`. Raises UsageError for anything else."""
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return day, day
        if found := _MONTH.fullmatch(text):
            first = date(int(found[1]), int(found[2]), 1)
            return first, to_date(months_later(to_day(first), 1) - 1)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"--period“{text[:40]}”不是期间；写作 2022-03（整月）或 2022-03-07（一天）。")
