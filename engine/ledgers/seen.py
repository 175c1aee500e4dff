"""What a run says beyond its dossiers: which rows stand, and where nothing can be said (see `differences.Seen`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.cited import LEFT_OUT, plain
from engine.evaluation import Evaluation
from engine.ledgers.fates import Fate, Histories
from engine.ledgers.grounds import unversioned
from engine.records import TABLES


@dataclass(frozen=True)
class RunSeen:
    """Reads a table only when asked for one of its records."""

    run: Evaluation
    _rows: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    _tables: dict[str, tuple[Any, dict[str, int]]] = field(default_factory=dict)
    _histories: dict[str, Histories] = field(default_factory=dict)

    @property
    def as_of(self) -> str:
        """The day evaluated."""
        return self.run.as_of.isoformat()

    def held(self, table: str, record: str) -> Mapping[str, Any] | None:
        """The row that stands for a record, as a package shows it."""
        if table not in self._tables:
            rows = self.run.facts.standing.table(table)
            ids = rows[TABLES[table].key].to_pylist()
            self._tables[table] = rows, {unversioned(one): at for at, one in enumerate(ids) if one}
            self._rows[table] = {}
        rows, places = self._tables[table]
        if record not in places:
            return None
        known = self._rows[table]
        if record not in known:
            (row,) = rows.slice(places[record], 1).to_pylist()
            known[record] = {k: plain(v) for k, v in row.items() if v is not None and k not in LEFT_OUT}
        return known[record]

    @property
    def anything_blocked(self) -> bool:
        """Whether the run blocked anything."""
        return bool(self.run.blocked)

    def fate(self, table: str, record: str) -> Fate:
        """What became of a record for which no row stands: read from all rows known, those that no longer stand too."""
        if table not in self._histories:
            self._histories[table] = self._read(table)
        return self._histories[table].fate(record)

    def _read(self, table: str) -> Histories:
        rows, tree = self.run.facts.standing.known[table], self.run.jurisdictions.tree
        ids = rows[TABLES[table].key].to_pylist()
        replaced = {old: one for one, old in zip(ids, rows["replaces"].to_pylist(), strict=True) if old}
        gone = {one for one, said in zip(ids, rows["withdrawn"].to_pylist(), strict=True) if said}
        placed = [c.name for c in TABLES[table].columns if c.base == "jurisdiction"]
        lost = {
            one
            for column in placed
            for one, code in zip(ids, rows[column].to_pylist(), strict=True)
            if one in gone and code and code not in tree
        }
        first: dict[str, str] = {}
        for one in sorted(ids):
            first.setdefault(unversioned(one), one)
        return Histories(first, replaced, gone, lost)

    def blocked(self, place: str, jurisdiction: str) -> bool:
        """Whether the referrals of a place are blocked for a jurisdiction, as `dossiers.groups` leaves them out."""
        around = {place, jurisdiction, *self.run.jurisdictions.tree.ancestors(jurisdiction)}
        return any(
            one.jurisdiction in (place, jurisdiction) or (one.rule == "*" and one.jurisdiction in around)
            for one in self.run.blocked
        )
