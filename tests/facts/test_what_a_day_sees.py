"""DESIGN §6.1: the state on any day uses only rows whose legal day, and whose recording, lies on or before it."""

import pytest
from factmaking import UNANSWERED, XIAOYI, asked, checked, document, facts, found, met, site, state

A = site("A")
FOUND = found("A", "2022-02-01")
EARLY, LATE = "2022-02-10T08:00:00+08:00", "2022-02-20T08:00:00+08:00"


def test_the_state_of_a_past_day_uses_only_rows_whose_legal_day_is_on_or_before_it() -> None:
    rows = (A, FOUND, checked("A", "2022-02-05"), checked("A", "2022-02-20", "stopped"))
    states = [state(day, *rows, as_of="2022-03-01") for day in ("2022-02-04", "2022-02-19", "2022-02-20")]
    assert states == ["unknown", "not_stopped", "stopped"]


@pytest.mark.parametrize(("day", "expected"), [("2022-02-04", "unknown"), ("2022-02-05", "not_stopped")])
def test_a_check_counts_from_its_own_day(day: str, expected: str) -> None:
    assert state(day, A, FOUND, checked("A", "2022-02-05")) == expected


@pytest.mark.parametrize(("day", "expected"), [("2022-01-31", "absent"), ("2022-02-01", "unknown")])
def test_a_discovery_counts_from_its_own_day(day: str, expected: str) -> None:
    assert state(day, A, FOUND) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2022-03-01", []),
        ("2022-03-02", [(XIAOYI, "2022-03-02", None)]),
        ("2022-03-04", [(XIAOYI, "2022-03-02", None)]),
        ("2022-03-05", [(XIAOYI, "2022-03-02", "2022-03-04")]),
    ],
)
def test_an_answer_after_the_day_is_no_answer_yet(
    as_of: str, expected: list[tuple[str, str, str | None]]
) -> None:
    rows = (A, FOUND, asked("A", "2022-02-20", "2022-03-01", "2022-03-05"))
    assert met(document(as_of, *rows), UNANSWERED) == expected


def test_a_discovery_verified_after_the_day_is_not_seen_though_its_discovery_date_lies_before() -> None:
    late = found("A", "2022-02-10", reported_on="2022-02-01")
    assert state("2022-02-09", A, late, by="reported_on") == "absent"
    assert state("2022-02-10", A, late, by="reported_on") == "unknown"


@pytest.mark.parametrize(
    ("known_at", "expected"),
    [
        ("2022-02-20T07:59:59+08:00", "unknown"),
        (LATE, "not_stopped"),
        ("2022-02-20T00:00:00+00:00", "not_stopped"),
    ],
)
def test_with_known_at_only_rows_recorded_by_then_count(known_at: str, expected: str) -> None:
    rows = (
        site("A", recorded_at=EARLY),
        found("A", "2022-02-01", recorded_at=EARLY),
        checked("A", "2022-02-05", recorded_at=LATE),
    )
    assert state("2022-02-10", *rows, known_at=known_at) == expected


def test_with_known_at_a_row_without_recorded_at_is_left_out_and_counted_in_one_line() -> None:
    given = document("2022-02-10", site("A", recorded_at=EARLY), FOUND, known_at=LATE)
    assert given["findings"] == []
    assert given["not_yet_known"] == 1
    assert [c for c in given["caveats"] if "1 行" in c and "未计入" in c]


def test_without_known_at_all_that_is_given_counts() -> None:
    assert state("2022-02-01", A, FOUND) == "unknown"
    assert document("2022-02-10", A, FOUND)["not_yet_known"] == 0


def test_a_correction_not_yet_known_corrects_nothing() -> None:
    rows = (
        site("A", recorded_at=EARLY),
        found("A", "2022-02-01", recorded_at=EARLY),
        checked("A", "2022-02-05", recorded_at=EARLY),
        checked("A", "2022-02-05", "stopped", recorded_at=LATE, replaces="C-A-2022-02-05-producing"),
    )
    assert state("2022-02-10", *rows, known_at=EARLY) == "not_stopped"
    assert state("2022-02-10", *rows, known_at=LATE) == "stopped"


def test_a_row_that_another_replaces_no_longer_stands() -> None:
    stopped = checked("A", "2022-02-05", "stopped", replaces="C-A-2022-02-05-producing")
    assert state("2022-02-10", A, FOUND, checked("A", "2022-02-05"), stopped) == "stopped"


def test_a_withdrawn_row_counts_for_nothing() -> None:
    assert state("2022-02-10", A, FOUND, checked("A", "2022-02-05", withdrawn="yes")) == "unknown"


def test_a_withdrawn_correction_takes_the_corrected_row_with_it() -> None:
    gone = checked("A", "2022-02-05", "stopped", replaces="C-A-2022-02-05-producing", withdrawn="yes")
    assert state("2022-02-10", A, FOUND, checked("A", "2022-02-05"), gone) == "unknown"


def test_rows_of_a_replaced_site_follow_to_the_replacing_row_along_a_chain() -> None:
    rows = (A, site("B", replaces="A"), site("C", replaces="B"), FOUND, checked("A", "2022-02-05"))
    seen = facts("2022-02-10", *rows)
    assert {s: seen.roots[s] for s in "ABC"} == {"A": "C", "B": "C", "C": "C"}
    assert state("2022-02-10", *rows) == "not_stopped"


def test_rows_of_a_withdrawn_site_count_for_nothing() -> None:
    assert state("2022-02-10", site("A", withdrawn="yes"), FOUND, checked("A", "2022-02-05")) == "absent"
