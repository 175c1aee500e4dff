"""Small things that the sets of rows need of pyarrow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def whole(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """A column as one array. Limits keep all text of a folder below what one array can hold."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def but(length: int, gone: Collection[int] | Any) -> Any:  # noqa: ANN401
    """A truth value for each of so many rows: false at the positions of `gone`."""
    if not len(gone):
        return pa.repeat(pa.scalar(True), length)
    listed = gone if isinstance(gone, pa.Array) else pa.array(sorted(gone), pa.int64())
    return pc.invert(pc.is_in(pa.arange(0, length), value_set=listed))


def rising(keys: Any) -> bool:  # noqa: ANN401
    """Whether ids rise strictly: sorted, and none twice; null is never in order."""
    if keys.null_count:
        return False
    one = whole(keys)
    return len(one) < 2 or bool(pc.all(pc.less(one.slice(0, len(one) - 1), one.slice(1))).as_py())  # noqa: PLR2004
