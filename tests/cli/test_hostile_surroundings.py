"""Days at the end of the calendar, files of another make, terminals that can't show Chinese: a line, never a traceback."""

import subprocess
from pathlib import Path

import pytest
import scene
from evaluated import Shared
from running import ROOT, WENZE, wenze

DAY = ("--as-of", scene.AS_OF)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_evaluated_or_refused(two_mines: Path, day: str) -> None:
    ran = wenze("evaluate", "--records", two_mines, "--as-of", day)
    if ran.code != 0:
        ran.one_line()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_a_moment_beyond_the_calendar_is_evaluated_or_refused(two_mines: Path, moment: str) -> None:
    ran = wenze("evaluate", "--records", two_mines, *DAY, "--known-at", moment)
    if ran.code != 0:
        ran.one_line()


@pytest.mark.parametrize(
    "text", ["parameters: [1, 2]\n", "subdistrict_as_township: 5\n", "response_days: two\n"]
)
def test_settings_of_a_wrong_shape_are_refused(two_mines: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    wenze("evaluate", "--records", two_mines, *DAY, "--settings", path).one_line()


@pytest.mark.parametrize(
    "text",
    [
        '{"findings": [{}], "as_of": "x", "sites": []}',
        '{"findings": 5, "as_of": "x", "sites": []}',
        "[" * 100_000,
    ],
    ids=["no-id", "no-list", "deep"],
)
def test_a_result_of_a_wrong_shape_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(text, encoding="utf-8")
    wenze("why", "x", "--result", path).one_line()


def test_a_terminal_that_knows_only_ascii_still_gets_an_answer(two_mines: Path) -> None:
    ran = wenze("evaluate", "--records", two_mines, *DAY, PYTHONIOENCODING="ascii")
    assert ran.code in (0, 2)


def test_a_terminal_in_gbk_gets_the_table(two_mines: Path) -> None:
    done = subprocess.run(
        ["env", "PYTHONIOENCODING=gbk", WENZE, "evaluate", "--records", two_mines, *DAY],
        capture_output=True, check=False, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("gbk", errors="replace")
    assert "孝义市" in done.stdout.decode("gbk")


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["bash", "-c", line], capture_output=True, check=False, timeout=60, cwd=ROOT)


def test_a_reader_who_leaves_early_is_no_fault(shared: Shared) -> None:
    command = f"'{WENZE}' evaluate --records '{shared.records}' --as-of {scene.AS_OF}"
    done = shell(f"set -o pipefail; {command} | head -1")
    assert done.stdout.decode().startswith("截至 2022-03-07")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told_in_one_line() -> None:
    done = shell(f"'{WENZE}' rules describe > /dev/full")
    assert (done.returncode, len(done.stderr.decode().splitlines())) == (2, 1), done.stderr.decode()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc")
def test_a_demo_in_a_folder_that_takes_no_files_is_told_in_one_line() -> None:
    assert "wenze-demo" in wenze("demo", cwd=Path("/proc")).one_line()


def test_a_table_that_is_a_broken_link_is_never_passed_over_in_silence(tmp_path: Path) -> None:
    records = scene.as_csv(tmp_path, scene.two_mines())
    (records / "checks.csv").unlink()
    (records / "checks.csv").symlink_to(tmp_path / "gone.csv")
    ran = wenze("evaluate", "--records", records, *DAY)
    assert ran.code in (1, 2), ran
    assert "checks.csv" in ran.out + ran.err
