"""Every write, sync and rename that the disk refuses: one clear line, nothing half done, and the next run goes on."""

import errno
import os
from random import Random

import pytest
from crashing import Wenze
from crashscenes import Scene
from crashstate import state, unsound
from crashtrials import disturbed, refusals

COUNT = int(os.environ.get("WENZE_CRASH_REFUSALS", "12"))
"""How many are taken of all; 0: every one."""
SHARES = {"import": 10, "weekly": 3, "draft": 4, "issue": 3}
PARTS = 4
"""Tests of one verb: two workers share them."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", SHARES)
def test_a_refused_change_is_one_line_and_the_next_run_goes_on(
    wenze: Wenze, stage: dict[str, Scene], name: str, part: int
) -> None:
    scene = stage[name]
    some = list(refusals(scene))
    if COUNT:
        random = Random(name)  # noqa: S311 - reproducible
        some = random.sample(some, min(len(some), COUNT * SHARES[name] // sum(SHARES.values())))
    found = [disturbed(wenze, scene, fault) for fault in some[part::PARTS]]
    assert [str(one) for one in found if one.wrong] == []


@pytest.mark.parametrize("name", ["import", "issue"])
@pytest.mark.parametrize(
    ("error", "said"), [(errno.ENOSPC, "磁盘已满；请腾出空间"), (errno.EIO, "磁盘读写出错；请检查磁盘")]
)
def test_what_is_said_names_the_reason_and_the_mend(
    wenze: Wenze, stage: dict[str, Scene], name: str, error: int, said: str
) -> None:
    scene = stage[name]
    told = set()
    for fault in refusals(scene, kinds=("write",), step=scene.ended.counts["write"] // 4):
        if fault.error == error:
            scene.set_up(wenze.home)
            told.add(wenze(*scene.arguments, clock=scene.clock, fault=fault).err)
    assert any(said in line for line in told), told


def test_nothing_is_written_where_the_line_says_so(wenze: Wenze, stage: dict[str, Scene]) -> None:
    scene = stage["issue"]
    said = 0
    for fault in refusals(scene, kinds=("write", "sync"), step=12):
        scene.set_up(wenze.home)
        ended = wenze(*scene.arguments, clock=scene.clock, fault=fault)
        if "台账没有变动" in ended.err:
            said += 1
            left = [
                p
                for p in (wenze.home / "packages").glob("*/*/manifest.json")
                if b'"issued"' in p.read_bytes()
            ]
            assert left == [] or "再次印发本件时会移走" in ended.err
            assert unsound(wenze.home) == []
            assert state(wenze.home).tables == scene.before.tables
    assert said > 2
