"""What the ledger tells of a county's days: a report of none that it contradicts is said so."""

from __future__ import annotations

from datetime import date

from engine.facts.standing import standing
from engine.jurisdictions import Tree
from engine.ledgers.record_news import principal_day
from engine.records import TABLES, Records


def told_of(records: Records, tree: Tree, county: str, table: str, period: tuple[date, date]) -> list[str]:
    """Ids of the standing rows of a table that count on a day of the period, at places of the county; sorted."""
    kept = standing(records.tables, None)
    sites = kept.table("sites", ["site_id", "jurisdiction"])
    codes = dict(zip(sites["site_id"].to_pylist(), sites["jurisdiction"].to_pylist(), strict=True))
    found = []
    for row in kept.table(table).to_pylist():
        day = principal_day(table, row)
        site = row.get("site_id") or ""
        code = row.get("jurisdiction") or codes.get(kept.replaced_sites.get(site, site))
        if day and period[0] <= day <= period[1] and code and tree.lies_in(code, county):
            found.append(str(row[TABLES[table].key]))
    return sorted(found)
