"""What was known at a moment: all versions recorded by then as rows, each leading to the one that replaces it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import TABLES
from engine.store.rows import ID, RECORD, VERSION


def ordered(name: str, versions: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The versions of a table (columns: `engine.store.rows.schema`) sorted by row id."""
    return versions.take(pc.sort_indices(versions[TABLES[name].key])).combine_chunks()


def known_table(name: str, versions: Any, until: int) -> Any:  # noqa: ANN401
    """The versions of a table with ids up to `until`, in the order given, `replaces` settled.

    A later version replaces the one before it (`D1~2` → `D1`). What the department's own `replaces` says in the
    record's last version is said by its first row, and leads to the last row of the record that it names: so a
    correction of D1 holds whichever version of D1 it meets, and goes when its sender takes it back.
    `versions` (sorted by `ordered`) and the result have the columns of `engine.store.rows.schema`.
    """
    key = TABLES[name].key
    if len(versions) and pc.max(versions[ID]).as_py() > until:
        versions = versions.filter(pc.less_equal(versions[ID], until))
    if not len(versions):
        return versions
    owner = _one(pc.coalesce(versions[RECORD], versions[key]))
    corrected = pc.unique(owner.filter(_one(pc.greater(versions[VERSION], 1))))
    if not len(corrected) and versions["replaces"].null_count == len(versions):
        return versions
    return _with(versions, _settled(versions, owner, key, corrected))


def _settled(versions: Any, owner: Any, key: str, corrected: Any) -> Any:  # noqa: ANN401
    """What each row replaces."""
    several = pc.is_in(owner, value_set=corrected)
    rows = pa.table(
        {"owner": owner, "row": versions[key], "said": versions["replaces"], "version": versions[VERSION]}
    )
    rows = rows.filter(several)
    order = pc.sort_indices(rows, sort_keys=[("owner", "ascending"), ("version", "ascending")])
    of, row, said, version = (_one(column) for column in rows.take(order).columns)
    first = pc.equal(version, 1)
    # Versions of a record follow each other: the row before the next first one is a record's last.
    last = pa.concat_arrays([first[1:], pa.array([True] if len(first) else [], pa.bool_())])
    records, last_rows, last_said = of.filter(first), row.filter(last), said.filter(last)

    def led(target: Any, by: Any) -> Any:  # noqa: ANN401
        """The row that a department's `replaces` means, None where a record names itself."""
        record = pc.coalesce(of.take(pc.index_in(target, value_set=row)), target)
        itself = pc.equal(record, by)
        newest = last_rows.take(pc.index_in(record, value_set=records))
        return pc.if_else(itself, pa.scalar(None, pa.string()), pc.coalesce(newest, record))

    before = pa.concat_arrays([pa.nulls(min(1, len(row)), pa.string()), row[:-1]])
    of_record = led(last_said, records).take(pc.index_in(of, value_set=records))
    settled = pc.if_else(first, of_record, before).take(pc.sort_indices(order))
    return pc.replace_with_mask(led(_one(versions["replaces"]), owner), several, settled)


def _with(rows: Any, replaces: Any) -> Any:  # noqa: ANN401
    return rows.set_column(rows.column_names.index("replaces"), "replaces", replaces)


def _one(column: Any) -> Any:  # noqa: ANN401
    """A column in one piece."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not isinstance(whole, pa.ChunkedArray):
        return whole
    return whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
