"""Quarantine after a file: what it refuses is entered, what it mends or says again is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from engine.ledgers import quarantine
from engine.ledgers.given import GivenRow
from engine.ledgers.incoming import Batch
from engine.ledgers.judging import Refused, Verdict
from engine.ledgers.quarantine import MENDED, SET_ASIDE, Outline, Waiting
from engine.records.rejections import Origin
from engine.store import Writing

PROGRAM: Final = "wenze"
"""Who acts where the program acts by itself."""
Key = tuple[object, ...]


def settle(
    session: Writing, sender: str, batch: Batch, verdict: Verdict, import_id: int, again: frozenset[int]
) -> tuple[int, int]:
    """Returns how many waiting rows were mended, and how many came again and are still wrong.

    A row answers what waits by its mark, by its id, and, in a content read anew (`again`: its imports), by its
    place. A refused row that says what waits already, for the same reasons, doesn't wait twice.
    """
    waiting = quarantine.waiting(session, sender, _answerable(batch, verdict, again))
    by_key = _by_key(waiting)
    match = partial(_answered, by_key, batch.marks, again)
    mended = {
        e.id: e for row in verdict.accepted for e in match(row.version.table, row.record_id, row.origin)
    }
    fresh: list[Refused] = []
    replaced: dict[int, Waiting] = {}
    standing: set[int] = set()
    wrong: set[int] = set()
    for refused in verdict.refused:
        olds = [e for e in match(refused.table, refused.record_id, refused.origin) if e.id not in mended]
        alike = [e for e in olds if quarantine.same(e, refused, _given(batch, refused))]
        standing |= {e.id for e in alike}
        wrong |= {e.id for e in (alike or olds)}
        if not alike:
            fresh.append(refused)
            replaced |= {e.id: e for e in olds}
    whole = {(e.sheet, e.faults[0]): e for e in waiting if e.table is None}
    about = {(f.sheet, (f.column, f.value, f.reason)): f for f in verdict.about}
    standing |= {e.id for said, e in whole.items() if said in about}
    gone = [
        e for e in waiting if e.import_id in again and e.id not in standing and e.id not in mended and e.id not in replaced
    ]  # fmt: skip
    new = [fault for said, fault in about.items() if said not in whole]
    quarantine.enter(session, import_id, sender, fresh, new, partial(_given, batch))
    close = partial(quarantine.close, session, actor=PROGRAM, import_id=import_id)
    close(mended.values(), MENDED, reason="已由该来件改正")
    close(
        [e for e in replaced.values() if e.id not in standing],
        SET_ASIDE,
        reason="该行重报后仍有错，以新的隔离编号为准",
    )
    close(gone, SET_ASIDE, reason="同一来件已重新读入，不再有此项")
    return len(mended), len(wrong)


def _answerable(batch: Batch, verdict: Verdict, again: frozenset[int]) -> Callable[[Outline], bool]:
    """Whether a file can have anything to say of what waits: a file brings few rows, and thousands may wait."""
    records = {(row.version.table, row.record_id) for row in verdict.accepted}
    records |= {(row.table, row.record_id) for row in verdict.refused if row.record_id}
    marks = {mark for some in batch.marks.values() for mark in some}
    return lambda one: (
        one.table is None
        or one.import_id in again
        or (one.table, one.record_id) in records
        or not marks.isdisjoint(one.ids)
    )


def _given(batch: Batch, refused: Refused) -> GivenRow:
    return batch.given((refused.table, refused.origin.sheet, refused.origin.row))


def _by_key(entries: Iterable[Waiting]) -> dict[Key, list[Waiting]]:
    out: dict[Key, list[Waiting]] = {}
    for entry in entries:
        keys: list[Key] = [("mark", one, entry.table) for one in entry.ids]
        keys += [("id", entry.table, entry.record_id)] if entry.record_id else []
        keys += (
            [("place", entry.import_id, entry.table, entry.sheet, entry.row)] if entry.row is not None else []
        )
        for key in keys:
            out.setdefault(key, []).append(entry)
    return out


def _answered(
    by_key: Mapping[Key, list[Waiting]], marks: Mapping[tuple[str | None, int], tuple[int, ...]], again: Iterable[int],
    table: str, record: str | None, origin: Origin,
) -> list[Waiting]:  # fmt: skip
    if not by_key:
        return []

    def keys() -> Iterator[Key]:
        yield from (("mark", mark, table) for mark in marks.get((origin.sheet, origin.row), ()))
        if record:
            yield ("id", table, record)
        yield from (("place", one, table, origin.sheet, origin.row) for one in again)

    return list({e.id: e for key in keys() for e in by_key.get(key, ())}.values())
