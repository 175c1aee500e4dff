"""One command and one set of scenes for all tests of a process; what lies in memory spares thousands of waits for a disk."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing import Wenze, started
from crashscenes import Scene, scenes
from crashtrials import SHARES
from faultlib import built

MEMORY = Path("/dev/shm")  # noqa: S108 - a kill is no loss of power: what was written stays, on whatever it was written


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="session")
def work() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def wenze(library: Path, work: Path) -> Iterator[Wenze]:
    with started(library, work) as command:
        yield command


@pytest.fixture(scope="session")
def stage(wenze: Wenze, work: Path) -> dict[str, Scene]:
    """The scenes of every verb, and what an undisturbed run made of each."""
    return scenes(wenze, work, list(SHARES))
