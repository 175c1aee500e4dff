"""Every command shows an example; `--quiet` keeps standard output empty; the table can be asked about."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import scene
import typer
from evaluated import Shared
from running import wenze
from typer.testing import CliRunner

from cli import app


def commands_of(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, by the words that a person types."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from commands_of(below, (*path, name))


COMMANDS = sorted(commands_of(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_shows_an_example(command: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(app, [*command, "--help"])
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert f"例：wenze {' '.join(command)}".strip() in ran.output


def test_every_command_is_listed_in_the_help() -> None:
    listed = re.findall(r"^  ([a-z-]+)  +\S", wenze("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert set(listed) == {c[0] for c in COMMANDS if c}


def test_quiet_prints_nothing_though_everything_is_written(two_mines: Path, tmp_path: Path) -> None:
    ran = wenze(
        "evaluate", "--records", two_mines, "--as-of", scene.AS_OF, "--quiet",
        "--json", tmp_path / "result.json", "--packages", tmp_path / "packages",
    )  # fmt: skip
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "result.json").exists()


def test_a_quiet_demo_prints_nothing(tmp_path: Path) -> None:
    ran = wenze("demo", "--out", tmp_path / "out", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_the_table_names_each_finding_so_that_why_can_be_asked(shared: Shared) -> None:
    for f in shared.document["findings"]:
        assert f["id"] in shared.ran.out, f["id"]
