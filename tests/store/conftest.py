"""Stores on both databases, each test its own."""

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from storing import TREE, Where

from engine.jurisdictions import Tree
from engine.store import Store, create_store


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def made(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the tables of a store, to be copied."""
    name = server.database()
    create_store(server.url(name), tmp_path_factory.mktemp("made")).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """A place without a store."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        return Where(None, home)
    server: postgres.Server = request.getfixturevalue("server")
    return Where(server.url(server.database()), home)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """A place with an empty store."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        place = Where(None, home)
        place.create().close()
        return place
    home.mkdir()
    server: postgres.Server = request.getfixturevalue("server")
    return Where(server.url(server.database(request.getfixturevalue("made"))), home)


@pytest.fixture
def store(place: Where) -> Iterator[Store]:
    store = place.open()
    yield store
    store.close()


@pytest.fixture(scope="session")
def tree() -> Tree:
    return Tree(TREE)
