"""The rows that stand at a knowledge time: late ones left out, corrected and withdrawn ones gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import TABLES


@dataclass(frozen=True, slots=True)
class Standing:
    """What was known, by table, and which rows of it stand; how many were not yet known."""

    known: Mapping[str, pa.Table]
    """Rows recorded by the knowledge time, those that no longer stand too."""
    stands: Mapping[str, pa.BooleanArray | None]
    """By table: which of the known rows stand; None where all do."""
    unknown_yet: int
    replaced_sites: Mapping[str, str]
    """Replaced site_id → the site_id of the row that replaces it."""

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table that stand; `columns` spares copying the others."""
        known, stands = self.known[name], self.stands[name]
        chosen = known if columns is None else known.select(list(columns))
        return chosen if stands is None else chosen.filter(stands)

    def picked(self, name: str, picks: Any) -> pa.Table:  # noqa: ANN401 - pyarrow has no types
        """The rows that stand among those that `picks` (by known row) picks: no others are copied."""
        stands = self.stands[name]
        return self.known[name].filter(picks if stands is None else pc.and_(picks, stands))


def _known(table: pa.Table, known_at: datetime | None) -> pa.Table:
    if known_at is None:
        return table
    return table.filter(pc.less_equal(table["recorded_at"], pa.scalar(known_at, table["recorded_at"].type)))


def standing(tables: Mapping[str, pa.Table], known_at: datetime | None) -> Standing:
    """Cut by `recorded_at` first, so that a correction not yet known corrects nothing."""
    rows: dict[str, pa.Table] = {}
    stands: dict[str, pa.BooleanArray | None] = {}
    left_out = 0
    replaced_sites: dict[str, str] = {}
    for name, table in tables.items():
        known = _known(table, known_at)
        left_out += table.num_rows - known.num_rows
        key = TABLES[name].key
        replaced = pc.drop_null(known["replaces"]).combine_chunks()
        gone = pc.fill_null(known["withdrawn"], False)
        if len(replaced):
            gone = pc.or_(gone, pc.is_in(known[key], value_set=replaced))
        if name == "sites" and len(replaced):
            pairs = known.select(["replaces", key]).filter(pc.is_valid(known["replaces"]))
            replaced_sites = dict(zip(pairs["replaces"].to_pylist(), pairs[key].to_pylist(), strict=True))
        rows[name] = known
        stands[name] = pc.invert(gone).combine_chunks() if pc.any(gone).as_py() else None
    return Standing(rows, stands, left_out, replaced_sites)


def half_checks(standing: Standing) -> list[str]:
    """Ids of measures whose check is filled in part only: they are measures and no checks."""
    table = standing.table("measures", ["measure_id", "result_on", "result", "result_by"])
    filled = [pc.is_valid(table[c]) for c in ("result_on", "result", "result_by")]
    some, all_ = (
        pc.or_(pc.or_(filled[0], filled[1]), filled[2]),
        pc.and_(pc.and_(filled[0], filled[1]), filled[2]),
    )
    return sorted(table.filter(pc.and_not(some, all_))["measure_id"].to_pylist())
