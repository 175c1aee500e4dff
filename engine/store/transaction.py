"""One writer at a time, and readers who see one moment; the instant of each writing is later than all before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, func, select, text, union_all
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from engine.office_day import BEIJING
from engine.store.errors import StoreError
from engine.store.models import METADATA

SKEW: Final = timedelta(minutes=1)
"""How far `now` may lie behind the last recorded instant: a caller reads the clock, works and waits for the lock."""


LOCK: Final = 0x77656E7A65
"""PostgreSQL's advisory lock of the one writer ("wenze")."""

SEEN: Final = ("record_version", "site_decision", "quarantined_row", "quarantine_answer")
"""Tables from which the engine's records are made."""


class Reading(Session):
    """A session that sees one moment of the store and writes nothing."""


class Writing(Session):
    """The one writing session. `now`: the instant to record, later than every instant recorded before."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(bind=connection, expire_on_commit=False)
        self.now = now


@event.listens_for(Writing, "before_flush")
def _stamp(session: OrmSession, _context: UOWTransaction, _instances: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    """Fill `recorded_at`; another instant than the transaction's would change what was known before."""
    if not isinstance(session, Writing):
        return
    for row in session.new:
        if row.recorded_at is None:
            row.recorded_at = session.now
        elif row.recorded_at != session.now:
            raise StoreError(f"程序内部错误：{type(row).__name__} 的记录时间不是本次写入的时刻；请报告。")


def last_instant(connection: Connection, tables: Iterable[str] = METADATA.tables) -> datetime | None:
    """The latest instant recorded in some tables, by default anywhere in the store; None if they are empty."""
    newest = union_all(*(select(func.max(METADATA.tables[t].c.recorded_at).label("at")) for t in tables))
    found = [at for (at,) in connection.execute(newest) if at is not None]
    return max(found, default=None)


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def _instant(connection: Connection, now: datetime) -> datetime:
    """`now`, or just after the last recorded instant if that is at most SKEW later; raises StoreError beyond."""
    if now.tzinfo is None:
        raise ValueError(f"naive instant {now!r}")
    now = now.astimezone(UTC)
    last = last_instant(connection)
    if last is None or now > last:
        return now
    if last - now > SKEW:
        raise StoreError(
            f"系统时钟（{_clock(now)}）早于台账最后一次记录的时间（{_clock(last)}），时钟可能被拨回；"
            f"请校准时钟后重试。若当时的时钟偏快，须等到该时刻之后，或从此前的备份恢复。台账没有变动。"
        )
    return last + timedelta(microseconds=1)


@contextmanager
def writing(engine: Engine, now: datetime, wait: float) -> Iterator[Writing]:
    """Take the writer's lock, give the session, commit at the end; any exception undoes all of it.

    Raises StoreError for a clock set back; what the database raises goes through as it is.
    """
    with engine.connect() as bare:
        connection = bare.execution_options(wenze_writing=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000) or 1}"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL synchronous_commit = on"))
            with Writing(connection, _instant(connection, now)) as session:
                yield session
                session.flush()


@contextmanager
def reading(engine: Engine) -> Iterator[Reading]:
    """Give a session that sees one moment, whoever writes meanwhile."""
    with engine.connect() as bare:
        connection = bare
        if engine.dialect.name == "postgresql":
            connection = bare.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin(), Reading(connection, expire_on_commit=False) as session:
            yield session
