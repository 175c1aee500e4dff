"""The folder that tests of rule files start from."""

from pathlib import Path

import pytest
from plan9 import FILES, TESTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound instrument folder `plan9` with its tests."""
    made = tmp_path / "plan9"
    made.mkdir()
    for name, text in {**FILES, **TESTS}.items():
        if name != "department.yaml":
            (made / name).write_text(text, encoding="utf-8")
    return made
