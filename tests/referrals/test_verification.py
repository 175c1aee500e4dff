import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import specimens
import written

from engine.referrals import ReferralError, verify, verify_package, write_packages
from engine.referrals.manifest import sm3

NAMES = written.FILES
LISTED = NAMES[:-2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made,) = write_packages([specimens.dossier()], tmp_path)
    return made


def rewrite_manifest(folder: Path, change: Callable[[Any], object]) -> None:
    value = written.data(folder, "manifest.json")
    change(value)
    (folder / "manifest.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def test_a_whole_package_has_no_faults(folder: Path) -> None:
    assert verify_package(folder) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_changed_file_is_found(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(bytes(data))
    assert verify_package(folder) != []
    if name in LISTED:
        (fault,) = verify_package(folder)
        assert fault.startswith(f"{name}：已被改动（SHA-256 不符；SM3 不符；")


@pytest.mark.parametrize("name", NAMES)
def test_each_shortened_file_is_found(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    assert verify_package(folder) != []


@pytest.mark.parametrize("name", NAMES)
def test_each_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert any(f.startswith(f"{name}：缺少") for f in verify_package(folder))


@pytest.mark.parametrize("added", ["x.txt", ".hidden", "目录"])
def test_each_added_file_or_folder_is_found(folder: Path, added: str) -> None:
    if added == "目录":
        (folder / added).mkdir()
    else:
        (folder / added).write_bytes(b"")
    assert verify_package(folder) == [f"{added}：清单以外的文件或者文件夹"]


def test_a_changed_manifest_with_unchanged_sums_is_found(folder: Path) -> None:
    rewrite_manifest(folder, lambda m: m.update(restricted=True))
    assert verify_package(folder) == ["manifest.json：已被改动（与 manifest.sha256 所载不符）"]


def test_a_file_changed_together_with_one_digest_is_still_found(folder: Path) -> None:
    data = (folder / "facts.json").read_bytes() + b" "
    (folder / "facts.json").write_bytes(data)

    def change(manifest: Any) -> None:
        for entry in manifest["files"]:
            if entry["name"] == "facts.json":
                entry.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())

    rewrite_manifest(folder, change)
    assert any("SM3 不符" in f for f in verify_package(folder))


def test_a_file_dropped_from_the_manifest_is_found(folder: Path) -> None:
    (folder / "proof.json").unlink()
    rewrite_manifest(folder, lambda m: m.update(files=[f for f in m["files"] if f["name"] != "proof.json"]))
    assert "proof.json：缺少" in verify_package(folder)


def test_a_link_in_the_place_of_a_file_is_a_fault(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    shutil.move(folder / "facts.json", outside)
    (folder / "facts.json").symlink_to(outside)
    assert verify_package(folder) == ["facts.json：不是普通文件"]


@pytest.mark.parametrize(
    "name",
    ["../outside.json", "a/b", "..", ".", "", "manifest.json", "manifest.sha256", 7, None, "a\\b", "a\nb"],
)
def test_a_manifest_that_points_elsewhere_is_a_fault_and_reads_nothing_there(folder: Path, name: str) -> None:
    rewrite_manifest(folder, lambda m: m["files"][0].update(name=name))
    assert any(f.startswith("manifest.json：文件清单中有无效的一项") for f in verify_package(folder))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"files": 1}', '{"files": [1]}', '{"files": [], "files": []}', "[" * 100_000, "\udcff"],
)
def test_a_manifest_that_is_none_is_a_fault_never_an_exception(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_bytes(text.encode("utf-8", errors="surrogateescape"))
    assert any(f.startswith("manifest.json") for f in verify_package(folder))


@pytest.mark.parametrize("text", ["x", "0" * 64 + "  ../x\n", "0" * 64 + "  a\n" + "0" * 64 + "  a\n"])
def test_sums_that_are_none_are_a_fault(folder: Path, text: str) -> None:
    (folder / "manifest.sha256").write_text(text, encoding="utf-8")
    assert any(f.startswith("manifest.sha256：有无效的一行") for f in verify_package(folder))


def test_a_pipe_is_a_fault_and_is_not_read(folder: Path) -> None:
    (folder / "facts.json").unlink()
    os.mkfifo(folder / "facts.json")
    assert verify_package(folder) == ["facts.json：不是普通文件"]


def test_no_folder_is_a_fault(tmp_path: Path) -> None:
    assert len(verify_package(tmp_path / "none")) == 1
    (tmp_path / "empty").mkdir()
    assert verify_package(tmp_path / "empty") == ["manifest.json：缺少", "manifest.sha256：缺少"]


def test_the_manifest_lists_every_other_file_by_name_with_size_and_both_digests(folder: Path) -> None:
    manifest = written.data(folder, "manifest.json")
    assert [f["name"] for f in manifest["files"]] == sorted(LISTED)
    for entry in manifest["files"]:
        data = (folder / entry["name"]).read_bytes()
        second = hashlib.new("sm3", data).hexdigest()
        assert (entry["size"], entry["sha256"], entry["sm3"]) == (
            len(data),
            hashlib.sha256(data).hexdigest(),
            second,
        )
    assert manifest["package"] == specimens.dossier().id
    assert manifest["as_of"] == "2022-03-07"
    assert manifest["digests"] == specimens.dossier().digests


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_reads_the_sums(folder: Path) -> None:
    subprocess.run(
        ["sha256sum", "--strict", "-c", "manifest.sha256"], cwd=folder, check=True, capture_output=True
    )


def test_sm3_is_that_of_the_standard() -> None:
    digest = sm3()
    digest.update(b"abc")
    assert digest.hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_machine_without_sm3_writes_nothing_and_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(hashlib, "new", none)
    with pytest.raises(ReferralError, match="openssl") as caught:
        write_packages([specimens.dossier()], tmp_path / "out")
    assert "\n" not in str(caught.value)


def test_a_machine_without_sm3_still_verifies_and_says_what_it_did_not_check(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashlib, "new", none)
    whole = verify.verify(folder)
    assert whole.faults == []
    assert any("SM3" in line for line in whole.unchecked)
    (folder / "facts.json").write_bytes((folder / "facts.json").read_bytes() + b" ")
    assert any(f.startswith("facts.json：已被改动") for f in verify_package(folder))


def none(name: str, *_: object) -> None:
    raise ValueError(name)
