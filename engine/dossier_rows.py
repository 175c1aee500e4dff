"""What the dossiers of a run look up: rows by site and by organ, and which of them stand."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.evaluation import Evaluation
from engine.records import TABLES

_OF_SITES: Final = ("discoveries", "checks", "measures", "sites")


class DossierRows:
    """What every dossier of a run looks up: rows by site and by organ, and which stand; read once."""

    def __init__(self, run: Evaluation, sites: Iterable[str]) -> None:
        """Read the rows of `sites` and of what is joined with them; rows that do not stand are shown as unused."""
        self.run, self.names = run, run.names()
        self.also: dict[str, set[str]] = defaultdict(set)
        for site, root in run.facts.roots.items():
            self.also[root].add(site)
        wanted = pa.array(sorted(self.ids(sites)), pa.string())
        self.by_site = {name: self._by_site(name, wanted) for name in _OF_SITES}
        self.standing = {name: self._standing(name, wanted) for name in _OF_SITES}
        self.posts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(run.facts.rows("posts"), key=lambda r: (r["from_on"], r["name"], r["post"])):
            self.posts[row["organ"], row["jurisdiction"]].append(row)
        self.actions = sorted(run.facts.rows("prior_actions"), key=lambda r: str(r["action_id"]))

    def _by_site(self, table: str, ids: pa.Array) -> dict[str, list[dict[str, Any]]]:
        rows = self.run.records.tables[table]
        out: dict[str, list[dict[str, Any]]] = defaultdict(list)
        # An instant takes longer to read than all the other cells of its row.
        told = rows.filter(pc.is_in(rows["site_id"], value_set=ids)).drop_columns(["recorded_at"])
        for row in told.to_pylist():
            out[row["site_id"]].append(row)
        return out

    def _standing(self, table: str, ids: pa.Array) -> frozenset[str]:
        """The ids of the rows of the sites that stand."""
        key = key_of(table)
        rows = self.run.facts.standing.table(table, list({key, "site_id"}))
        return frozenset(rows.filter(pc.is_in(rows["site_id"], value_set=ids))[key].to_pylist())

    def ids(self, roots: Iterable[str]) -> set[str]:
        """Every number under which some sites stand in the records."""
        return {site for root in roots for site in (root, *self.also[root])}

    def rows(self, table: str, sites: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of a table about some sites, whether they stand or not, by id."""
        key = key_of(table)
        found = [row for site in sites for row in self.by_site[table].get(site, ())]
        return sorted(found, key=lambda row: str(row[key]))


def key_of(table: str) -> str:
    """The column of a table that holds its ids."""
    return TABLES[table].key
