"""`wenze backup`: what it writes is an office that goes on elsewhere; nothing is overwritten."""

import shutil
from pathlib import Path

import pytest
from importing import COUNTY_OFFICE, SITE, csv_file
from typer.testing import CliRunner, Result

from cli import app
from engine.errors import WenzeError
from engine.store import create_store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home"
    create_store(None, path).close()
    monkeypatch.setenv("WENZE_HOME", str(path))
    monkeypatch.delenv("WENZE_DATABASE", raising=False)
    (path / "settings.yaml").write_text("office: 某办公室\n", encoding="utf-8")
    (tmp_path / "矿点.csv").write_bytes(csv_file(SITE))
    assert wenze("import", tmp_path / "矿点.csv", "--sender", COUNTY_OFFICE).exit_code == 0
    return path


def wenze(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def files(home: Path) -> dict[str, bytes]:
    found = (p for p in home.rglob("*") if p.is_file() and not p.name.startswith("wenze.sqlite"))
    return {str(p.relative_to(home)): p.read_bytes() for p in found if p.parent.name != "bulk"}


def test_the_office_goes_on_from_its_backup(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = wenze("backup", tmp_path / "备份")
    assert (done.exit_code, "核对无误" in done.stdout) == (0, True), done.output
    assert files(tmp_path / "备份") == files(home)
    shutil.rmtree(home)
    monkeypatch.setenv("WENZE_HOME", str(tmp_path / "备份"))
    assert wenze("audit", "verify").exit_code == 0
    assert "已收过" in wenze("import", tmp_path / "矿点.csv", "--sender", COUNTY_OFFICE).stdout


def test_nothing_is_overwritten_and_nothing_is_left_of_one_that_failed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    for folder, said in (
        (tmp_path / "旧", "已存在"),
        (home / "packages" / "备份", "在数据目录之内"),
        (tmp_path / "矿点.csv" / "备份", "备份不能写入"),
    ):
        refused = wenze("backup", folder)
        assert isinstance(refused.exception, WenzeError), refused.output
        assert said in str(refused.exception)
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
