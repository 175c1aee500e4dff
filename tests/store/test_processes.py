"""Several processes on one store, and processes that are killed: nothing lost, doubled or torn."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import func
from sqlmodel import select
from storing import MONDAY, Where, received, site

from engine.jurisdictions import Tree
from engine.store import Store
from engine.store.models import AuditEntry, ImportFile, RecordVersion
from engine.store.versions import append_versions

WRITERS, TURNS, KILLS, ROWS = 3, 15, 12, 40


def child(action: Callable[[], None]) -> int:
    """A process that does it; its exit code tells whether it could."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        except BaseException:  # noqa: BLE001 - told by the exit code
            os._exit(1)
        os._exit(0)
    return pid


def take_turn(store: Store, name: str) -> None:
    """One transaction over three tables."""
    with store.writing(MONDAY) as session:
        file = received(session, name)
        append_versions(session, [site(f"{name}-{number}") for number in range(ROWS)], file.id)
        seq = (session.exec(select(func.max(AuditEntry.seq))).one() or 0) + 1
        session.add(
            AuditEntry(seq=seq, actor="li", action="import", subject=name, detail="{}", previous_sha256="",
                       previous_sm3="", sha256="", sm3="")
        )  # fmt: skip


def whole(store: Store) -> list[str]:
    """The names of the transactions, each found whole in all three tables."""
    with store.reading() as session:
        files = session.exec(select(ImportFile).order_by("id")).all()
        rows = session.exec(select(RecordVersion.import_id, func.count()).group_by("import_id")).all()
        entries = session.exec(select(AuditEntry).order_by("seq")).all()
    names = [file.name for file in files]
    assert len(set(names)) == len(names)
    assert dict(rows) == {file.id: ROWS for file in files}
    assert [entry.subject for entry in entries] == names
    assert [entry.seq for entry in entries] == list(range(1, len(names) + 1))
    instants = [file.recorded_at for file in files]
    assert instants == sorted(set(instants))
    assert [entry.recorded_at for entry in entries] == instants
    return names


def test_writers_at_once_take_turns(place: Where, store: Store, tree: Tree) -> None:
    def write(writer: int) -> None:
        own = place.open(wait=60)
        for turn in range(TURNS):
            take_turn(own, f"{writer}-{turn}")

    def read() -> None:
        own = place.open(wait=60)
        for _ in range(TURNS):
            assert own.records(None, tree).tables["sites"].num_rows % ROWS == 0

    children = [child(lambda writer=writer: write(writer)) for writer in range(WRITERS)]  # type: ignore[misc]
    children += [child(read), child(read)]
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * len(children)
    assert sorted(whole(store)) == sorted(f"{w}-{t}" for w in range(WRITERS) for t in range(TURNS))
    assert store.records(None, tree).tables["sites"].num_rows == WRITERS * TURNS * ROWS


def test_a_writer_killed_at_any_point_leaves_whole_transactions(
    place: Where, store: Store, tree: Tree
) -> None:
    reader, writer = os.pipe()

    def write(life: int) -> None:
        own = place.open(wait=60)
        for turn in range(1_000_000):
            take_turn(own, f"{life}-{turn}")
            if turn == 0 and life % 2:
                os.write(writer, b".")

    chance = random.Random(20260309)  # noqa: S311 - when to kill
    before: list[str] = []
    for life in range(KILLS):
        pid = child(lambda life=life: write(life))  # type: ignore[misc]
        if life % 2:  # every other one has done something when it is killed
            os.read(reader, 1)
        time.sleep(chance.uniform(0.02, 0.3))
        os.kill(pid, signal.SIGKILL)
        assert os.waitpid(pid, 0)[1] == signal.SIGKILL
        take_turn(store, f"after {life}")  # the next writer goes on at once
        after = whole(store)
        assert after[: len(before)] == before
        before = after
    assert len(before) >= KILLS + KILLS // 2
    assert store.records(None, tree).tables["sites"].num_rows == len(before) * ROWS


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_check_finds_a_store_without_transactions(store: Store) -> None:
    """What the tests above look for: a naive writer that commits table by table is found out."""
    take_turn(store, "whole")
    assert whole(store) == ["whole"]
    with store.writing(MONDAY) as session:
        received(session, "torn")
    with pytest.raises(AssertionError):
        whole(store)
