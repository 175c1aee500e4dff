"""What a run knows, and what the run before it knew: cut from one reading of the store."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.ledgers import runs
from engine.records import Records
from engine.records.digest import digest
from engine.store import Store


@dataclass(frozen=True)
class KnownSince:
    """The records of a run, without their digest (`naming`), and those of the run that it follows."""

    records: Records
    known_at: datetime
    earlier: Records | None = None
    earlier_at: datetime | None = None

    def then(self, known_at: datetime) -> Records | None:
        """The records known at an instant, if it is one of the two."""
        if known_at == self.known_at:
            return self.records
        return self.earlier if known_at == self.earlier_at else None


def known_since(store: Store, known_at: datetime, as_of: date, tree: Tree) -> KnownSince:
    """What is known at an instant, and what was to the run that one of this day follows. Raises StoreError."""
    with store.reading() as session:
        previous = runs.before(session, as_of)
    with store.knowledge(tree) as known:
        now = known.at(known_at, named=False)
        if previous is None or previous.known_at == known_at:
            return KnownSince(now, known_at)
        return KnownSince(now, known_at, known.at(previous.known_at, named=False), previous.known_at)


@contextmanager
def naming(run: Evaluation) -> Iterator[None]:
    """Meanwhile another thread takes the digest of the run's records, and the run gets it at the end."""
    with ThreadPoolExecutor(1) as others:
        named = others.submit(digest, run.records.tables)
        yield
        run.records = replace(run.records, sha256=named.result())
