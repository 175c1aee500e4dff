"""What a verb that was cut off leaves behind goes with the next one; and what is signed once is not signed again."""

import os
from pathlib import Path

import pytest
from crashing import Wenze
from crashscenes import PAPER, Scene
from crashstate import CACHE, state

DEAD = 2**22 + 1
"""No process has this number: Linux counts to 2**22."""


def test_a_part_of_a_received_file_goes_with_the_next_import(wenze: Wenze, stage: dict[str, Scene]) -> None:
    scene = stage["import"]
    scene.set_up(wenze.home)
    part = wenze.home / "received" / f".{'0' * 64}.part"
    part.write_bytes(b"half of")
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    assert not part.exists()
    assert scene.compared(wenze.home) == []


@pytest.mark.parametrize(
    ("process", "stays"),
    [(DEAD, False), ("x", False), (os.getpid(), True)],
    ids=["dead", "no number", "alive"],
)
def test_a_part_of_the_cache_goes_unless_its_writer_lives(
    wenze: Wenze, stage: dict[str, Scene], process: object, *, stays: bool
) -> None:
    scene = stage["weekly"]
    scene.set_up(wenze.home)
    part: Path = wenze.home / CACHE / f".sites-1.parquet.{process}"
    part.write_bytes(b"half of")
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    assert part.exists() == stays


def test_the_same_draft_signed_again_is_one_step(wenze: Wenze, stage: dict[str, Scene]) -> None:
    scene = stage["draft"]
    scene.set_up(wenze.home)
    said = [wenze(*scene.arguments, clock=scene.clock).out for _ in range(2)]
    assert said[0] == said[1]
    assert scene.compared(wenze.home) == []


def test_another_draft_is_another_step(wenze: Wenze, stage: dict[str, Scene], tmp_path: Path) -> None:
    """By the same officer with another letter; or, with the same files, by another officer."""
    scene = stage["draft"]
    scene.set_up(wenze.home)
    assert wenze(*scene.arguments, clock=scene.clock).code == 0
    (folder,) = (wenze.home / "packages").glob("*/*")
    letter = tmp_path / "letter.docx"
    letter.write_bytes((folder / "移送函.docx").read_bytes() + b"\0")
    before = len(state(wenze.home).tables["referral_step"])
    assert wenze(*scene.arguments, "--letter", letter, clock=scene.clock).code == 0
    assert len(state(wenze.home).tables["referral_step"]) == before + 1
    new = ("keys", "new", "--officer", "B03", "--name", "乙", "--role", "drafter", "--by", "A01")
    assert wenze(*new, clock=scene.clock).code == 0
    again = ("refer", "draft", PAPER, "--letter", letter, "--none-found", "已核对", "--officer", "B03")
    assert wenze(*again, clock=scene.clock).code == 0
    assert len(state(wenze.home).tables["referral_step"]) == before + 2
