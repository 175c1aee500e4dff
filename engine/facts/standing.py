"""The rows that stand at a knowledge time: late ones left out, corrected and withdrawn ones gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import TABLES


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows that stand, by table; how many were not yet known; rows that were corrected or withdrawn."""

    tables: Mapping[str, pa.Table]
    unknown_yet: int
    unused: Mapping[str, tuple[str, ...]]
    replaced_sites: Mapping[str, str]
    """Replaced site_id → the site_id of the row that replaces it."""


def _known(table: pa.Table, known_at: datetime | None) -> pa.Table:
    if known_at is None:
        return table
    return table.filter(pc.less_equal(table["recorded_at"], pa.scalar(known_at, table["recorded_at"].type)))


def standing(tables: Mapping[str, pa.Table], known_at: datetime | None) -> Standing:
    """Cut by `recorded_at` first, so that a correction not yet known corrects nothing."""
    out: dict[str, pa.Table] = {}
    unused: dict[str, tuple[str, ...]] = {}
    left_out = 0
    replaced_sites: dict[str, str] = {}
    for name, table in tables.items():
        known = _known(table, known_at)
        left_out += table.num_rows - known.num_rows
        key = TABLES[name].key
        replaced = pc.drop_null(known["replaces"]).combine_chunks()
        if name == "sites" and len(replaced):
            rows = known.filter(pc.is_valid(known["replaces"]))
            replaced_sites = dict(zip(rows["replaces"].to_pylist(), rows[key].to_pylist(), strict=True))
        gone = (
            pc.is_in(known[key], value_set=replaced)
            if len(replaced)
            else pa.array([False] * known.num_rows, pa.bool_())
        )
        gone = pc.or_(gone, pc.fill_null(known["withdrawn"], False))
        out[name] = known.filter(pc.invert(gone)) if pc.any(gone).as_py() else known
        unused[name] = tuple(sorted(i for i in known.filter(gone)[key].to_pylist() if i))
    return Standing(out, left_out, unused, replaced_sites)


def half_checks(standing: Standing) -> list[str]:
    """Ids of measures whose check is filled in part only: they are measures and no checks."""
    table = standing.tables["measures"]
    filled = [pc.is_valid(table[c]) for c in ("result_on", "result", "result_by")]
    some, all_ = (
        pc.or_(pc.or_(filled[0], filled[1]), filled[2]),
        pc.and_(pc.and_(filled[0], filled[1]), filled[2]),
    )
    return sorted(table.filter(pc.and_not(some, all_))["measure_id"].to_pylist())
