"""The yearly table of holidays that an office adds: it makes a year known, changes single days, and is never guessed."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from engine.errors import UsageError
from engine.jurisdictions import load_jurisdictions
from engine.periods import (
    NO_OVERLAY,
    is_working_day,
    iso,
    read_overlay,
    roll_forward,
    to_day,
    working_days_later,
)

NEXT = max(d.year for d in chinese_calendar.holidays) + 1
"""The first year that the library does not know."""


def table(folder: Path, *rows: str) -> Path:
    path = folder / "workdays.csv"
    path.write_text("\n".join(["on,kind,basis", *rows]) + "\n", encoding="utf-8")
    return path


def whole_year(year: int, *more: str) -> list[str]:
    fixed = [f"{year}-{d},holiday,国办发明电" for d in ("01-01", "05-01", "10-01", "10-02", "10-03")]
    return [*fixed, *more]


def test_a_year_whose_fixed_holidays_are_all_listed_is_known(tmp_path: Path) -> None:
    overlay = read_overlay(table(tmp_path, *whole_year(NEXT, f"{NEXT}-10-04,休,", f"{NEXT}-10-09,班,")))
    assert overlay.years == {NEXT}
    assert not is_working_day(date(NEXT, 1, 1), overlay)
    assert not is_working_day(date(NEXT, 10, 4), overlay)
    assert is_working_day(date(NEXT, 10, 9), overlay)
    for at in range(20, 27):
        day = date(NEXT, 3, at)
        assert is_working_day(day, overlay) is (day.weekday() < 5)


@pytest.mark.parametrize("lacking", range(5))
def test_a_year_with_one_fixed_holiday_missing_stays_unknown(tmp_path: Path, lacking: int) -> None:
    rows = whole_year(NEXT)
    del rows[lacking]
    overlay = read_overlay(table(tmp_path, *rows))
    assert overlay.years == frozenset()
    with pytest.raises(UsageError, match=r"workdays\.csv"):
        is_working_day(date(NEXT, 3, 22), overlay)


def test_single_days_of_a_known_year_are_changed_and_the_others_stay(tmp_path: Path) -> None:
    overlay = read_overlay(table(tmp_path, "2022-03-08,休,晋政办", "2022-03-12,班,晋政办"))
    changed = {date(2022, 3, 8): False, date(2022, 3, 12): True}
    for at in range(365):
        day = date(2022, 1, 1) + timedelta(days=at)
        assert is_working_day(day, overlay) is changed.get(day, is_working_day(day))


def test_counting_goes_through_the_overlay(tmp_path: Path) -> None:
    overlay = read_overlay(table(tmp_path, "2022-03-08,休,晋政办"))
    start = to_day(date(2022, 3, 7))
    assert iso(working_days_later(start, 1)) == "2022-03-08"
    assert iso(working_days_later(start, 1, overlay)) == "2022-03-09"
    assert iso(roll_forward(to_day(date(2022, 3, 8)), overlay)) == "2022-03-09"
    assert iso(roll_forward(to_day(date(2022, 3, 9)), overlay)) == "2022-03-09"


def test_counting_from_a_known_year_into_an_overlaid_one(tmp_path: Path) -> None:
    overlay = read_overlay(table(tmp_path, *whole_year(NEXT)))
    last = to_day(date(NEXT - 1, 12, 31))
    with pytest.raises(UsageError, match=str(NEXT)):
        working_days_later(last, 1)
    first = next(d for d in range(last + 2, last + 9) if date.fromordinal(d).weekday() < 5)
    assert working_days_later(last, 1, overlay) == first


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027年1月1日,休,", "日期“2027年1月1日”无效"),
        (",休,", "日期“”无效"),
        ("2027-01-01,放假,", "kind“放假”"),
        ("2027-01-01,,", "kind“”"),
    ],
)
def test_a_row_that_says_nothing_sound_is_named_by_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_overlay(table(tmp_path, "2026-01-01,休,", row))
    assert "第 3 行" in str(caught.value)
    assert said in str(caught.value)


def test_a_day_is_of_one_kind(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="一日只有一种"):
        read_overlay(table(tmp_path, "2027-01-01,休,", "2027-01-01,班,"))
    assert len(read_overlay(table(tmp_path, "2027-01-01,休,", "2027-01-01,holiday,")).days) == 1


def test_a_folder_of_jurisdictions_may_hold_the_table_and_its_digest_says_so(tmp_path: Path) -> None:
    bundled = load_jurisdictions()
    for name in ("divisions.csv", "changes.csv", "receivers.csv", "posts.csv"):
        source = Path(__file__).parents[2] / "jurisdictions" / name
        (tmp_path / name).write_bytes(source.read_bytes())
    assert load_jurisdictions(tmp_path).sha256 == bundled.sha256
    assert load_jurisdictions(tmp_path).calendar == NO_OVERLAY
    table(tmp_path, *whole_year(NEXT))
    with_table = load_jurisdictions(tmp_path)
    assert with_table.calendar.years == {NEXT}
    assert with_table.sha256 != bundled.sha256


def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "workdays.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="节假日表"):
        read_overlay(path)
    with pytest.raises(UsageError, match="节假日表"):
        read_overlay(tmp_path / "none.csv")
