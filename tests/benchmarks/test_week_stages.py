"""The stages of a week are measured from outside: what they call still returns and fails as it did."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.week_stages import STAGES, Stages


def busy(times: int) -> int:
    return sum(n * n for n in range(times))


def fails(_: int) -> int:
    raise ValueError("broken")


def test_a_stage_within_another_counts_with_that() -> None:
    within = SimpleNamespace(inner=busy)

    def outer(times: int) -> int:
        found: int = within.inner(times)
        return found

    within.outer = outer
    stages = Stages()
    stages.wrap(within, "inner", "records")
    stages.wrap(within, "outer", "told")
    assert within.outer(200_000) == busy(200_000)
    assert set(stages.seconds) == {"told"}
    assert within.inner(10) == busy(10)
    assert set(stages.seconds) == {"told", "records"}


def test_a_stage_that_fails_is_measured_and_fails_still() -> None:
    owner, stages = SimpleNamespace(fails=fails), Stages()
    stages.wrap(owner, "fails", "save")
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            owner.fails(1)
    assert set(stages.seconds) == {"save"}


def test_what_is_written_names_known_stages_and_what_is_left(tmp_path: Path) -> None:
    stages = Stages()
    stages.seconds["start"] = 0.0
    stages.write(tmp_path / "told.json")
    said = json.loads((tmp_path / "told.json").read_text())
    assert set(said) == {"start", "rest"} <= {stage for stage, _ in STAGES}
    assert said["rest"] >= 0
