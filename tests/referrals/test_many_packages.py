"""A week's packages over both cores: the same bytes as one by one, one that fails named, the others written."""

import subprocess
import sys
import threading
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import specimens

from engine.dossiers import Dossier
from engine.other_side import Note
from engine.referrals import ReferralError, composing, verify_package, write_packages

MANY = 8


def many(count: int = MANY) -> list[Dossier]:
    return [
        specimens.dossier(name=f"矿点{n}", id=f"{specimens.COUNTY}-o{n}-to-1", organ=f"o{n}")
        for n in range(count)
    ]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def unsound(one: Dossier) -> Dossier:
    """A dossier whose other side names a record that it doesn't hold."""
    return replace(one, other=specimens.other_side(stops=[Note("某", ("checks/none",))]))


def test_over_several_processes_the_bytes_are_those_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    folders = write_packages(many(), tmp_path / "two", advance=told.append)
    assert told == [one.id for one in many()]
    assert [verify_package(f) for f in folders] == [[]] * MANY
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    write_packages(many(), tmp_path / "one")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_one_that_fails_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    given = many(3)
    given[1] = unsound(given[1])
    with pytest.raises(ReferralError, match="1 份移送材料没有写出（其余 2 份已写出）") as caught:
        write_packages(given, tmp_path)
    assert given[1].id in str(caught.value)
    assert "checks/none" in str(caught.value)
    written = {p.name for p in tmp_path.iterdir() if p.is_dir()}
    assert written == {one.id for one in given} - {given[1].id}
    assert given[1].id in (tmp_path / "packages.json").read_text(encoding="utf-8")


def test_what_all_fail_of_is_said_once_and_nothing_is_written(tmp_path: Path) -> None:
    missing = tmp_path / "none.docx"
    with pytest.raises(ReferralError, match="不能读取") as caught:
        write_packages(many(3), tmp_path / "out", missing)
    assert str(caught.value).count("不能读取") == 1
    assert not (tmp_path / "out").exists()


def broken(task: int) -> composing.Files:
    """A package of which one can't be made for a reason that nobody foresaw."""
    if task == 1:
        message = "意外\n第二行"
        raise ZeroDivisionError(message)
    return {"a": bytes([task])}


@pytest.mark.parametrize("count", [2, 9])
def test_an_unforeseen_failure_is_one_line_and_stays_in_its_package(count: int) -> None:
    found = list(composing.composed(range(count), broken))
    assert [one.files is None for one in found] == [n == 1 for n in range(count)]
    assert found[1].fault == "不能写出（ZeroDivisionError：意外）；请报告。"


@pytest.mark.parametrize("taken", [1, 9])
def test_no_thread_of_the_other_processes_is_left_to_end_by_itself(taken: int) -> None:
    """One that still closes its pipe while the program ends shows its user a traceback."""
    found = composing.composed(range(9), broken)
    assert len(list(islice(found, taken))) == taken
    found.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if "ExecutorManager" in type(t).__name__]


def test_nothing_to_write_is_an_index_of_nothing(tmp_path: Path) -> None:
    assert write_packages([], tmp_path / "out") == []
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["packages.json"]


def test_a_program_without_a_guard_is_not_run_again_by_other_processes(tmp_path: Path) -> None:
    """The console script is such a program."""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, os\nsys.path[:0] = sys.argv[1:]\nos.cpu_count = lambda: 2\nprint('started')\n"
        "from engine.referrals.composing import composed\nfrom test_many_packages import broken\n"
        "print([one.files is None for one in composed(range(9), broken)])\n",
        encoding="utf-8",
    )
    folders = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
    ran = subprocess.run(
        [sys.executable, str(program), *folders], capture_output=True, text=True, check=False
    )
    assert ran.stdout.splitlines() == ["started", str([n == 1 for n in range(9)])], ran.stderr
