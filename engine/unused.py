"""Why a row about the sites of a referral was not used: whoever reads knows of it all the same (DESIGN §6.1, §6.18)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from engine.periods import to_day
from engine.records import said

_BEGINS: Final = {
    "discoveries": ("reported_on", "verified_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("ordered_on", "executed_on"),
}
"""Days of a row, the first of which says since when there is anything to tell."""
_AFTER: Final = "在评估日以后"


def seen(day: date | None, as_of: int) -> bool:
    """Whether a day of a row lies on or before the day of the run (an ordinal)."""
    return day is not None and to_day(day) <= as_of


def later(table: str, row: Mapping[str, Any], as_of: int) -> str:
    """The first day of what a row tells, where that is after the day of the run; empty where it is not."""
    days = sorted(row[c] for c in _BEGINS.get(table, ()) if row[c])
    return "" if not days or seen(days[0], as_of) else str(days[0])


def why_unused(table: str, row: Mapping[str, Any], as_of: int, *, used: bool, named: bool) -> str:
    """Why a standing row was not used; empty where it was, or where what it says stands elsewhere (`named`)."""
    if table == "sites":
        return ""
    if table == "measures":
        return _of_measure(row, as_of)
    if table == "discoveries" and not used and not seen(row["verified_on"], as_of):
        return (
            f"{row['verified_on']} 核实，{_AFTER}，不计入" if row["verified_on"] else "未经核实的报告，不计入"
        )
    if used or named:
        return ""
    if table == "discoveries":
        told = f"{row['verified_on']} 核实"
    else:
        told = f"{row['checked_on']} 复查，结论为{said(table, 'result', row['result'])}"
        told += f"，{_AFTER}" if later(table, row, as_of) else ""
    return f"{told}，没有作为认定的依据"


def _of_measure(row: Mapping[str, Any], as_of: int) -> str:
    filled = [bool(row[c]) for c in ("result_on", "result", "result_by")]
    if any(filled) and not all(filled):
        return "核查项目填写不全，未作为复查"
    if all(filled) and not seen(row["result_on"], as_of):
        result = said("measures", "result", row["result"])
        return f"{row['result_on']} 核查，结论为{result}，{_AFTER}，没有作为认定的依据"
    begins = later("measures", row, as_of)
    return f"{begins} 采取的措施，{_AFTER}，没有列入" if begins else ""
