"""One evaluation shared by the tests that only read it."""

from pathlib import Path

import pytest
import scene
from evaluated import Shared
from running import read, wenze


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    home = tmp_path_factory.mktemp("shared")
    records = scene.as_csv(home / "records", scene.tables())
    result, packages = home / "result.json", home / "packages"
    ran = wenze(
        "evaluate", "--records", records, "--as-of", scene.AS_OF, "--json", result, "--packages", packages
    )
    assert ran.code == 0, ran
    return Shared(records, ran, result, packages, read(result))


@pytest.fixture(scope="session")
def two_mines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of the two coal mines of 孝义市."""
    return scene.as_csv(tmp_path_factory.mktemp("two") / "records", scene.two_mines())
