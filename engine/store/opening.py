"""Opening and making a store."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, create_engine, event

from engine.errors import os_reason
from engine.jurisdictions import Tree
from engine.records import Records
from engine.store.address import Address, address
from engine.store.errors import StoreError
from engine.store.faults import told
from engine.store.schema import check_version, upgrade
from engine.store.transaction import LOCK, SEEN, Reading, Writing, last_instant, reading, writing

if TYPE_CHECKING:
    from engine.store.joins import Decision
    from engine.store.records import Knowledge

WAIT: Final = 10.0
"""Seconds that a second writer waits for the first."""

FOLDERS: Final = ("received", "keys", "profiles", "reports", "packages", "bulk")
"""What a home holds beside the database."""


@dataclass(frozen=True)
class Store:
    """An open store. One process may keep it open as long as it likes; sessions are short."""

    home: Path
    where: Address
    wait: float = WAIT
    engine: Engine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the connections; none is made yet."""
        object.__setattr__(self, "engine", _engine(self.where, self.wait))

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Writing]:
        """The one writing session; committed at the end, undone as a whole by any exception.

        `now`: the clock, UTC-aware. Use `session.now` inside: it is later than all that was recorded before.
        Raises StoreError: another writer for longer than `wait` seconds, a clock set back by more than a minute,
        disk full or read-only, what the tables refuse.
        """
        with told(self.where.shown, self.wait), writing(self.engine, now, self.wait) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A session that sees one moment of the store, whoever writes meanwhile. Raises StoreError."""
        with told(self.where.shown, self.wait), reading(self.engine) as session:
            yield session

    def last_instant(self) -> datetime | None:
        """The latest instant recorded anywhere; None for an empty store."""
        with self.reading() as session:
            return last_instant(session.connection())

    def last_known(self) -> datetime | None:
        """The latest instant at which the records that the engine sees changed; None for an empty store."""
        with self.reading() as session:
            return last_instant(session.connection(), SEEN)

    def records(
        self, known_at: datetime | None, tree: Tree, *, named: bool = True, tried: Sequence[Decision] = ()
    ) -> Records:
        """The engine's records as known at an instant, `last_known()` without one; typed as `read_folder` gives them.

        Tables hold every version recorded by then: `D1`, then `D1~2` that replaces it; `recorded_at` is the store's.
        Persons' joins of sites are in `same_as`. `rejected` is what waited in quarantine at that moment, and rows
        whose place `tree` doesn't have (these are given as withdrawn). The same instant gives the same records
        for ever. Without `named` they bear no digest, which is for comparing only. `tried` are decisions on sites
        to look at as if they had been made last. Raises StoreError.
        """
        at = known_at or self.last_known() or datetime.min.replace(tzinfo=UTC)
        with self.knowledge(tree) as known:
            return known.at(at, named=named, tried=tried)

    @contextmanager
    def knowledge(self, tree: Tree) -> Iterator[Knowledge]:
        """All that the store has been told, for reading what was known at several moments. Raises StoreError."""
        # What reads rows takes longer to import than what writes them.
        from engine.store.records import Knowledge

        with self.reading() as session:
            yield Knowledge(session, self.home / "bulk", tree)

    def backup(self, path: Path) -> None:
        """Copy the database to a new file while others read and write; see `engine.store.backup`."""
        from engine.store.backup import backup

        with told(self.where.shown, self.wait):
            backup(self.engine, self.where, path)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str | None, home: Path, *, wait: float = WAIT) -> Store:
    """Open a store that `create_store` made; `url` None is `home/wenze.sqlite`.

    Raises StoreError: no store there, one of another version, a damaged file, a database that can't be reached.
    """
    where = address(url, home)
    try:
        there = where.file is None or where.file.is_file()
    except OSError as error:
        raise StoreError(f"{where.shown}：打不开（{os_reason(error)}）；请检查文件夹的读写权限。") from None
    if not there:
        raise StoreError(f"{where.shown}：文件不存在；请先运行 wenze init，或核对 WENZE_HOME 与 --home。")
    store = Store(home, where, wait)
    try:
        with store.reading() as session:
            check_version(session.connection(), where.shown)
    except BaseException:
        store.close()
        raise
    return store


def create_store(url: str | None, home: Path, *, wait: float = WAIT) -> Store:
    """Make a home and its store, or raise an older store to this version; one that is up to date stays as it is.

    Raises StoreError: no permission, a newer version, another database, one that can't be reached.
    """
    where = address(url, home)
    _make_folders(home, where)
    store = Store(home, where, wait)
    try:
        with told(where.shown, wait), store.engine.connect() as bare:
            connection = bare.execution_options(wenze_writing=True)
            with connection.begin():
                if where.file is None:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                upgrade(connection, where.shown)
    except BaseException:
        store.close()
        raise
    return store


def _make_folders(home: Path, where: Address) -> None:
    """Only the office's own account reads what lies there: names of officials, of informants."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in FOLDERS:
            (home / name).mkdir(mode=0o700, exist_ok=True)
        if where.file is not None:
            where.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(where.file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        at = error.filename or home
        raise StoreError(
            f"{at}：不能建立（{os_reason(error)}）；请检查路径和权限，或用 --home 另指文件夹。"
        ) from None


def _engine(where: Address, wait: float) -> Engine:
    if where.file is None:
        arguments: Mapping[str, Any] = {"connect_timeout": max(2, int(wait)), "application_name": "wenze"}
        return create_engine(where.url, connect_args=dict(arguments), pool_pre_ping=True)
    file = where.file
    if _fixed(file):
        engine = create_engine(
            where.url,
            creator=lambda: sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True),
        )
    else:
        engine = create_engine(where.url, connect_args={"timeout": wait})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _fixed(file: Path) -> bool:
    """Whether a database lies on a medium that can't be written, with no log beside it (`-wal`) that waits.

    SQLite can't make its index there and would open nothing; what is to be read (a backup, a disk that a fault made
    read-only) is read as a file that does not change, and what writes is refused.
    """
    try:
        read_only = bool(os.statvfs(file).f_flag & os.ST_RDONLY)
        log = file.with_name(f"{file.name}-wal")
        return read_only and not (log.is_file() and log.stat().st_size)
    except OSError:
        return False


def _prepare(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own
    # The driver's own transactions begin too late; `_begin` says when.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("wenze_writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
