"""The demonstration works from any folder; its packages verify until a byte of them changes."""

import shutil
from pathlib import Path

import pytest
from running import Ran, read, wenze

from engine.referrals import verify_package


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    home = tmp_path_factory.mktemp("演示 一")
    return wenze("demo", "--out", "出", cwd=home), home


@pytest.fixture
def package(demo: tuple[Ran, Path], tmp_path: Path) -> Path:
    """A copy of one package of the demonstration, to be harmed."""
    source = min(p for p in (demo[1] / "出" / "packages").iterdir() if p.is_dir())
    return Path(shutil.copytree(source, tmp_path / "package"))


def test_the_demo_ends_well_and_says_that_only_planted_rows_were_rejected(demo: tuple[Ran, Path]) -> None:
    ran, home = demo
    assert (ran.code, ran.err) == (0, ""), ran.err
    rejected = read(home / "出" / "result.json")["rejected"]
    assert f"退回的 {len(rejected)} 处恰为预埋的错行" in ran.out


def test_the_demo_names_every_package_it_wrote_and_each_verifies(demo: tuple[Ran, Path]) -> None:
    ran, home = demo
    named = [line.split("：", 1)[1] for line in ran.out.splitlines() if line.startswith("草稿")]
    written = {p for p in (home / "出" / "packages").iterdir() if p.is_dir()}
    assert {home / name for name in named} == written
    for name in named:
        assert verify_package(home / name) == []
    (restricted,) = [name for name in named if name.endswith("-restricted")]
    checked = wenze("verify", restricted, cwd=home)
    assert (checked.code, checked.err) == (0, ""), checked


def test_the_zip_beside_a_package_verifies_as_the_folder_does(demo: tuple[Ran, Path], tmp_path: Path) -> None:
    source = min(p for p in (demo[1] / "出" / "packages").iterdir() if p.suffix == ".zip")
    checked = wenze("verify", source)
    assert (checked.code, checked.err) == (0, ""), checked
    assert "没有签名信封" in checked.out
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "changed.zip").write_bytes(data)
    assert wenze("verify", tmp_path / "changed.zip").code == 1
    refused = wenze("verify", source, "--type", "no-such-kind")
    assert (refused.code, "撤回（withdrawal）" in refused.err) == (2, True)
    for kind in ("移送", "referral", "提请上级"):
        assert wenze("verify", source, "--type", kind).code == 0


def test_the_demo_tells_each_rejected_row_in_one_line(demo: tuple[Ran, Path]) -> None:
    (line,) = [one for one in demo[0].out.splitlines() if "S99" in one]
    assert line.strip().startswith("checks.csv 第 39 行 site_id“S99”：")


def test_one_changed_byte_is_found_and_the_file_named(package: Path) -> None:
    letter = package / "移送函.docx"
    data = bytearray(letter.read_bytes())
    data[len(data) // 2] ^= 1
    letter.write_bytes(data)
    ran = wenze("verify", package)
    assert ran.code == 1
    assert "移送函.docx：已被改动" in ran.out


def test_a_lost_file_an_added_one_and_a_changed_manifest_are_found(package: Path) -> None:
    (package / "facts.json").rename(package / "facts2.json")
    manifest = package / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"draft"', b'"Draft"'))
    ran = wenze("verify", package)
    assert ran.code == 1
    assert "facts.json：缺少" in ran.out
    assert "facts2.json：清单以外" in ran.out
    assert "manifest.json：已被改动" in ran.out


def test_a_folder_that_is_no_package_is_not_verified(tmp_path: Path) -> None:
    ran = wenze("verify", tmp_path)
    assert ran.code in (1, 2)
    assert "manifest" in ran.out + ran.err


def test_a_folder_that_is_not_there_is_unreadable_input(tmp_path: Path) -> None:
    assert "none" in wenze("verify", tmp_path / "none").one_line()


def test_a_package_carries_neither_source_nor_note(demo: tuple[Ran, Path]) -> None:
    for path in (demo[1] / "出" / "packages").rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert '"note"' not in text
        assert '"source"' not in text
        assert "合成举报核查" not in text
