"""Site, not report (DESIGN §6.4): every site id is led to the root that stands for the place."""

from datetime import datetime
from typing import NamedTuple

from .reading import Reading
from .rows import Row, Tables, known_rows, standing_rows


class Site(NamedTuple):
    """A distinct place (处): its root's current id, mineral and jurisdiction."""

    site: str
    mineral: str
    place: str


class Roots:
    """The sites that stand, and how an id in any row finds its root."""

    def __init__(self, tables: Tables, known_at: datetime | None, reading: Reading) -> None:
        self._reading = reading
        known = known_rows(tables.get("sites", ()), known_at, reading)
        self._replaced_by = {
            row["replaces"]: row["site_id"]
            for row in sorted(known, key=lambda row: row["site_id"], reverse=True)
            if row.get("replaces")
        }
        self._rows = {row["site_id"]: row for row in standing_rows("sites", tables, known_at, reading)}

    def current(self, site_id: str) -> Row | None:
        """The standing row that an id leads to through its corrections; None: withdrawn, or not known."""
        if self._reading.has("replaced_row_counts") and site_id in self._rows:
            return self._rows[site_id]
        if not self._reading.has("rows_do_not_follow_a_replaced_site"):
            while site_id in self._replaced_by:
                site_id = self._replaced_by[site_id]
        return self._rows.get(site_id)

    def root(self, site_id: str) -> str | None:
        """The id of the root site, None when the site of the row counts for nothing."""
        row = self.current(site_id)
        while row is not None and row.get("same_as") and not self._reading.has("reports_are_counted"):
            joined = self.current(row["same_as"])
            if joined is None:
                if self._reading.has("a_join_to_a_lost_site_loses_the_site"):
                    return None
                break
            row = joined
        return row["site_id"] if row is not None else None

    def sites(self) -> tuple[Site, ...]:
        """The root sites, by id."""
        found = {}
        for site_id in sorted(self._rows):
            root = self.root(site_id)
            if root is None:
                continue
            row = self._rows[site_id if self._reading.has("township_of_the_duplicate") else root]
            mineral = self._rows[root]["mineral"]
            if self._reading.has("mineral_of_the_duplicate"):
                mineral = self._rows[site_id]["mineral"]
            found[root] = Site(root, mineral, row["jurisdiction"])
        return tuple(found[root] for root in sorted(found))
