"""The same records give the same bytes, whatever the machine, the order of rows and the form of the files."""

import os
import shutil
from pathlib import Path

import scene
from evaluated import Shared
from running import EXAMPLES, contents, read, wenze

SHANGHAI = {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
LOS_ANGELES = {
    "PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "COLUMNS": "40",
}  # fmt: skip
UTC = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "POSIX"}


def rerun(
    records: Path, folder: Path, *, cwd: Path | None = None, umask: int = -1, **environment: str
) -> None:
    ran = wenze(
        "evaluate", "--records", records, "--as-of", scene.AS_OF,
        "--json", folder / "result.json", "--packages", folder / "packages", cwd=cwd, umask=umask, **environment,
    )  # fmt: skip
    assert ran.code == 0, ran


def assert_same(shared: Shared, folder: Path) -> None:
    assert read(folder / "result.json")["inputs_sha256"] == shared.document["inputs_sha256"]
    assert (folder / "result.json").read_bytes() == shared.result.read_bytes()
    assert contents(folder / "packages") == contents(shared.packages)


def test_another_hash_seed_time_zone_locale_and_umask_give_the_same_bytes(
    shared: Shared, tmp_path: Path
) -> None:
    rerun(shared.records, tmp_path, umask=0o077, **SHANGHAI)
    assert_same(shared, tmp_path)
    assert list((tmp_path / "packages").glob("*.zip"))


def test_rows_and_columns_in_another_order_in_gb18030_give_the_same_bytes(
    shared: Shared, tmp_path: Path
) -> None:
    rerun(
        scene.as_csv(tmp_path / "in", scene.tables(), encoding="gb18030", shuffled=7), tmp_path, **LOS_ANGELES
    )
    assert_same(shared, tmp_path)


def test_a_workbook_with_typed_days_gives_the_same_bytes(shared: Shared, tmp_path: Path) -> None:
    rerun(scene.as_workbook(tmp_path / "in", scene.tables()), tmp_path, **UTC)
    assert_same(shared, tmp_path)


def test_other_names_of_files_and_another_working_directory_give_the_same_bytes(
    shared: Shared, tmp_path: Path
) -> None:
    records = scene.as_csv(tmp_path / "记 录", scene.tables(), encoding="utf-8-sig", shuffled=8)
    (records / "sites.csv").rename(records / "矿点.csv")
    (records / "checks.csv").rename(records / "复查_2022-03.csv")
    away = tmp_path / "另 一处"
    away.mkdir()
    rerun(Path(os.path.relpath(records, away)), tmp_path, cwd=away)
    assert_same(shared, tmp_path)
    assert list(away.iterdir()) == []


def test_writing_over_an_earlier_run_leaves_the_same_bytes(shared: Shared, tmp_path: Path) -> None:
    shutil.copytree(shared.packages, tmp_path / "packages")
    rerun(shared.records, tmp_path)
    assert_same(shared, tmp_path)


def test_the_bundled_quarter_with_rejected_rows_gives_the_same_bytes_on_two_machines(tmp_path: Path) -> None:
    records = EXAMPLES / "synthetic-quarter" / "tables"
    for name, environment in {"a": SHANGHAI, "b": LOS_ANGELES}.items():
        (tmp_path / name).mkdir()
        ran = wenze(
            "evaluate", "--records", records, "--as-of", "2022-03-28",
            "--json", tmp_path / name / "result.json", "--packages", tmp_path / name / "packages", **environment,
        )  # fmt: skip
        assert ran.code == 1, ran
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
