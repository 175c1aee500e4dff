"""What the office had not recorded by `--known-at` does not count, and is counted (DESIGN §6.1, §8)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import scene
from running import evaluated

MOMENT = "2022-02-25T09:00:00+08:00"
RECORDED = {
    "A": "2022-02-01T09:00:00+08:00", "B": "2022-02-15T09:00:00+08:00", "D1": "2022-02-02T09:00:00+08:00",
    "D2": MOMENT, "C1": "2022-02-11T09:00:00+08:00", "C7": "2022-02-25T01:00:01Z",
}  # fmt: skip
"""C7 was recorded one second late; D2 at the very moment."""


def recorded(changes: Mapping[str, str]) -> dict[str, list[scene.Rows]]:
    """The two mines with the times at which the office learned of each row."""
    times = {**RECORDED, **changes}
    return {
        name: [{**row, "recorded_at": times[next(iter(row.values()))]} for row in rows]
        for name, rows in scene.two_mines().items()
    }


def met(document: Mapping[str, Any]) -> set[str]:
    return {f["id"] for f in document["findings"] if f["outcome"] == "met"}


def at(folder: Path, changes: Mapping[str, str], *more: object) -> dict[str, Any]:
    records = scene.as_csv(folder / "in", recorded(changes))
    return evaluated(records, scene.AS_OF, folder / "result.json", *more)


@pytest.fixture(scope="module")
def as_known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return at(tmp_path_factory.mktemp("known"), {}, "--known-at", MOMENT)


def test_a_row_recorded_later_is_left_out_and_one_recorded_at_the_moment_counts(
    as_known: dict[str, Any],
) -> None:
    assert met(as_known) == {f"{scene.TOWNSHIP}/141181103000/2022-02-10"}
    assert "B" in {i["site"] for i in as_known["inquiries"]}


def test_what_is_left_out_is_counted_in_one_line(as_known: dict[str, Any]) -> None:
    (line,) = [c for c in as_known["caveats"] if "1 行" in c]
    assert "尚未记录" in line


def test_the_moment_is_given_back_as_an_instant(as_known: dict[str, Any]) -> None:
    assert as_known["known_at"] in ("2022-02-25T01:00:00Z", "2022-02-25T01:00:00+00:00", MOMENT)


def test_a_row_without_a_time_is_left_out_only_when_a_moment_is_given(tmp_path: Path) -> None:
    with_moment = at(tmp_path, {"C1": ""}, "--known-at", MOMENT)
    assert met(with_moment) == set()
    assert any("2 行" in c for c in with_moment["caveats"])
    without = at(tmp_path, {"C1": ""})
    assert f"{scene.COUNTY}/{scene.XIAOYI}/2022-02-20" in met(without)
    assert without["known_at"] is None
    assert not any("尚未记录" in c for c in without["caveats"])
