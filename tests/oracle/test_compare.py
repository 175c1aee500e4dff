"""The comparison of an engine's document with the oracle's result."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from .brute import expected
from .compare import differences, normalise
from .diagnose import explained_by
from .hand import found, run, seen, site
from .histories import history, write_csv


def document() -> dict[str, Any]:
    """A result as the engine would print it, with keys and rules that the oracle does not compare."""
    result = deepcopy(run("2022-03-08", site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02")))
    result["findings"][0]["records"] = ["checks/C1"]
    result["findings"].append(
        {"rule": "order774.department-not-acting", "outcome": "met", "jurisdiction": "1"}
    )
    result["near_misses"].append(
        {"rule": "local.other", "jurisdiction": "1", "sites": [], "one_more_by": "2022-03-08"}
    )
    return {"as_of": "2022-03-08", **result, "blocked": []}


def test_a_document_is_reduced_to_what_the_oracle_computes() -> None:
    assert (
        differences(
            run("2022-03-08", site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02")),
            normalise(document()),
        )
        == []
    )


def test_a_reduced_result_stays_as_it_is() -> None:
    for seed in range(60):
        result = expected(*history(seed))
        assert normalise(deepcopy(result)) == result


def test_each_difference_is_one_line_that_names_the_finding_and_both_values() -> None:
    right = run("2022-03-08", site("A"), found("A", "2022-03-01"), seen("A", "2022-03-02"))
    actual = document()
    actual["findings"][0]["count"] = 2
    actual["near_misses"] = []
    del actual["findings"][0]["threshold"]
    lines = differences(right, normalise(actual))
    assert len(lines) == 3
    assert lines[0].endswith("count: expected 1, found 2")
    assert lines[1].endswith("threshold: expected 1, found '(missing)'")
    assert "expected, not found" in lines[2]


def test_a_history_is_written_as_tables_and_a_tree(tmp_path: Path) -> None:
    given = history(3)
    write_csv(given, tmp_path)
    lines = (tmp_path / "records" / "sites.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("site_id,name,mineral,jurisdiction")
    assert len(lines) == 1 + len(given.tables["sites"])
    assert (
        (tmp_path / "divisions.csv")
        .read_text(encoding="utf-8")
        .startswith("code,name,level,parent_code,kind")
    )


def test_a_difference_is_explained_by_the_switch_that_gives_it() -> None:
    given = history(0)
    assert "thirty_days_for_a_month" in explained_by(
        given, normalise(expected(*given, misreading="thirty_days_for_a_month"))
    )
