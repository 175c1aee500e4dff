"""The digest is what JSON of each column gives, whatever the way it is computed."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.records.digest import digest


@given(
    st.dictionaries(
        st.sampled_from(["a", "b"]),
        st.sampled_from([pa.string(), pa.bool_(), pa.date32(), pa.timestamp("us", "UTC")]),
        min_size=1,
    ),
    st.integers(0, 30),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_the_digest_is_that_of_the_json_of_each_column(kinds: Any, rows: int, rng: random.Random) -> None:
    def value(kind: Any) -> Any:
        if rng.random() < 0.2:
            return None
        day = date(1949, 1, 1) + timedelta(days=rng.randrange(55_000))
        micros = rng.choice((0, 0, 1, 120_000, 999_999))
        instant = datetime(day.year, day.month, day.day, rng.randrange(24), rng.randrange(60), 7, micros, UTC)
        text = rng.choice(("A1", "甲", 'a"b', "a\\b", "\u2028", "𠮷", "\x7f", "", "a/b"))
        return {"string": text, "bool": rng.random() < 0.5, "date32[day]": day}.get(str(kind), instant)

    columns = {
        name: pa.array([value(kind) for _ in range(rows)], kind) for name, kind in sorted(kinds.items())
    }
    plain = sha256()
    for name, column in columns.items():
        cells = [c.isoformat() if isinstance(c, date) else c for c in column.to_pylist()]
        plain.update(json.dumps(["t", name, cells], separators=(",", ":")).encode() + b"\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.records.digest._AT_ONCE", rng.choice((1, 7, 50_000)))
        assert digest({"t": pa.table(columns)}) == plain.hexdigest()
