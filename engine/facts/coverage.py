"""Which county sent how much, and when last: a county that sent nothing must not look clean."""

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from engine.facts.build import Facts

LATEST = {
    "discoveries": ("verified_on", "reported_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("ordered_on", "executed_on", "result_on"),
}


def coverage(facts: Facts) -> Mapping[str, tuple[int, int | None]]:
    """`{county or townships without one: (records, latest day)}` of site records dated up to the day; places sending none are absent."""
    counts: dict[str, tuple[int, int | None]] = {}
    for table, columns in LATEST.items():
        frame = facts.frame(table)
        days = [nw.when(nw.col(c) <= facts.as_of).then(nw.col(c)).otherwise(None) for c in columns]
        latest = nw.max_horizontal(*days) if len(days) > 1 else days[0]
        dated = frame.with_columns(latest=latest).filter(~nw.col("latest").is_null())
        placed = dated.join(facts.frame("roots").select("site_id", "jurisdiction"), on="site_id", how="inner")
        grouped = placed.group_by("jurisdiction").agg(records=nw.len(), latest=nw.col("latest").max())
        for row in grouped.collect(backend="pyarrow").iter_rows(named=True):
            _add(counts, facts, row)
    return counts


def _add(counts: dict[str, tuple[int, int | None]], facts: Facts, row: dict[str, Any]) -> None:
    code = row["jurisdiction"]
    place = facts.tree.ancestor_at(code, "county", facts.as_of) or code
    number, latest = counts.get(place, (0, None))
    counts[place] = (number + row["records"], max(latest or 0, row["latest"]))
