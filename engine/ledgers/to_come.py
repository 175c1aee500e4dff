"""Days that have not come: what is reported as done can't lie after the day on which the office takes it in.

Such a row would enter unseen, and as a correction it would silence the row that it corrects until its day comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.drafts import Draft

AHEAD: Final = frozenset({"due_on", "from_on", "to_on"})
"""Columns that may name a day to come: a term of an answer, a term of office."""


def refuse_to_come(drafts: Iterable[Draft], today: date) -> None:
    """Refuse the rows that tell of a day after `today`, where the office is."""
    for draft in drafts:
        for column in draft.table.columns:
            if column.kind != "date" or column.name in AHEAD:
                continue
            later = pc.indices_nonzero(pc.greater(_days(draft.values[column.name]), pa.scalar(today)))
            for row in later.to_pylist():
                if row not in draft.dropped:
                    draft.reject(
                        row, column.name, f"晚于收入台账的日子（{today}）；尚未发生的不能报送，请核对日期"
                    )


def _days(cells: Iterable[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """A column as days; what is empty or was refused is null."""
    return pa.array([cell if isinstance(cell, date) else None for cell in cells], pa.date32())
