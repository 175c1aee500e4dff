"""What an office may do wrong with its store, by the command itself: one clear line, exit code 2, nothing lost."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crashing import ENVIRONMENT, Ended, Wenze
from crashscenes import SENDER, Scene
from crashstate import DATABASE, state
from faultlib import Fault

COMMAND = Path(sys.executable).with_name("wenze")
WRITING = ("import", "weekly", "draft", "approve", "issue")


def one_line(err: str) -> str:
    """The single line of a refusal."""
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("错误："), lines
    assert lines[0].endswith("。"), lines
    return lines[0]


def refused(ended: Ended) -> str:
    assert ended.code == 2, ended
    return one_line(ended.err)


def start(scene: Scene, home: Path) -> "subprocess.Popen[str]":
    """The verb of a scene by the console command in a process of its own, with the clock of this machine."""
    environment = {**os.environ, **ENVIRONMENT, "WENZE_HOME": str(home)}
    return subprocess.Popen(
        [COMMAND, *map(str, scene.arguments)], env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def newer(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


@pytest.mark.parametrize("name", ["init", *WRITING])
def test_a_store_of_a_newer_program(wenze: Wenze, stage: dict[str, Scene], name: str) -> None:
    scene = stage["import" if name == "init" else name]
    scene.set_up(wenze.home)
    newer(wenze.home)
    arguments = ["init"] if name == "init" else scene.arguments
    line = refused(wenze(*arguments, clock=scene.clock))
    assert "新版（9999）" in line
    assert "请换用写它的那一版或更新的程序" in line
    assert scene.untouched(wenze.home) == []


@pytest.mark.parametrize("name", WRITING)
def test_a_disk_that_is_read_only(wenze: Wenze, stage: dict[str, Scene], name: str) -> None:
    """As the system calls say it: every change, and every opening for writing, is refused with EROFS."""
    scene = stage[name]
    scene.set_up(wenze.home)
    disk = Fault("fail", 1, error=errno.EROFS, sticky=True)
    line = refused(wenze(*scene.arguments, clock=scene.clock, fault=disk))
    assert "只读" in line
    assert scene.untouched(wenze.home) == []
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    assert scene.compared(wenze.home) == []


def may_mount() -> bool:
    probe = ["unshare", "--mount", "sh", "-c", "mount --bind /tmp /tmp"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not may_mount(), reason="this account may not mount")
def test_a_file_system_that_is_mounted_read_only(stage: dict[str, Scene], tmp_path: Path) -> None:
    scene, home = stage["issue"], tmp_path / "home"
    scene.set_up(home)
    script = f"mount --bind {home} {home} && mount -o remount,ro,bind {home} && exec {COMMAND} {' '.join(map(str, scene.arguments))}"
    ran = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, **ENVIRONMENT, "WENZE_HOME": str(home)},
    )  # fmt: skip
    assert ran.returncode == 2, ran
    assert "只读" in one_line(ran.stderr)
    assert scene.untouched(home) == []


@pytest.mark.skipif(not may_mount(), reason="this account may not mount")
def test_what_only_reads_and_a_backup_go_on_where_nothing_can_be_written(
    stage: dict[str, Scene], tmp_path: Path
) -> None:
    scene, home, rescued = stage["issue"], tmp_path / "home", tmp_path / "rescued"
    scene.set_up(home)
    verifier = Path(__file__).parents[2] / "engine" / "ledgers" / "audit_verify.py"
    script = (
        f"mount --bind {home} {home} && mount -o remount,ro,bind {home} && {COMMAND} findings && {COMMAND} refer list"
        f" && {COMMAND} backup {rescued} && {COMMAND} audit verify && {sys.executable} -I {verifier} {home}/{DATABASE}"
    )
    ran = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, **ENVIRONMENT, "WENZE_HOME": str(home)},
    )  # fmt: skip
    assert ran.returncode == 0, ran
    assert ran.stdout.count("链、签名、检查点均无误") == 2
    assert state(rescued).tables == state(home).tables
    assert scene.untouched(home) == []


@pytest.mark.skipif(not may_mount(), reason="this account may not mount")
@pytest.mark.parametrize(
    ("free", "said"), [(0, "磁盘已满或者出错；请腾出空间"), (40, "磁盘已满；请腾出空间")]
)
def test_a_file_system_that_is_full(stage: dict[str, Scene], tmp_path: Path, free: int, said: str) -> None:
    """`free`: KiB left; with none even the index beside the log can't be made. With room again the same verb goes on."""
    scene, home, disk = stage["import"], tmp_path / "home", tmp_path / "disk"
    scene.set_up(home)
    disk.mkdir()
    size = 2 * sum(one.stat().st_size for one in home.rglob("*") if one.is_file()) // 1024 + 4096
    verb = f"{COMMAND} {' '.join(map(str, scene.arguments))}"
    script = (
        f"mount -t tmpfs -o size={size}k none {disk} && cp -a {home} {disk}/home"
        f" && dd if=/dev/zero of={disk}/rest bs=1k count=$(($(df -k --output=avail {disk} | tail -1) - {free})) status=none;"
        f"{verb}; echo $?; rm {disk}/rest; {verb} >/dev/null 2>{disk}/again; echo $?; cat {disk}/again"
    )
    ran = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, **ENVIRONMENT, "WENZE_HOME": str(disk / "home")},
    )  # fmt: skip
    assert said in one_line(ran.stderr)
    assert ran.stdout.splitlines() == ["2", str(scene.ended.code)]


def test_a_second_writer_waits_and_then_says_so(stage: dict[str, Scene], tmp_path: Path) -> None:
    """The first writes longer than ten seconds; the second ones, all at once, give up and have written nothing."""
    names = ("import", "issue", "weekly")
    homes = {name: tmp_path / name for name in names}
    first = []
    for name, home in homes.items():
        stage[name].set_up(home)
        first.append(sqlite3.connect(home / DATABASE, isolation_level=None))
        first[-1].execute("BEGIN IMMEDIATE")
    second = {name: start(stage[name], home) for name, home in homes.items()}
    try:
        for name, process in second.items():
            _, err = process.communicate(timeout=90)
            assert process.returncode == 2, err
            assert "另一个写入者正在写台账，等了 10 秒仍未完成；请待其结束后重试" in one_line(err)
            assert stage[name].untouched(homes[name]) == []
    finally:
        for database in first:
            database.close()


def test_a_second_writer_goes_on_when_the_first_is_done(stage: dict[str, Scene], tmp_path: Path) -> None:
    scene, home = stage["import"], tmp_path / "home"
    scene.set_up(home)
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as first:
        first.execute("BEGIN IMMEDIATE")
        second = start(scene, home)
        time.sleep(2.5)
        assert second.poll() is None
        first.execute("ROLLBACK")
    out, err = second.communicate(timeout=60)
    assert second.returncode == scene.ended.code, err
    assert out == scene.ended.out


def test_two_imports_at_once_are_one(stage: dict[str, Scene], tmp_path: Path) -> None:
    scene, home = stage["import"], tmp_path / "home"
    scene.set_up(home)
    both = [start(scene, home) for _ in range(3)]
    said = [process.communicate(timeout=90) for process in both]
    assert {process.returncode for process in both} <= {0, scene.ended.code}, said
    now = state(home)
    assert {name: len(rows) for name, rows in now.tables.items()} == {
        name: len(rows) for name, rows in scene.whole.tables.items()
    }
    assert now.files == scene.whole.files


def earlier(clock: str, **by: Any) -> str:
    return (datetime.fromisoformat(clock) - timedelta(**by)).isoformat()


@pytest.mark.parametrize("name", WRITING)
def test_a_clock_set_back(wenze: Wenze, stage: dict[str, Scene], name: str) -> None:
    scene = stage[name]
    scene.set_up(wenze.home)
    # A draft prints the day on which its drafter looked: the same day, an hour before.
    back = {"hours": 1} if name == "draft" else {"days": 30}
    line = refused(wenze(*scene.arguments, clock=earlier(scene.clock, **back)))
    said = ("请核对日期和本机时钟",) if name == "weekly" else ("时钟可能被拨回", "请校准时钟后重试")
    assert all(word in line for word in said), line
    assert state(wenze.home).tables == scene.before.tables  # a draft's files stand before it is signed
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    assert scene.compared(wenze.home) == []


def test_a_clock_that_was_ahead_is_told_with_this_machine_s_clock(
    wenze: Wenze, stage: dict[str, Scene], tmp_path: Path
) -> None:
    scene = stage["import"]
    scene.set_up(wenze.home)
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    assert wenze("import", "--sender", SENDER, "--zero", "发现", "--county", "宁武县", "--period", "2022-03", clock=ahead).code == 0  # fmt: skip
    home = shutil.copytree(wenze.home, tmp_path / "home")
    before = state(home)
    process = start(scene, home)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2, err
    assert "若当时的时钟偏快，须等到该时刻之后，或从此前的备份恢复" in one_line(err)
    assert state(home) == before


def test_a_home_without_a_store(wenze: Wenze, stage: dict[str, Scene]) -> None:
    for name in WRITING:
        shutil.rmtree(wenze.home, ignore_errors=True)
        line = refused(wenze(*stage[name].arguments, clock=stage[name].clock))
        assert "请先运行 wenze init" in line
        assert not wenze.home.exists()
