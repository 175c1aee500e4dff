"""The drill: a copy of the office, put in place on another machine, is the office of that moment, byte for byte."""

import json
import shutil
import zlib
from pathlib import Path

from crashing import Wenze
from crashscenes import NEXT, Scene
from crashstate import CACHE, DATABASE, copied, state, tables, unsound

from engine.store import open_store
from engine.store.opening import FOLDERS


def backed_up(home: Path, place: Path) -> Path:
    """What an office keeps elsewhere: the database by its own backup, the folders as they are, without the cache."""
    place.mkdir()
    store = open_store(None, home)
    store.backup(place / DATABASE)
    store.close()
    for name in FOLDERS:
        if name != CACHE:
            shutil.copytree(home / name, place / name)
    return place


def documents(home: Path) -> list[bytes]:
    """The document of every run, as kept."""
    found = open_store(None, home)
    with found.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT document FROM run ORDER BY id").all()
    found.close()
    return [zlib.decompress(row[0]) for row in rows]


def test_after_a_restore_a_past_week_is_the_same_bytes(
    wenze: Wenze, stage: dict[str, Scene], tmp_path: Path
) -> None:
    """Two weeks, a backup, a week more, the disk lost, the backup put in place: then the week of before, again."""
    scene = stage["weekly"]
    scene.set_up(wenze.home)
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    backup = backed_up(wenze.home, tmp_path / "backup")
    kept = documents(wenze.home)
    assert wenze("weekly", "--as-of", "2022-03-21", "--quiet", clock="2022-03-21T01:00:00+00:00").code == 1
    shutil.rmtree(wenze.home)

    copied(backup, wenze.home)
    assert unsound(wenze.home) == []
    assert state(wenze.home) == scene.whole
    for day in ("2022-03-07", "2022-03-14"):
        again = wenze("weekly", "--as-of", day, "--rerun", clock=NEXT)
        assert again.code == 0, again
    assert documents(wenze.home) == kept
    assert [json.loads(one)["as_of"] for one in kept] == ["2022-03-07", "2022-03-14"]
    assert wenze("audit", "verify", clock=NEXT).code == 0
    # The reports of a past week are written again as they were.
    shutil.rmtree(wenze.home / "reports")
    for day in ("2022-03-07", "2022-03-14"):
        wenze("weekly", "--as-of", day, "--quiet", clock=NEXT)
    assert state(wenze.home) == scene.whole


def test_a_restored_office_goes_on(wenze: Wenze, stage: dict[str, Scene], tmp_path: Path) -> None:
    scene = stage["import"]
    scene.set_up(wenze.home)
    backup = backed_up(wenze.home, tmp_path / "backup")
    shutil.rmtree(wenze.home)
    copied(backup, wenze.home)
    assert wenze(*scene.arguments, clock=scene.clock).code == scene.ended.code
    assert scene.compared(wenze.home) == []
    weekly = stage["weekly"]
    assert wenze(*weekly.arguments, clock=weekly.clock).code == weekly.ended.code
    assert weekly.compared(wenze.home) == []


def test_a_backup_is_of_one_moment_while_an_import_is_killed(
    wenze: Wenze, stage: dict[str, Scene], tmp_path: Path
) -> None:
    """What is copied from a home that a killed writer left is whole too."""
    from faultlib import Fault

    scene = stage["import"]
    scene.set_up(wenze.home)
    ended = wenze(*scene.arguments, clock=scene.clock, fault=Fault("kill before", scene.ended.seen // 2))
    assert ended.signal == 9
    backup = backed_up(wenze.home, tmp_path / "backup")
    assert unsound(backup) == []
    assert tables(backup) == tables(wenze.home)
