"""Every command shows an example; `--quiet` keeps standard output empty; the table can be asked about."""

import re
from pathlib import Path

import pytest
import scene
from evaluated import Shared
from running import wenze

COMMANDS = (
    (), ("evaluate",), ("demo",), ("why",), ("why-not",), ("template",), ("verify",),
    ("rules",), ("rules", "check"), ("rules", "test"), ("rules", "describe"),
    ("init",), ("import",), ("quarantine",), ("coverage",), ("sites",), ("weekly",), ("findings",), ("inquiries",),
    ("refer",), ("refer", "list"), ("refer", "show"), ("refer", "draft"), ("refer", "refuse"),
    ("approve",), ("issue",), ("receipt",), ("disposition",), ("close",), ("export",), ("exports",),
    ("keys",), ("keys", "new"), ("keys", "list"), ("keys", "revoke"), ("keys", "rotate"), ("keys", "export"),
    ("keys", "revocations"), ("recipients",), ("recipients", "new"), ("recipients", "add"), ("recipients", "end"),
    ("recipients", "list"), ("encrypt",), ("decrypt",),
    ("audit",), ("audit", "list"), ("audit", "checkpoint"), ("audit", "export"), ("audit", "verify"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_shows_an_example(command: tuple[str, ...]) -> None:
    ran = wenze(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"例：wenze {' '.join(command)}".strip() in ran.out


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
