"""What every job gets: the loaded tables, the day, and the place of each jurisdiction, outside the measured time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyarrow import feather

from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.records import TABLES

TOWNSHIP: Final = "order446.township-illegal-coal-mine"
COUNTY: Final = "order446.county-two-illegal-coal-mines"
FORCE: Final = (date(2005, 9, 3), date(2024, 4, 30))
RURAL: Final = ("乡", "镇", "民族乡", "苏木", "民族苏木")
LICENCES: Final = (
    "mining_permit", "safety_permit", "business_licence", "manager_qualification", "manager_safety",
)  # fmt: skip
COAL_PERMIT_UNTIL: Final = date(2013, 7, 17)

Stretches = list[tuple[str, str, int, int]]
"""Rule, place, first and last day (ordinals), sorted."""


@dataclass(frozen=True)
class Data:
    """Tables as validated, the day to evaluate (the last one drawn), the tree."""

    tables: dict[str, pa.Table]
    as_of: date
    jurisdictions: Jurisdictions

    def places(self) -> pa.Table:
        """`(jurisdiction, township, county)` of the codes in use; township null where the limb does not reach."""
        tree = self.jurisdictions.tree
        codes = sorted(set(self.tables["sites"]["jurisdiction"].unique().to_pylist()))
        township = [tree.ancestor_at(c, "township") for c in codes]
        return pa.table(
            {
                "jurisdiction": pa.array(codes, pa.string()),
                "township": pa.array(
                    [t if t and tree.place(t).kind in RURAL else None for t in township], pa.string()
                ),
                "county": pa.array([tree.ancestor_at(c, "county") for c in codes], pa.string()),
            }
        )


def save(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Write the tables, uncompressed, so that a job's process loads them without decoding."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        feather.write_feather(table, str(folder / f"{name}.arrow"), compression="uncompressed")


def load(folder: Path, as_of: date, divisions: Path | None = None) -> Data:
    """Read the tables into memory."""
    tables = {n: feather.read_table(str(folder / f"{n}.arrow"), memory_map=False) for n in TABLES}
    return Data(tables, as_of, load_jurisdictions(divisions) if divisions else load_jurisdictions())


def digest(stretches: Iterable[tuple[str, str, int, int]]) -> str:
    """One number for a whole result, whatever order it came in."""
    lines = "\n".join("|".join(map(str, s)) for s in sorted(stretches))
    return hashlib.sha256(lines.encode()).hexdigest()
