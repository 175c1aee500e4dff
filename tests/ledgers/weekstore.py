"""An office whose records were said week by week, straight into its store, and which runs its weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from factmaking import REAL, RULES, Row, records

from engine.ledgers import runs
from engine.ledgers.run_entries import Entry, entries
from engine.ledgers.week_ledger import WeekLedger, week_ledger
from engine.ledgers.weekly import Frame, Week, weekly
from engine.records import TABLES
from engine.settings import Settings
from engine.store import Store, create_store
from engine.store.models import Run
from engine.store.versions import Version, append_versions

FRAME = Frame(RULES, Settings(), REAL, REAL.calendar)


def monday(as_of: str) -> datetime:
    """Nine in the morning of a day, in Beijing."""
    return datetime.combine(date.fromisoformat(as_of), datetime.min.time(), UTC) + timedelta(hours=1)


@dataclass
class Office:
    """A store, and every row said so far: what is given later may refer to what was given before."""

    store: Store
    said: list[Row] = field(default_factory=list)

    def say(self, on: str, *rows: Row) -> None:
        """Record rows on a day; a row of a known id is its next version."""
        fresh = {(table, row[TABLES[table].key]) for table, row in rows}
        before = [(t, r) for t, r in self.said if (t, r[TABLES[t].key]) not in fresh]
        self.said = [*before, *rows]
        typed = records(*self.said).tables
        versions = []
        for table, row in rows:
            key = TABLES[table].key
            (cells,) = typed[table].filter(_is(typed[table][key], row[key])).to_pylist()
            versions.append(Version(table, row[key], {k: v for k, v in cells.items() if v is not None}))
        with self.store.writing(monday(on)) as session:
            append_versions(session, versions, None)

    def week(self, as_of: str, *, again: bool = False, frame: Frame = FRAME, on: str | None = None) -> Week:
        """Run a week on its own day."""
        return weekly(self.store, monday(on or as_of), date.fromisoformat(as_of), frame, "u1", again=again)

    def entries(self, week: Week) -> list[Entry]:
        """What became of each finding."""
        with self.store.reading() as session:
            return entries(session, week.run, lambda one: runs.document_in(session.get_one(Run, one)))

    def ledger(self, week: Week, settings: Settings | None = None) -> WeekLedger:
        """What the ledgers said when the week was recorded."""
        with self.store.reading() as session:
            return week_ledger(
                session,
                week.run,
                {week.run.id: week.document},
                REAL.tree,
                settings or Settings(),
                REAL.calendar,
            )

    def runs(self) -> Sequence[Any]:
        """Every run, without its document."""
        with self.store.reading() as session:
            return runs.listed(session)


def _is(column: Any, value: str) -> Any:
    import pyarrow.compute as pc

    return pc.equal(column, value)


def office(home: Path) -> Office:
    """An empty office."""
    return Office(create_store(None, home))
