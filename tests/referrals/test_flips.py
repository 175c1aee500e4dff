"""Every bit of a package counts: flips, added, lost and renamed entries, in the folder and in the zip."""

import io
import os
import random
import zipfile
from pathlib import Path

import pytest
import specimens

from engine.referrals import verify, verify_package, write_packages
from engine.referrals.content import content
from engine.referrals.fixed_zip import zip_of
from engine.referrals.manifest import MANIFEST, SUMS, manifest, sums

FLIPS = int(os.environ.get("WENZE_FLIPS", "500"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    (folder,) = write_packages([specimens.dossier()], tmp_path_factory.mktemp("large"))
    return folder.with_name(f"{folder.name}.zip").read_bytes()


def small() -> dict[str, bytes]:
    files = {"甲.txt": b"ab", "b": b""}
    files[MANIFEST] = manifest(content(specimens.dossier()), files, "0" * 64)
    files[SUMS] = sums(files)
    return files


def faults(data: bytes, place: Path) -> list[str]:
    path = place / "x.zip"
    path.write_bytes(data)
    return verify_package(path)


def test_a_small_package_is_whole_as_folder_and_zip(tmp_path: Path) -> None:
    assert faults(zip_of(small()), tmp_path) == []
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in small().items():
        (folder / name).write_bytes(data)
    assert verify_package(folder) == []
    assert verify.verify(folder).sha256 == verify.verify(tmp_path / "x.zip").sha256


def test_every_single_bit_of_a_small_zip_is_found(tmp_path: Path) -> None:
    whole = zip_of(small())
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        assert faults(bytes(data), tmp_path), bit


def test_every_single_bit_of_the_files_of_a_small_folder_is_found(tmp_path: Path) -> None:
    for name, data in small().items():
        (tmp_path / name).write_bytes(data)
    for name, data in small().items():
        for bit in range(8 * len(data)):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            (tmp_path / name).write_bytes(bytes(changed))
            assert verify_package(tmp_path), (name, bit)
        (tmp_path / name).write_bytes(data)
    assert verify_package(tmp_path) == []


def test_sampled_bits_of_a_large_zip_are_found(large: bytes, tmp_path: Path) -> None:
    chance, data = random.Random(2022), bytearray(large)  # noqa: S311 - a fixed seed
    for _ in range(FLIPS):
        bit = chance.randrange(8 * len(large))
        data[bit // 8] ^= 1 << bit % 8
        assert faults(bytes(data), tmp_path), bit
        data[bit // 8] ^= 1 << bit % 8
    assert faults(bytes(data), tmp_path) == []


def test_bytes_cut_off_put_before_or_after_are_found(tmp_path: Path) -> None:
    whole = zip_of(small())
    for cut in range(1, len(whole)):
        assert faults(whole[:cut], tmp_path), cut
    for data in (b"x" + whole, whole + b"x", whole + b"\0" * 22, whole + whole, b""):
        assert faults(data, tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_added_lost_renamed_doubled_and_reordered_entries_are_found(tmp_path: Path) -> None:
    files = small()
    assert faults(zip_of({**files, "c": b""}), tmp_path) == ["c：清单以外的文件或者文件夹"]
    for name in files:
        left = {n: d for n, d in files.items() if n != name}
        assert any(name in f for f in faults(zip_of(left), tmp_path))
        assert faults(zip_of({**left, f"{name}2": files[name]}), tmp_path)
    for order in (sorted(files, reverse=True), [*sorted(files), "b"]):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in order:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
        assert faults(out.getvalue(), tmp_path)


@pytest.mark.parametrize("name", ["../x", "a/b", "/etc/x", "a\\b", "a\nb", "C:\\x"])
def test_an_entry_that_leads_elsewhere_is_a_fault_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for known, data in {**small(), name: b"x"}.items():
            archive.writestr(zipfile.ZipInfo(known, (1980, 1, 1, 0, 0, 0)), data)
    assert any("无效的一项" in f for f in faults(out.getvalue(), tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["x.zip"]


def test_a_compressed_entry_is_refused_before_it_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**small(), "bomb": b"\0" * 10_000_000}.items():
            archive.writestr(name, data)
    assert any("无效的一项" in f for f in faults(out.getvalue(), tmp_path))


def test_random_bytes_are_a_fault_and_never_raise(tmp_path: Path) -> None:
    chance, whole = random.Random(7), zip_of(small())  # noqa: S311 - a fixed seed
    for _ in range(FLIPS):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if bytes(data) != whole:
            assert faults(bytes(data), tmp_path)
