"""Which department and county sent what, when: a report of none is no silence."""

from datetime import date
from pathlib import Path

import pytest
from bureau import FOOT, PROFILE, bureau, ledger, one
from importing import CITY_OFFICE, COUNTY, COUNTY_OFFICE, DISCOVERY, SITE, Office, book, csv_file, tree

from engine.errors import UsageError
from engine.ledgers.coverage import NONE, REPORTED, SILENT, Line, coverage, report_none
from engine.ledgers.periods_reported import period_of

DAY = date(2022, 3, 7)
EMPTY = (",".join(DISCOVERY) + "\n").encode()


def lines(office: Office, as_of: date = DAY, within: int = 7) -> dict[str | None, Line]:
    """Lines of 宁武县 by sender."""
    with office.reading() as session:
        found = coverage(session, tree(), as_of, within)
    return {line.sender: line for line in found if line.county == COUNTY}


def test_a_county_that_nobody_reported_of_is_silent(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert lines(office) == {None: Line(COUNTY, None, None, 0, SILENT, ())}
    with office.reading() as session:
        found = coverage(session, tree(), DAY, 7)
    assert len(found) == sum(place.level == "county" for place in tree())


def test_each_sender_of_a_county_has_its_own_line(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY, {**DISCOVERY, "发现编号": "D2"}, sender=CITY_OFFICE)
    found = lines(office)
    assert found[COUNTY_OFFICE] == Line(COUNTY, COUNTY_OFFICE, DAY, 1, REPORTED, ("矿点",))
    assert found[CITY_OFFICE] == Line(COUNTY, CITY_OFFICE, DAY, 2, REPORTED, ("发现",))


def test_unchanged_rows_are_a_report_too(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.take("矿点.xlsx", book(矿点=[list(SITE), list(SITE.values())]), on=date(2022, 3, 14))
    assert lines(office, date(2022, 3, 14))[COUNTY_OFFICE].last == date(2022, 3, 14)


@pytest.mark.parametrize(
    ("on", "state"), [("2022-03-12", REPORTED), ("2022-03-13", REPORTED), ("2022-03-14", SILENT)]
)
def test_a_sender_is_silent_from_the_seventh_day_after_its_last_report(
    tmp_path: Path, on: str, state: str
) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    assert lines(office, date.fromisoformat(on))[COUNTY_OFFICE].state == state


def test_a_day_sees_only_what_had_come_by_then(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    assert list(lines(office, date(2022, 3, 6))) == [None]


def test_a_header_without_a_row_reports_none_for_the_county_named(tmp_path: Path) -> None:
    office = Office(tmp_path)
    outcome = office.take("发现.csv", EMPTY, county=COUNTY)
    assert (outcome.zero, outcome.clean) == (["discoveries"], True)
    assert lines(office)[COUNTY_OFFICE] == Line(COUNTY, COUNTY_OFFICE, DAY, 0, NONE, ("发现",))


def test_a_header_without_a_row_reports_none_for_the_counties_of_its_sender(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    office.take("发现.csv", EMPTY, on=date(2022, 3, 14))
    assert lines(office, date(2022, 3, 14))[COUNTY_OFFICE].state == NONE


def test_of_which_place_there_is_none_must_be_known(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with pytest.raises(UsageError, match="按零报告登记，但不知是哪个县的；请加 --county"):
        office.take("发现.csv", EMPTY)
    assert office.files() == []


def test_a_table_whose_rows_were_all_sent_back_is_no_report_of_none(tmp_path: Path) -> None:
    office = Office(tmp_path)
    outcome = office.discoveries({**DISCOVERY, "核实日期": "二月"})
    assert outcome.zero == []
    assert list(lines(office)) == [None]


def test_a_form_with_its_totals_only_reports_none_for_the_county_of_the_profile(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(["合计", "", "", "0处"], FOOT[1]), profile="宁武")
    assert outcome.zero == ["discoveries", "sites"]
    assert lines(office)[COUNTY_OFFICE].state == NONE


def test_a_form_that_says_nothing_of_one_of_its_tables_reports_no_none_of_it(tmp_path: Path) -> None:
    text = PROFILE.replace("  fixed: {", "  fixed: {checks.result: stopped, checks.checked_by: 县应急局, ")
    text = (
        text.replace("    序号: 忽略", "    序号: checks.checked_on") + "    checks: [site_id, checked_on]\n"
    )
    office = bureau(Office(tmp_path), text)
    row = one()
    row[0] = ""
    assert office.take("台账.xlsx", ledger(row), profile="宁武").zero == []


def test_an_explicit_report_of_none_covers_its_period_and_no_more(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with office.store.writing(office.tick()) as session:
        report_none(session, COUNTY_OFFICE, COUNTY, ["discoveries"], period_of("2022-02"), "A01")
    assert list(lines(office, date(2022, 1, 31))) == [None]
    assert lines(office, date(2022, 2, 10))[COUNTY_OFFICE].state == NONE
    assert lines(office, date(2022, 3, 6))[COUNTY_OFFICE].state == NONE
    assert lines(office, date(2022, 3, 7))[COUNTY_OFFICE].state == SILENT


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022-02", (date(2022, 2, 1), date(2022, 2, 28))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2022-12", (date(2022, 12, 1), date(2022, 12, 31))),
        ("2022-03-07", (DAY, DAY)),
    ],
)
def test_a_period_is_a_month_or_a_day(text: str, days: tuple[date, date]) -> None:
    assert period_of(text) == days


@pytest.mark.parametrize(
    "text", ["2022", "2022-13", "2022-00", "2022-3", "2022-02-30", "", "２０２２-03", "0000-01"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(UsageError, match="不是期间"):
        period_of(text)


def test_the_office_above_a_county_is_counted_for_each_county(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.take(
        "矿点.csv", csv_file(SITE, {**SITE, "矿点编号": "S2", "行政区划": "孝义市/西辛庄镇"}), CITY_OFFICE
    )
    with office.reading() as session:
        found = {line.county: line.rows for line in coverage(session, tree(), DAY, 7) if line.sender}
    assert found == {COUNTY: 1, "141181000000": 1}
