"""From a judged draft of millions of rows to the table that the engine takes: accepted rows, by id."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkarrays import rising
from engine.records.bulkdraft import BulkDraft


def table_of(draft: BulkDraft, accepted: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The `accepted` rows (a truth value each), sorted by id, one chunk a column; the draft's columns are let go."""
    at = pc.indices_nonzero(accepted)
    keys = draft.keys.take(at)
    as_is = len(at) == len(draft) and rising(keys)
    if not rising(keys):
        at = at.take(pc.sort_indices(keys))
    empty = {kind: pa.nulls(len(at), kind) for kind in (pa.string(), pa.date32())}
    columns = []
    for column in draft.table.columns:
        values = draft.columns.pop(column.name)
        if values.null_count == len(values) and column.arrow in empty:
            columns.append(empty[column.arrow])  # many columns are empty: they share their bytes
            continue
        columns.append(values if as_is else values.take(at))
    return pa.table(columns, schema=draft.table.arrow)
