"""What was known at a moment: all versions recorded by then as rows, each leading to the one that replaces it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import TABLES
from engine.store.rows import ID, RECORD, VERSION


def known_table(name: str, versions: Any, until: int) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The versions of a table with ids up to `until`, `replaces` settled, sorted by row id.

    A later version replaces the one before it (`D1~2` → `D1`). What the department's own `replaces` says in the
    record's last version is said by its first row, and leads to the last row of the record that it names: so a
    correction of D1 holds whichever version of D1 it meets, and goes when its sender takes it back.
    `versions` and the result have the columns of `engine.store.rows.schema`.
    """
    key = TABLES[name].key
    if len(versions) and pc.max(versions[ID]).as_py() > until:
        versions = versions.filter(pc.less_equal(versions[ID], until))
    if not len(versions):
        return versions
    owner = pc.coalesce(versions[RECORD], versions[key])
    corrected = pc.unique(owner.filter(pc.greater(versions[VERSION], 1)))
    if len(corrected) or versions["replaces"].null_count < len(versions):
        versions = _settled(versions.append_column("_owner", owner), key, corrected).drop_columns("_owner")
    return versions.take(pc.sort_indices(versions[key]))


def _settled(versions: Any, key: str, corrected: Any) -> Any:  # noqa: ANN401
    again = pc.is_in(versions["_owner"], value_set=_one(corrected))
    several = (
        versions.filter(again).sort_by([("_owner", "ascending"), (VERSION, "ascending")]).combine_chunks()
    )
    single = versions.filter(pc.invert(again))
    owner, row, said = (_one(several[column]) for column in ("_owner", key, "replaces"))
    first = _one(pc.equal(several[VERSION], 1))
    # Versions of a record follow each other: the row before the next first one is a record's last.
    last = pa.concat_arrays([first[1:], pa.array([True] if len(first) else [], pa.bool_())])
    records, last_rows, last_said = owner.filter(first), row.filter(last), said.filter(last)

    def led(target: Any, by: Any) -> Any:  # noqa: ANN401
        """The row that a department's `replaces` means, None where a record names itself."""
        record = pc.coalesce(owner.take(pc.index_in(target, value_set=row)), target)
        itself = pc.equal(record, by)
        newest = last_rows.take(pc.index_in(record, value_set=records))
        return pc.if_else(itself, pa.scalar(None, pa.string()), pc.coalesce(newest, record))

    before = pa.concat_arrays([pa.nulls(min(1, len(row)), pa.string()), row[:-1]])
    of_record = led(last_said, records).take(pc.index_in(owner, value_set=records))
    several = _with(several, pc.if_else(first, of_record, before))
    single = _with(single, led(_one(single["replaces"]), _one(single["_owner"])))
    return pa.concat_tables([single, several])


def _with(rows: Any, replaces: Any) -> Any:  # noqa: ANN401
    return rows.set_column(rows.column_names.index("replaces"), "replaces", replaces)


def _one(column: Any) -> Any:  # noqa: ANN401
    """A column in one piece."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not isinstance(whole, pa.ChunkedArray):
        return whole
    return whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
