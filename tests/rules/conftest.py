"""The folder that tests of rule files start from."""

import sys
from pathlib import Path

import pytest
from faulty_folders import sound

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "facts"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound instrument folder `plan9` with its tests."""
    return sound(tmp_path)
