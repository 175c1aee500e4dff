"""The folder that tests of rule files start from."""

from pathlib import Path

import pytest
from faulty_folders import sound


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound instrument folder `plan9` with its tests."""
    return sound(tmp_path)
