"""The histories are dense enough: every planted misreading makes the comparison with the oracle fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from misread import PLANTED, Planted

ROOT = Path(__file__).resolve().parents[2]
AT_A_TIME = 40


def copy(folder: Path) -> None:
    for name in ("engine", "rulesets", "jurisdictions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def misread(folder: Path, one: Planted) -> None:
    copy(folder)
    file = folder / one.file
    text = file.read_text(encoding="utf-8")
    assert text.count(one.right) == 1, f"{one.right!r} stands {text.count(one.right)} times in {one.file}"
    file.write_text(text.replace(one.right, one.wrong), encoding="utf-8")


def first_difference(folder: Path, histories: int = 2000) -> str:
    script = Path(__file__).with_name("engine_side.py")
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    for start in range(0, histories, AT_A_TIME):
        seeds = map(str, range(start, start + AT_A_TIME))
        done = subprocess.run(
            [sys.executable, str(script), *seeds],
            capture_output=True,
            text=True,
            env=environment,
            cwd=folder,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        if done.returncode:
            assert done.stdout.startswith("seed "), done.stdout + done.stderr
            return done.stdout
    return ""


def test_a_copy_without_misreading_differs_nowhere(tmp_path: Path) -> None:
    copy(tmp_path)
    assert first_difference(tmp_path, AT_A_TIME) == ""


def test_there_are_at_least_twenty() -> None:
    assert len({p.name for p in PLANTED}) >= 20


@pytest.mark.parametrize("one", PLANTED, ids=lambda p: p.name.replace(" ", "-"))
def test_a_planted_misreading_is_noticed(one: Planted, tmp_path: Path) -> None:
    misread(tmp_path, one)
    assert first_difference(tmp_path), f"no history tells “{one.name}” from “{one.sentence}”"
