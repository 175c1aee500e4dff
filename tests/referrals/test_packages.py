import errno
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import build_letter_template
import pytest
import specimens
import written
from docx import Document
from openpyxl import load_workbook

from engine.referrals import ReferralError, verify_package, write_packages
from engine.referrals.letter import TEMPLATE

FILES = set(written.FILES)
WRITER = """
import pickle, sys, time
from pathlib import Path
from engine.referrals import write_packages
write_packages(pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]))
"""


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_package_is_a_folder_named_by_its_dossier(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path / "out")
    assert folder == tmp_path / "out" / specimens.dossier().id
    assert {p.name for p in folder.iterdir()} == FILES
    assert verify_package(folder) == []


def test_the_same_dossiers_give_the_same_bytes_in_any_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    stored = tmp_path / "dossiers"
    stored.write_bytes(pickle.dumps(specimens.quarter()))
    write_packages(specimens.quarter(), tmp_path / "here")
    expected = tree(tmp_path / "here")
    assert len(expected) == 1 + (len(FILES) + 1) * len(specimens.quarter())
    settings = (
        {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"},
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "0", "LC_ALL": "POSIX", "PYTHONUTF8": "1"},
    )
    for number, environment in enumerate(settings):
        out = tmp_path / f"there{number}"
        subprocess.run(
            [sys.executable, "-c", WRITER, str(stored), str(out)],
            check=True,
            env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert tree(out) == expected


def test_office_files_hold_no_time_of_their_making(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    for name in [f for f in FILES if f.endswith(("docx", "xlsx"))]:
        with zipfile.ZipFile(folder / name) as archive:
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
            core = archive.read("docProps/core.xml").decode()
        assert core.count("2022-03-07T00:00:00Z") == 2
    assert Document(str(folder / "移送函.docx")).core_properties.created.year == 2022
    assert load_workbook(folder / "要件对照表.xlsx").properties.created.year == 2022


def test_a_package_of_before_is_replaced_whole_and_others_are_left(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    (folder / "leftover.txt").write_text("x", encoding="utf-8")
    other = tmp_path / "older-package"
    other.mkdir()
    write_packages([specimens.dossier(name="丙矿点")], tmp_path)
    assert {p.name for p in folder.iterdir()} == FILES
    assert "丙矿点" in written.letter(folder)
    assert {p.name for p in tmp_path.iterdir()} == {
        folder.name,
        f"{folder.name}.zip",
        "older-package",
        "packages.json",
    }


def test_the_index_lists_the_packages_of_this_run_only(tmp_path: Path) -> None:
    write_packages([specimens.dossier(id="old")], tmp_path)
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    index = json.loads((tmp_path / "packages.json").read_text(encoding="utf-8"))
    assert [p["folder"] for p in index["packages"]] == [folder.name]
    assert index["as_of"] == ["2022-03-07"]
    write_packages([], tmp_path)
    assert json.loads((tmp_path / "packages.json").read_text(encoding="utf-8"))["packages"] == []


def test_a_package_that_cannot_be_written_leaves_the_one_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    before = tree(tmp_path)
    real = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if self.name == "manifest.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ReferralError, match="磁盘空间") as caught:
        write_packages([specimens.dossier(name="丙矿点")], tmp_path)
    assert "\n" not in str(caught.value)
    assert tree(tmp_path) == before
    assert verify_package(folder) == []


def test_a_package_put_aside_by_a_run_that_died_is_not_lost(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    folder.rename(tmp_path / f".{folder.name}.old")
    (tmp_path / f".{folder.name}.part").mkdir()
    write_packages([specimens.dossier()], tmp_path)
    assert verify_package(folder) == []
    assert {p.name for p in tmp_path.iterdir()} == {folder.name, f"{folder.name}.zip", "packages.json"}


def test_a_link_in_the_place_of_a_package_is_cut_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / specimens.dossier().id).symlink_to(elsewhere, target_is_directory=True)
    (folder,) = write_packages([specimens.dossier()], out)
    assert not folder.is_symlink()
    assert verify_package(folder) == []
    assert (elsewhere / "kept.txt").read_text(encoding="utf-8") == "kept"


def test_a_file_in_the_place_of_the_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(ReferralError, match="请检查权限") as caught:
        write_packages([specimens.dossier()], tmp_path / "taken")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "..", "a/b", "..\\b", ".hidden", "packages.json", "a\0b"])
def test_an_id_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReferralError, match="不能用作文件夹名"):
        write_packages([specimens.dossier(id=name)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_equal_and_too_long_ids_get_folders_of_their_own(tmp_path: Path) -> None:
    long = "长" * 300
    made = [
        specimens.dossier(id="X", organ="department:甲（乙）"),
        specimens.dossier(id="x", organ="department:甲_乙_"),
        specimens.dossier(id=long),
    ]
    folders = write_packages(made, tmp_path)
    assert len({f.name for f in folders}) == 3
    assert [written.data(f, "facts.json")["id"] for f in folders] == ["X", "x", long]
    assert all(verify_package(f) == [] for f in folders)


def test_two_equal_dossiers_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReferralError, match="完全相同"):
        write_packages([specimens.dossier(), specimens.dossier()], tmp_path)


def test_writing_and_verifying_load_no_reading_no_facts_no_reasoning() -> None:
    wanted = "import sys, engine.referrals; print([m for m in sys.modules if m.startswith('engine.')])"
    loaded = subprocess.run(
        [sys.executable, "-c", wanted],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    ).stdout
    for name in ("records", "facts", "reasoning", "evaluation", "dossiers", "rules", "store"):
        assert f"engine.{name}" not in loaded


def test_the_template_is_what_the_script_builds() -> None:
    assert TEMPLATE.read_bytes() == build_letter_template.zip_of(build_letter_template.members())
