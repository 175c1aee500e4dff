"""The rows that stand: known by then, not replaced by another, not withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from .reading import Reading

Row = Mapping[str, str]
Tables = Mapping[str, Iterable[Row]]
IDS = {
    "sites": "site_id",
    "discoveries": "discovery_id",
    "measures": "measure_id",
    "checks": "check_id",
    "inquiries": "inquiry_id",
    "duty_evidence": "evidence_id",
}


def day_of(text: str | None) -> date | None:
    """An ISO date, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def codes_of(text: str | None) -> frozenset[str]:
    """The values of a cell that holds several, ``;`` between."""
    return frozenset(part.strip() for part in (text or "").split(";") if part.strip())


def known_rows(rows: Iterable[Row], known_at: datetime | None, reading: Reading) -> list[Row]:
    """The rows that were recorded by then; one id twice with the same content is one row."""
    found: list[Row] = []
    for row in rows:
        recorded = row.get("recorded_at")
        if row in found:
            continue
        if known_at is not None and not reading.has("known_at_ignored"):
            if not recorded and not reading.has("rows_without_recorded_at_are_kept"):
                continue
            if recorded and datetime.fromisoformat(recorded) > known_at:
                continue
        found.append(row)
    return found


def standing_rows(table: str, tables: Tables, known_at: datetime | None, reading: Reading) -> list[Row]:
    """The known rows that are not withdrawn and that no known row replaces, a withdrawn one included."""
    known = known_rows(tables.get(table, ()), known_at, reading)
    replaced = {row["replaces"] for row in known if row.get("replaces")}
    return [
        row
        for row in known
        if (row[IDS[table]] not in replaced or reading.has("replaced_row_counts"))
        and (row.get("withdrawn") != "yes" or reading.has("withdrawn_row_counts"))
    ]
