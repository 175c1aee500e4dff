"""One id, one content, over millions of rows: repeated rows dropped in sets; ids of several contents found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkarrays import rising, whole
from engine.records.bulkdraft import BulkDraft


@dataclass(frozen=True, slots=True)
class Repeats:
    """Positions of rows that repeat another, beside the position of that one; rows whose id has several contents."""

    dropped: Any
    kept: Any
    disputed: list[int]


def repeats(draft: BulkDraft, standing: Any) -> Repeats:  # noqa: ANN401
    """Repetition among the `standing` rows (a truth value for each row).

    Of equal rows the first by file, sheet and row is kept, as `identity.settle_identities` keeps it.
    """
    nothing = pa.array([], pa.int64())
    keys = pc.if_else(standing, draft.keys, pa.scalar(None, pa.string()))
    held = keys.drop_null()
    if rising(held):
        return Repeats(nothing, nothing, [])
    counted = pc.value_counts(held)
    if len(counted) == len(held):
        return Repeats(nothing, nothing, [])
    several = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    at = pc.indices_nonzero(pc.is_in(keys, value_set=several)).cast(pa.int64())
    places = pa.table(
        {"key": keys.take(at), "file": draft.file.take(at), "row": draft.numbers.take(at), "at": at}
    ).sort_by([("key", "ascending"), ("file", "ascending"), ("row", "ascending")])
    at = whole(places["at"])
    same = _follows(whole(places["key"]))
    differs = pa.repeat(pa.scalar(False), len(at))
    for column in draft.columns.values():
        differs = pc.or_(differs, pc.invert(_follows(column.take(at))))
    disputed = pc.unique(places["key"].filter(pc.and_(same, differs)))
    in_dispute = pc.is_in(whole(places["key"]), value_set=whole(disputed))
    repeated = pc.and_(same, pc.invert(in_dispute))
    first = pc.fill_null_forward(pc.if_else(same, pa.scalar(None, pa.int64()), at))
    return Repeats(at.filter(repeated), first.filter(repeated), at.filter(in_dispute).to_pylist())


def _follows(column: Any) -> Any:  # noqa: ANN401
    """Which entries equal the one before; null equals null. The first follows nothing."""
    before, after = column.slice(0, len(column) - 1), column.slice(1)
    equal = pc.fill_null(pc.equal(after, before), False)
    both = pc.and_(pc.is_null(before), pc.is_null(after))
    return pa.concat_arrays([pa.array([False], pa.bool_()), pc.or_(equal, both)])
