"""Bad rows: each with exactly one fault that must be rejected, and where a person would find it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.synthetic.cells import Written
from benchmarks.synthetic.sizes import MARK

FAULTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("checks", "site_id", "S不存在"),
    ("discoveries", "verified_on", "2023年12月"),
    ("discoveries", "producing", "大概在生产"),
    ("sites", "jurisdiction", "不存在的县/不存在的镇"),
    ("checks", "result", ""),
    ("measures", "ordered_on", "45123"),
    ("sites", "mineral", ""),
    ("measures", "kind", "口头批评"),
    ("checks", "checked_on", "二〇二三年十三月一日"),
    ("discoveries", "reported_up_on", "23-12-01"),
)
"""Table, column, what stands in it."""


@dataclass(frozen=True, slots=True, order=True)
class Planted:
    """Where a bad row stands: file, sheet (empty for CSV), row as a person sees it, column."""

    file: str
    sheet: str
    row: int
    column: str


def shares(count: int) -> dict[str, list[int]]:
    """For each table the faults (positions in FAULTS, with their number) to plant in it."""
    out: dict[str, list[int]] = {}
    for number in range(count):
        out.setdefault(FAULTS[number % len(FAULTS)][0], []).append(number)
    return out


def plant(
    table: str, columns: list[str], rows: list[list[Written]], numbers: list[int], random: Random
) -> list[tuple[int, str]]:
    """Put the bad rows among the good ones, in place; `(row, column)` of each, the header being row 1."""
    key = columns[0]
    for number in numbers:
        _, column, value = FAULTS[number % len(FAULTS)]
        bad = list(random.choice(rows))
        bad[columns.index(key)] = f"X{table[0].upper()}{number:06d}"
        for name in ("replaces", "withdrawn", "same_as"):
            if name in columns:
                bad[columns.index(name)] = ""
        if "note" in columns:
            bad[columns.index("note")] = f"{MARK}：错行{number}"
        bad[columns.index(column)] = value
        rows.insert(random.randrange(len(rows) + 1), bad)
    wanted = {f"X{table[0].upper()}{n:06d}": FAULTS[n % len(FAULTS)][1] for n in numbers}
    return [(at, wanted[str(row[0])]) for at, row in enumerate(rows, start=2) if str(row[0]) in wanted]
