"""What can't be done ends with code 2 and one clear line; rejected rows with 1; never a traceback."""

from pathlib import Path

import pytest
import scene
from running import ROOT, wenze

DAY = ("--as-of", scene.AS_OF)


def refused(*arguments: object) -> str:
    """The one line of a command that ended with 2 and printed nothing else."""
    ran = wenze(*arguments)
    line = ran.one_line()
    assert ran.out == ""
    return line


def test_a_missing_option_is_named() -> None:
    assert "--as-of" in refused("evaluate", "--records", ".")


def test_an_unknown_option_is_named() -> None:
    assert "--nonsense" in refused("evaluate", "--nonsense")


def test_an_option_without_its_value_is_named() -> None:
    assert "--as-of" in refused("evaluate", "--records", ".", "--as-of")


def test_an_unknown_command_is_named() -> None:
    assert "evalute" in refused("evalute")


def test_a_missing_argument_is_refused() -> None:
    refused("verify")


@pytest.mark.parametrize("day", ["2022-02-30", "2022年3月", ""])
def test_a_bad_day_is_shown_with_a_good_one(two_mines: Path, day: str) -> None:
    line = refused("evaluate", "--records", two_mines, "--as-of", day)
    assert f"“{day}”" in line
    assert "2022-03-07" in line


def test_a_knowledge_time_without_offset_is_refused_with_the_mend(two_mines: Path) -> None:
    line = refused("evaluate", "--records", two_mines, *DAY, "--known-at", "2022-03-07T09:00:00")
    assert "2022-03-07T09:00:00+08:00" in line


def test_a_records_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "没有此目录" in refused("evaluate", "--records", tmp_path / "没有此目录", *DAY)


def test_a_records_folder_that_is_a_file_is_refused(two_mines: Path) -> None:
    assert "sites.csv" in refused("evaluate", "--records", two_mines / "sites.csv", *DAY)


def test_a_records_folder_without_tables_says_how_tables_are_named(tmp_path: Path) -> None:
    assert "discoveries" in refused("evaluate", "--records", tmp_path, *DAY)


def test_a_corrupt_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "发现.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert "发现.xlsx" in refused("evaluate", "--records", tmp_path, *DAY)


def test_an_empty_table_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_bytes(b"")
    assert "sites.csv" in refused("evaluate", "--records", tmp_path, *DAY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("responce_days: 2\n", "responce_days"),
        ("response_days: -1\n", "response_days"),
        ("office: [unclosed\n", "settings.yaml"),
    ],
)
def test_faulty_settings_are_named(two_mines: Path, tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    assert named in refused("evaluate", "--records", two_mines, *DAY, "--settings", path)


def test_a_faulty_rules_folder_is_refused(two_mines: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id：bad\n", encoding="utf-8")
    assert "bad.yaml" in refused("evaluate", "--records", two_mines, *DAY, "--rulesets", tmp_path)


def test_a_table_of_divisions_that_is_none_is_refused(two_mines: Path) -> None:
    line = refused("evaluate", "--records", two_mines, *DAY, "--jurisdictions", two_mines / "sites.csv")
    assert "sites.csv" in line


@pytest.mark.parametrize("option", ["--json", "--packages"])
def test_a_target_below_a_file_is_refused(two_mines: Path, option: str) -> None:
    target = two_mines / "sites.csv" / "inner"
    assert "sites.csv" in refused("evaluate", "--records", two_mines, *DAY, option, target)


def test_a_full_disk_is_told(two_mines: Path) -> None:
    if Path("/dev/full").exists():
        assert "/dev/full" in refused("evaluate", "--records", two_mines, *DAY, "--json", "/dev/full")


def test_a_demo_that_cannot_write_is_told() -> None:
    assert "Makefile" in refused("demo", "--out", ROOT / "Makefile" / "demo")


def test_a_template_that_cannot_be_written_is_told() -> None:
    assert "Makefile" in refused("template", ROOT / "Makefile" / "forms")


def test_a_result_that_is_none_is_refused(two_mines: Path) -> None:
    assert "sites.csv" in refused("why", "x", "--result", two_mines / "sites.csv")


def test_without_a_command_the_help_goes_to_standard_error() -> None:
    ran = wenze()
    assert (ran.code, ran.out) == (2, "")
    assert "evaluate" in ran.err
