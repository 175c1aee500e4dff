"""Rows that wait for their mend: entered with reason and owner, closed by a mended row or set aside by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from engine.errors import WenzeError
from engine.ledgers import audit, officers
from engine.ledgers.given import GivenRow, from_json, to_json
from engine.ledgers.judging import Refused
from engine.records.rejections import Rejection
from engine.records.schema import TABLES
from engine.signing import Signer
from engine.store import Writing
from engine.store.models import QuarantineAnswer, QuarantinedRow, canonical
from engine.store.versions import append_rows

MENDED, SET_ASIDE, REOPENED = "mended", "set_aside", "reopened"
_ANSWERS: Final[Any] = QuarantineAnswer.__table__  # type: ignore[attr-defined]
_ROWS: Final[Any] = QuarantinedRow.__table__  # type: ignore[attr-defined]
_BATCH: Final = 5_000


class QuarantineError(WenzeError):
    """A quarantined row that isn't there, or is closed already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row that waits, with all its faults; `id` is that of its first fault, which people quote."""

    id: int
    ids: tuple[int, ...]
    import_id: int
    owner: str
    table: str | None
    record_id: str | None
    file: str
    sheet: str | None
    row: int | None
    faults: tuple[tuple[str | None, str, str], ...]
    """Column, value, reason."""
    given: GivenRow
    recorded_at: Any

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons without their places."""
        return tuple(reason for _, _, reason in self.faults)


def told(table: str | None, column: str | None, value: str, reason: str) -> str:
    """A fault as a clerk reads it: the column by its label, what stood there, why it is not accepted."""
    known = TABLES[table].columns if table is not None and table in TABLES else ()
    label = next((c.label for c in known if c.name == column), column or "")
    return f"{label}“{value}”：{reason}" if label else reason


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a row that waits is known before its cells are read; `faults`: column and reason of each."""

    ids: tuple[int, ...]
    import_id: int
    table: str | None
    record_id: str | None
    faults: tuple[tuple[str | None, str], ...]


def waiting(
    session: Session, sender: str | None = None, wanted: Callable[[Outline], bool] | None = None
) -> list[Waiting]:
    """Rows that wait, in the order in which they came; `sender`: those of one owner, `wanted`: those only."""
    newest = select(func.max(_ANSWERS.c.id)).group_by(_ANSWERS.c.quarantined_id)
    closed = select(_ANSWERS.c.quarantined_id).where(_ANSWERS.c.id.in_(newest), _ANSWERS.c.kind != REOPENED)
    c = _ROWS.c
    asked = (
        select(c.id, c.import_id, c.table, c.sheet, c.row, c.record_id, c.column, c.reason)
        .where(c.id.not_in(closed))
        .order_by(c.id)
    )
    if sender is not None:
        asked = asked.where(c.owner == sender)
    outlines = map(_outline, _groups(session.execute(asked)))
    ids = [one for kept in outlines if wanted is None or wanted(kept) for one in kept.ids]
    return [_waiting(group) for group in _groups(_whole(session, sorted(ids)))]


def _outline(group: Sequence[Any]) -> Outline:
    first = group[0]
    return Outline(
        tuple(row.id for row in group), first.import_id, first.table, first.record_id,
        tuple((row.column, row.reason) for row in group),
    )  # fmt: skip


def _whole(session: Session, ids: Sequence[int]) -> Iterator[QuarantinedRow]:
    for start in range(0, len(ids), _BATCH):
        asked = select_rows(QuarantinedRow).where(col(QuarantinedRow.id).in_(ids[start : start + _BATCH]))
        yield from session.exec(asked.order_by(col(QuarantinedRow.id)))


def _groups(rows: Iterable[Any]) -> list[list[Any]]:
    """Faults by the row that has them, or each by itself."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        key: tuple[Any, ...] = (row.import_id, row.table, row.sheet, row.row)
        if row.row is None or row.table is None:
            key = (row.id,)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _waiting(group: Sequence[QuarantinedRow]) -> Waiting:
    first = group[0]
    ids = tuple(row.id or 0 for row in group)
    faults = tuple((row.column, row.value, row.reason) for row in group)
    return Waiting(
        ids[0], ids, first.import_id, first.owner, first.table, first.record_id, first.file, first.sheet,
        first.row, faults, from_json(first.cells), first.recorded_at,
    )  # fmt: skip


def enter(
    session: Writing, import_id: int, owner: str, refused: Iterable[Refused], about: Iterable[Rejection],
    given: Callable[[Refused], GivenRow],
) -> None:  # fmt: skip
    """Keep refused rows, one entry a fault, and what was not read of a file."""

    def entries() -> Iterator[dict[str, Any]]:
        for row in refused:
            cells = to_json(given(row))
            for fault in row.faults:
                yield _entry(import_id, owner, fault, row.table, row.record_id, cells)
        for fault in about:
            yield _entry(import_id, owner, fault, None, None, None)

    append_rows(session, QuarantinedRow, entries())


def _entry(
    import_id: int, owner: str, fault: Rejection, table: str | None, record: str | None, cells: Any,  # noqa: ANN401
) -> dict[str, Any]:  # fmt: skip
    return {
        "import_id": import_id, "file": fault.file, "sheet": fault.sheet, "row": fault.row, "column": fault.column,
        "value": fault.value, "reason": fault.reason, "owner": owner, "table": table, "record_id": record,
        "cells": cells,
    }  # fmt: skip


def same(entry: Waiting, refused: Refused, given: GivenRow) -> bool:
    """Whether a refused row says what a waiting one says, for the same reasons: it need not wait twice."""
    return (
        entry.table == refused.table
        and set(entry.reasons) == {fault.reason for fault in refused.faults}
        and canonical(to_json(entry.given)) == canonical(to_json(given))
    )


def close(
    session: Writing,
    entries: Iterable[Waiting],
    kind: str,
    *,
    actor: str,
    reason: str,
    import_id: int | None = None,
) -> int:
    """Answer every fault of some rows; returns how many rows."""
    closing = list(entries)
    answer = {"kind": kind, "import_id": import_id, "actor": actor, "reason": reason}
    rows = [{**answer, "quarantined_id": one} for entry in closing for one in entry.ids]
    append_rows(session, QuarantineAnswer, rows)
    return len(closing)


def set_aside(
    session: Writing, ids: Sequence[int], *, actor: str, reason: str, signer: Signer | None = None
) -> list[Waiting]:
    """Close rows without a mend, for a reason that a person gives, who proves who he is once officers are registered.

    Raises QuarantineError: no such row waits. Raises OfficerError: nobody's key, or one that may not.
    """
    if signer is not None:
        officers.authorised(session, signer, "drafter", "approver")
    elif officers.events(session):
        raise officers.OfficerError("本办已登记人员，搁置须由起草或审批人员办理；请用 --by 写明工号。")
    if not reason.strip():
        raise QuarantineError("搁置须写明理由；请加 --why。")
    by_id = {one: entry for entry in waiting(session) for one in entry.ids}
    missing = [one for one in ids if one not in by_id]
    if missing:
        raise QuarantineError(
            f"没有待改正的隔离编号 {missing[0]}；可能已经改正或搁置，请用 wenze quarantine 查看。"
        )
    entries = list({by_id[one].id: by_id[one] for one in ids}.values())
    close(session, entries, SET_ASIDE, actor=actor, reason=reason)
    for entry in entries:
        detail = {
            "reason": reason, "owner": entry.owner, "file": entry.file, "row": entry.row,
            "key": signer.key_id if signer else None,
        }  # fmt: skip
        audit.append(session, session.now, actor, "quarantine.set_aside", f"quarantine/{entry.id}", detail)
    return entries


def marked(session: Session, ids: Iterable[int]) -> Mapping[int, QuarantinedRow]:
    """The entries of some marks, whoever they were sent back to."""
    out: dict[int, QuarantinedRow] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        asked = select_rows(QuarantinedRow).where(col(QuarantinedRow.id).in_(some))
        out |= {row.id: row for row in session.exec(asked) if row.id is not None}
    return out
