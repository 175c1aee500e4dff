"""What lies in a folder: links, pipes, devices, folders that pretend to be files, names that break lines."""

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from rowmaking import GOOD, csv_bytes, refused, row
from xlsxmaking import parts, workbook

from engine.jurisdictions import Tree
from engine.records import read_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and links are made otherwise there")
TABLE = csv_bytes([GOOD["sites"]])


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


SPECIAL: dict[str, tuple[Any, str]] = {
    "a folder": (Path.mkdir, "是文件夹"),
    "a pipe": (_fifo, "是管道"),
    "a socket": (_socket, "是套接字"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "链接"),
    "a link to itself": (lambda path: path.symlink_to(path), "断开或循环的链接"),
    "a broken link": (lambda path: path.symlink_to(path.parent / "none"), "断开或循环的链接"),
    "a link to another folder": (lambda path: path.symlink_to("/etc/passwd"), "指向文件夹以外的链接"),
}


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_is_no_file_but_bears_a_tables_name_is_refused(
    kind: str, ending: str, tmp_path: Path, confined: Any
) -> None:
    make, why = SPECIAL[kind]
    make(tmp_path / f"sites{ending}")
    assert why in confined.refuses(tmp_path)


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_file_and_bears_no_tables_name_is_told(kind: str, tmp_path: Path, confined: Any) -> None:
    (tmp_path / "sites.csv").write_bytes(TABLE)
    make, why = SPECIAL[kind]
    make(tmp_path / "汇总.xlsx")
    told = confined.accepts(tmp_path)
    assert told["rows"] == {"sites": 1}
    ((file, _, _, _, _, reason),) = told["rejected"]
    assert file == "汇总.xlsx"
    assert why in reason


def test_a_link_within_the_folder_is_read(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "1").write_bytes(TABLE)
    (tmp_path / "sites.csv").symlink_to(tmp_path / "data" / "1")
    assert read_folder(tmp_path, tree).tables["sites"].num_rows == 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_is_never_read(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.records.folder.irregular", lambda _: None)
    (tmp_path / "sites.csv").symlink_to("/dev/zero")
    assert "是设备，不是文件" in refused(tmp_path, tree)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PermissionError(13, "x"), "没有权限"),
        (FileNotFoundError(2, "x"), "文件已不在原处"),
        (OSError(5, "x"), "磁盘出错"),
    ],
)
def test_a_file_that_vanishes_or_may_not_be_read_is_named(
    error: OSError, why: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sites.csv").write_bytes(TABLE)

    def fail(path: Path, _: int) -> int:
        error.filename = path
        raise error

    monkeypatch.setattr("engine.records.opening.os.open", fail)
    message = refused(tmp_path, tree)
    assert message.startswith("sites.csv：不能读取")
    assert why in message


def test_a_folder_that_vanishes_is_named(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "记录"
    folder.mkdir()
    real = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: real(path) and (shutil.rmtree(path) or True))
    assert "记录：不能读取（文件已不在原处）" in refused(folder, tree)


NAMES = {
    "line breaks": b"sites-\n\r\x1b[31m.csv",
    "marks of direction": "sites \u202evsc.csv".encode(),
    "bytes that are no text": b"sites-\xff\xfe\x81.csv",
    "a surrogate": b"sites-\xed\xa0\x80.csv",
    "255 bytes": b"sites-" + b"x" * 245 + b".csv",
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_hostile_file_name_stays_on_its_line(kind: str, tmp_path: Path, tree: Tree) -> None:
    path = os.fsencode(tmp_path) + b"/" + NAMES[kind]
    for content in (TABLE, csv_bytes([row("sites", mineral="?")]), b'site_id,"name'):
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content)
        if content.endswith(b"name"):
            assert refused(tmp_path, tree).isprintable()
            continue
        records = read_folder(tmp_path, tree)
        for fault in records.rejected:
            assert (fault.file + fault.reason).isprintable()
            (fault.file + fault.reason).encode()


def test_names_that_differ_in_case_or_form_only_are_two_files(tmp_path: Path, tree: Tree) -> None:
    for number, name in enumerate(["sites.csv", "Sites.csv", "sites-\u00e9.csv", "sites-e\u0301.csv"]):
        (tmp_path / name).write_bytes(csv_bytes([GOOD["sites"], row("sites", site_id=f"S{number}")]))
    if len(list(tmp_path.iterdir())) < 4:
        pytest.skip("this file system holds them for one")
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.tables["sites"]["site_id"].to_pylist() == ["A", "S0", "S1", "S2", "S3"]


@pytest.mark.parametrize(
    "name", ["s\u202eites", "&#10;&#13;sites", "x" * 100_000, "'=cmd|x", "../../etc", ""]
)
def test_a_hostile_sheet_name_stays_on_its_line(name: str, tmp_path: Path, confined: Any) -> None:
    (tmp_path / "sites.csv").write_bytes(TABLE)
    (tmp_path / "汇总.xlsx").write_bytes(workbook(parts(name=name)))
    told = confined.accepts(tmp_path)
    ((_, sheet, _, _, _, reason),) = told["rejected"] or [[None, "", None, None, None, ""]]
    assert ((sheet or "") + reason).isprintable()
    assert len(sheet or "") <= 200


def test_many_files_that_are_no_tables_are_told_quickly(tmp_path: Path, confined: Any) -> None:
    (tmp_path / "sites.csv").write_bytes(TABLE)
    for number in range(5000):
        (tmp_path / f"{number}.csv").touch()
    assert confined.accepts(tmp_path)["faults"] == 5000
