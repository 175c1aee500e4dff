"""What was known at T never changes afterwards, whatever is told, decided, answered or lost later."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import postgres
import pytest
from histories import SITES, STEPS, Known, Office, cells, of_office, of_records, same
from hypothesis import HealthCheck, given, settings
from storing import MONDAY, received

from engine.jurisdictions import Tree
from engine.store import Store, create_store, open_store
from engine.store.models import QuarantineAnswer, QuarantinedRow, SiteDecision
from engine.store.versions import Version, append_versions

COUNT = int(os.environ.get("WENZE_STORE_HISTORIES", "40"))
RANDOM = settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - thousands of small stores: no disk waits


class History:
    """An office and its store, told the same things."""

    def __init__(self, store: Store, tree: Tree) -> None:
        self.store, self.tree = store, tree
        self.office = Office()
        self.quarantined: list[int] = []
        self.seen: list[tuple[datetime, Known, str]] = []

    def take(self, step: tuple[Any, ...]) -> None:
        kind, *told = step
        if kind == "forget the copy":
            shutil.rmtree(self.store.home / "bulk", ignore_errors=True)
        elif kind == "damage the copy":
            for path in sorted((self.store.home / "bulk").glob("*.parquet"))[:1]:
                path.write_bytes(path.read_bytes()[:-10] + b"0123456789")
        else:
            with self.store.writing(MONDAY + timedelta(days=len(self.seen))) as session:
                self.write(session, kind, told)
                now = session.now
            self.seen.append((now, of_office(self.office), self.store.records(now, self.tree).sha256))

    def write(self, session: Any, kind: str, told: list[Any]) -> None:
        if kind == "say":
            versions = []
            for one in told[0]:
                table, key, said = cells(one, self.office)
                self.office.say(table, key, said)
                versions.append(Version(table, key, said))
            append_versions(session, versions, None)
        elif kind in ("join", "undo", "refuse"):
            site, same_as = SITES[told[0]], SITES[told[1]]
            known = self.office.said["sites"]
            if site != same_as and site in known and same_as in known:
                session.add(
                    SiteDecision(kind=kind, site=site, same_as=same_as, actor="li", reason="现场核对")
                )
                self.office.joins[frozenset((site, same_as))] = kind == "join"
        elif kind == "quarantine":
            file = received(session, f"{len(self.quarantined)}.csv")
            row = QuarantinedRow(
                import_id=file.id, file=file.name, reason=f"r{len(self.quarantined)}", owner="a"
            )
            session.add(row)
            session.flush()
            self.quarantined.append(row.id or 0)
            self.office.waiting[row.id or 0] = row.reason
        elif told[0] < len(self.quarantined):
            one = self.quarantined[told[0]]
            session.add(QuarantineAnswer(quarantined_id=one, kind=kind, actor="li"))
            self.office.waiting.pop(one, None)
            if kind == "reopened":
                self.office.waiting[one] = f"r{told[0]}"

    def check(self) -> None:
        for number, (now, known, digest) in reversed(list(enumerate(self.seen))):
            found = self.store.records(now + timedelta(hours=number % 2), self.tree)
            assert found.sha256 == digest
            same(known, of_records(found))


@contextmanager
def fresh(made: Path) -> Iterator[Store]:
    """A copy of an empty store."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        shutil.copytree(made, folder, dirs_exist_ok=True)
        store = open_store(None, Path(folder))
        yield store
        store.close()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    create_store(None, home).close()
    return home


@given(steps=STEPS)
@RANDOM
def test_what_was_known_never_changes_and_is_what_was_told(
    empty: Path, tree: Tree, steps: list[tuple[Any, ...]]
) -> None:
    with fresh(empty) as store:
        history = History(store, tree)
        for step in steps:
            history.take(step)
        history.check()


@given(steps=STEPS)
@settings(RANDOM, max_examples=max(1, COUNT // 20))
def test_both_databases_know_the_same(
    empty: Path, tree: Tree, server: postgres.Server, made: str, steps: list[tuple[Any, ...]]
) -> None:
    name = server.database(made)
    with fresh(empty) as ours, tempfile.TemporaryDirectory(dir=MEMORY) as home:
        theirs = create_store(server.url(name), Path(home))
        pair = [History(store, tree) for store in (ours, theirs)]
        for step in steps:
            for history in pair:
                history.take(step)
        pair[1].check()
        assert [seen[2] for seen in pair[0].seen] == [seen[2] for seen in pair[1].seen]
        theirs.close()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")
