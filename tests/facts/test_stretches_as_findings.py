"""DESIGN §6.12: a finding is a rule in a jurisdiction over an unbroken run of days on which it is met."""

import pytest
from factmaking import (
    COUNTY,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    Row,
    checked,
    document,
    found,
    met,
    site,
    stretches,
)

AB = (site("A"), site("B"))
BAD_A = (found("A", "2022-02-01"), checked("A", "2022-02-05"))
BAD_B = (found("B", "2022-02-10"), checked("B", "2022-02-12"))
STOP_A, AGAIN_A = (
    checked("A", "2022-02-20", "stopped"),
    (found("A", "2022-03-01"), checked("A", "2022-03-05")),
)


@pytest.mark.parametrize(
    ("as_of", "ended"), [("2022-02-19", None), ("2022-02-20", "2022-02-19"), ("2022-02-21", "2022-02-19")]
)
def test_ended_on_is_the_last_day_and_null_while_met_on_the_day_of_the_run(
    as_of: str, ended: str | None
) -> None:
    given = document(as_of, *AB, *BAD_A, STOP_A)
    assert met(given, TOWNSHIP) == [(XIXINZHUANG, "2022-02-05", ended)]


def test_a_finding_met_for_the_first_time_on_the_day_of_the_run_is_open() -> None:
    assert met(document("2022-02-05", *AB, *BAD_A), TOWNSHIP) == [(XIXINZHUANG, "2022-02-05", None)]
    assert met(document("2022-02-04", *AB, BAD_A[0]), TOWNSHIP) == []


def test_stopping_ends_the_stretch_and_not_the_finding() -> None:
    given = document("2022-06-01", *AB, *BAD_A, STOP_A)
    (finding,) = [f for f in given["findings"] if f["rule"] == TOWNSHIP]
    assert (finding["outcome"], finding["refer_to"]["jurisdiction"]) == ("met", XIAOYI)


def test_a_further_site_joins_the_open_finding() -> None:
    given = document("2022-03-01", *AB, *BAD_A, *BAD_B)
    (finding,) = [f for f in given["findings"] if f["rule"] == TOWNSHIP]
    assert (finding["met_on"], finding["sites"], finding["count"]) == ("2022-02-05", ["A", "B"], 2)


def test_one_site_after_another_without_a_day_between_is_one_finding() -> None:
    rows = (*AB, *BAD_A, found("B", "2022-02-10"), checked("B", "2022-02-20"), STOP_A)
    given = document("2022-03-01", *rows)
    (finding,) = [f for f in given["findings"] if f["rule"] == TOWNSHIP]
    assert (finding["met_on"], finding["ended_on"]) == ("2022-02-05", None)
    assert (finding["count"], finding["sites"]) == (1, ["A", "B"])


def test_one_site_after_another_with_a_day_between_is_two_findings() -> None:
    rows = (*AB, *BAD_A, found("B", "2022-02-10"), checked("B", "2022-02-21"), STOP_A)
    assert stretches(TOWNSHIP, "2022-03-01", *rows) == [
        (XIXINZHUANG, "2022-02-05", "2022-02-19"), (XIXINZHUANG, "2022-02-21", "2022-03-01")
    ]  # fmt: skip


def test_after_a_gap_a_new_finding_names_the_old() -> None:
    given = document("2022-04-01", *AB, *BAD_A, STOP_A, *AGAIN_A)
    old, new = (f for f in given["findings"] if f["rule"] == TOWNSHIP)
    assert (old["met_on"], old["ended_on"], old["previous"]) == ("2022-02-05", "2022-02-19", None)
    assert (new["met_on"], new["ended_on"], new["previous"]) == ("2022-03-05", None, old["id"])


def test_an_id_speaks_of_rule_place_and_first_day() -> None:
    (finding,) = document("2022-02-10", *AB, *BAD_A)["findings"]
    assert finding["id"] == f"{TOWNSHIP}/{XIXINZHUANG}/2022-02-05"


def test_an_earlier_record_that_arrives_late_moves_the_first_day_and_overlaps_the_old_stretch() -> None:
    rows: tuple[Row, ...] = (*AB, *BAD_A, *BAD_B)
    (before,) = stretches(COUNTY, "2022-02-20", *rows)
    (after,) = stretches(COUNTY, "2022-02-20", *rows, found("B", "2022-02-08", discovery_id="late"))
    assert before == (XIAOYI, "2022-02-12", "2022-02-20")
    assert after == (XIAOYI, "2022-02-10", "2022-02-20")


def test_a_finding_names_the_records_that_prove_it() -> None:
    given = document("2022-03-01", *AB, *BAD_A, STOP_A, *AGAIN_A)
    first = next(f for f in given["findings"] if f["met_on"] == "2022-02-05")
    assert first["records"] == ["checks/C-A-2022-02-05-producing", "discoveries/D-A-2022-02-01"]


def test_the_order_of_rows_moves_nothing() -> None:
    rows = (*AB, *BAD_A, *BAD_B, STOP_A, *AGAIN_A)
    assert document("2022-04-01", *rows) == document("2022-04-01", *reversed(rows))
