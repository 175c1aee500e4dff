"""Rows that waited for something else than their own mend, judged again: a site that has come, a person's decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlmodel import Session

from engine.jurisdictions import Tree
from engine.ledgers import audit, quarantine
from engine.ledgers.holdings import Holdings
from engine.ledgers.incoming import Batch
from engine.ledgers.joins import decided
from engine.ledgers.judging import UNCHANGED, WAITS, Accepted, judge_batch
from engine.ledgers.matching import offer
from engine.ledgers.quarantine import MENDED, Outline, Waiting
from engine.ledgers.settlement import PROGRAM
from engine.office_day import legal_day
from engine.records.cells import Cell
from engine.records.schema import TABLES
from engine.records.sheets import Sheet
from engine.store import Writing
from engine.store.versions import append_versions

_POINTING: Final = frozenset({"site_id", "same_as", "replaces"})


def readmit(session: Writing, tree: Tree) -> list[Waiting]:
    """Judge again the rows that refer to what was not there; returns those that now went in.

    A row keeps the file, sheet and row it came from; what was known of it begins now.
    """
    entries = _entries(session)
    if not entries:
        return []
    senders = {name: entry.owner for name, entry in entries.items()}
    batch, held = _batch(entries.values()), Holdings(session)
    verdict = judge_batch(batch, tree, held, decided(session), senders, legal_day(session.now))
    by_import: dict[int, list[Accepted]] = defaultdict(list)
    for row in verdict.accepted:
        by_import[entries[row.origin.file].import_id].append(row)
    for import_id, rows in sorted(by_import.items()):
        append_versions(session, [row.version for row in rows if row.kind != UNCHANGED], import_id)
    ready = [entries[row.origin.file] for row in verdict.accepted]
    quarantine.close(session, ready, MENDED, actor=PROGRAM, reason="所引用的行已收到，或者矿点已由人确认")
    offer(session, verdict, tree, None)
    for entry in ready:
        detail = {"owner": entry.owner, "file": entry.file, "row": entry.row, "import": entry.import_id}
        audit.append(session, session.now, PROGRAM, "quarantine.readmitted", f"quarantine/{entry.id}", detail)
    return ready


def waiting_batch(session: Session) -> tuple[Batch, dict[str, str]]:
    """The rows that may be ready as a batch, and who sent each: file of the batch → sender."""
    entries = _entries(session)
    return _batch(entries.values()), {name: entry.owner for name, entry in entries.items()}


def _entries(session: Session) -> dict[str, Waiting]:
    return {str(entry.id): entry for entry in quarantine.waiting(session, wanted=_may_be_ready)}


def _may_be_ready(entry: Outline) -> bool:
    return entry.table in TABLES and all(
        column in _POINTING or reason.startswith(WAITS) for column, reason in entry.faults
    )


def _batch(entries: Iterable[Waiting]) -> Batch:
    """One sheet a row: each row has headings of its own. The file's name is the entry's number."""
    batch = Batch()
    for entry in entries:
        columns = entry.given.columns()
        cells: list[Cell] = list(columns.values())
        table = TABLES[entry.table or ""]
        sheet = Sheet(str(entry.id), entry.sheet, tuple(columns), [cells], [entry.row or 1])
        batch.sheets.setdefault(table.name, []).append(sheet)
        batch.minted |= entry.given.minted
    return batch
