"""The engine's records from the store, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from engine.jurisdictions import Tree
from engine.records import TABLES, Records, Rejection
from engine.records.digest import digest
from engine.records.rejections import in_order
from engine.store.bulk import version_tables
from engine.store.joins import Decision, joined, standing_joins
from engine.store.known import known_table, ordered
from engine.store.models import QuarantineAnswer, QuarantinedRow, RecordVersion, SiteDecision
from engine.store.placing import unplaced

CLOSING: Final = ("mended", "set_aside")
"""Answers after which a quarantined row waits no more."""


class Knowledge:
    """All that the store has been told, read once; what was known of it at one moment or another is cut from that."""

    def __init__(self, session: Session, folder: Path, tree: Tree) -> None:
        """Read every version; `folder` holds their copy (`engine.store.bulk`)."""
        self._session, self._tree = session, tree
        self._versions = {
            name: ordered(name, table) for name, table in version_tables(session, folder).items()
        }

    def at(self, known_at: datetime, *, named: bool = True, tried: Sequence[Decision] = ()) -> Records:
        """What was known then, as `engine.records.read_folder` gives it: see `Store.records`."""
        session, until = self._session, _until(self._session, known_at)
        known = {name: known_table(name, table, until) for name, table in self._versions.items()}
        known["sites"] = joined(known["sites"], standing_joins([*_decisions(session, known_at), *tried]))
        faults = unplaced(session, known, self._tree) + list(_open(session, known_at))
        tables = {n: known[n].select(table.arrow.names).combine_chunks() for n, table in TABLES.items()}
        return Records(MappingProxyType(tables), in_order(faults), digest(tables) if named else "")


def _until(session: Session, known_at: datetime) -> int:
    """The id of the last version recorded by then; instants grow with ids."""
    last = (
        select(col(RecordVersion.id))
        .where(col(RecordVersion.recorded_at) <= known_at)
        .order_by(col(RecordVersion.recorded_at).desc(), col(RecordVersion.id).desc())
        .limit(1)
    )
    return session.execute(last).scalar() or 0


def _decisions(session: Session, known_at: datetime) -> list[Decision]:
    d = SiteDecision
    rows = session.execute(
        select(col(d.kind), col(d.site), col(d.same_as))
        .where(col(d.recorded_at) <= known_at)
        .order_by(col(d.id))
    )
    return [(kind, site, same_as) for kind, site, same_as in rows]


def _open(session: Session, known_at: datetime) -> Iterator[Rejection]:
    """Rows that waited in quarantine at that moment: never answered, or opened again."""
    q, a = QuarantinedRow, QuarantineAnswer
    newest = select(func.max(col(a.id))).where(col(a.recorded_at) <= known_at).group_by(col(a.quarantined_id))
    closed = select(col(a.quarantined_id)).where(col(a.id).in_(newest), col(a.kind).in_(CLOSING))
    rows = session.execute(
        select(col(q.file), col(q.sheet), col(q.row), col(q.column), col(q.value), col(q.reason))
        .where(col(q.recorded_at) <= known_at, col(q.id).not_in(closed))
    )  # fmt: skip
    return (Rejection(*row) for row in rows)
