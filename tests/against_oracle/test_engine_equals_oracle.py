"""The engine against a brute-force oracle that shares no code with it, first and last days of stretches included."""

import os

import pytest
from engine_side import differences_on

HISTORIES = int(os.environ.get("WENZE_HISTORIES", "140"))
CHUNK = 25


@pytest.mark.parametrize("start", range(0, HISTORIES, CHUNK))
def test_the_engine_equals_the_oracle(start: int) -> None:
    for seed in range(start, min(start + CHUNK, HISTORIES)):
        assert differences_on(seed) == [], f"seed {seed}"
