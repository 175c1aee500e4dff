"""The drill: what comes back from a backup is, byte for byte, what was there."""

import hashlib
import json
import subprocess
import zlib
from datetime import timedelta
from pathlib import Path

import postgres
import pytest
from sqlmodel import select
from storing import MONDAY, POSTGRESQL, SQLITE, Where, discovery, received, say, site

from engine.jurisdictions import Tree
from engine.store import Store, StoreError, create_store, open_store
from engine.store.models import MODELS, Run, SiteDecision, canonical


def fill(store: Store, tree: Tree) -> None:
    """Records, a correction, a join and a run."""
    say(store, site("S1"), site("S2"), discovery("D1"))
    known_at = say(store, discovery("D1", note="改"))
    document = zlib.compress(canonical({"findings": ["甲"]}).encode())
    digests = dict.fromkeys(
        ("engine_version", "rules_sha256", "settings_sha256", "jurisdictions_sha256", "document_sha256"), "x"
    )
    inputs = store.records(known_at, tree).sha256
    with store.writing(MONDAY) as session:
        session.add(SiteDecision(kind="join", site="S1", same_as="S2", actor="li", reason="同一井口"))
        session.add(
            Run(
                as_of=MONDAY.date(),
                known_at=known_at,
                inputs_sha256=inputs,
                document=document,
                actor="li",
                **digests,
            )
        )


def told(store: Store, tree: Tree) -> str:
    """Everything that a store says: its records at several moments, all rows of all tables."""
    out = [store.records(MONDAY + timedelta(microseconds=step), tree).sha256 for step in range(4)]
    with store.reading() as session:
        for model in MODELS:
            rows = session.exec(select(model).order_by("id")).all()
            out += [repr(sorted(row.model_dump().items())) for row in rows]
    return hashlib.sha256(json.dumps(out).encode()).hexdigest()


@SQLITE
def test_a_backup_opens_as_the_store_that_it_was(store: Store, tree: Tree, tmp_path: Path) -> None:
    fill(store, tree)
    before = told(store, tree)
    home = tmp_path / "restored"
    home.mkdir()
    store.backup(home / "wenze.sqlite")
    say(store, site("S3"))
    restored = open_store(None, home)
    assert told(restored, tree) == before
    with restored.reading() as session:
        run = session.exec(select(Run)).one()
    assert json.loads(zlib.decompress(run.document)) == {"findings": ["甲"]}
    assert restored.records(run.known_at, tree).sha256 == run.inputs_sha256
    say(restored, site("S4"))
    with pytest.raises(StoreError, match="只增不改"), restored.writing(MONDAY) as session:
        session.connection().exec_driver_sql("DELETE FROM run")


@SQLITE
def test_a_backup_while_another_writes_is_of_the_moment_before(
    place: Where, store: Store, tree: Tree, tmp_path: Path
) -> None:
    fill(store, tree)
    before = told(store, tree)
    other = place.open()
    (tmp_path / "restored").mkdir()
    with other.writing(MONDAY) as session:
        received(session)
        session.flush()
        store.backup(tmp_path / "restored" / "wenze.sqlite")
    restored = open_store(None, tmp_path / "restored")
    assert told(restored, tree) == before
    assert [path.name for path in (tmp_path / "restored").iterdir() if path.suffix == ".sqlite"] == [
        "wenze.sqlite"
    ]


@SQLITE
def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    path.write_text("last week")
    with pytest.raises(StoreError, match="已存在；请换一个文件名"):
        store.backup(path)
    assert path.read_text() == "last week"


@SQLITE
def test_a_backup_that_cannot_be_written_is_told_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="不能写入（没有这个文件或目录）；请检查文件夹"):
        store.backup(tmp_path / "none" / "backup.sqlite")
    assert not (tmp_path / "none").exists()


@SQLITE
def test_a_backup_is_the_office_s_own_file(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "backup.sqlite")
    assert (tmp_path / "backup.sqlite").stat().st_mode & 0o777 == 0o600


@POSTGRESQL
def test_postgresql_comes_back_by_its_own_tools(
    place: Where, store: Store, tree: Tree, server: postgres.Server, tmp_path: Path
) -> None:
    fill(store, tree)
    with pytest.raises(StoreError, match=r"pg_dump --format=custom.*pg_restore") as raised:
        store.backup(tmp_path / "backup")
    assert server.password not in str(raised.value)
    assert place.url is not None
    target, file = server.url(server.database()), tmp_path / "dump"
    subprocess.run([server.binaries / "pg_dump", "--format=custom", f"--file={file}", place.url], check=True)
    subprocess.run([server.binaries / "pg_restore", f"--dbname={target}", file], check=True)
    restored = open_store(target, tmp_path / "restored")
    assert told(restored, tree) == told(store, tree)
    say(restored, site("S4"))
    with pytest.raises(StoreError, match="只增不改"), restored.writing(MONDAY) as session:
        session.connection().exec_driver_sql("DELETE FROM run")
    restored.close()
    create_store(target, tmp_path / "restored").close()
