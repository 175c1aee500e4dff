"""What the tests of the store write: small records, in the words of the departments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from engine.facts.standing import standing
from engine.jurisdictions import Place, Tree
from engine.records import TABLES, Records
from engine.records.cells import Value
from engine.store import Store, StoreError, Writing, create_store, open_store
from engine.store.models import ImportFile
from engine.store.versions import Version, append_versions

SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("place", ["postgresql"], indirect=True)

MONDAY = datetime(2026, 3, 9, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
COUNTY, TOWN, OTHER = "141181000000", "141181100000", "141181101000"
TREE = (
    Place("140000000000", "山西省", "province", "省", ""),
    Place("141100000000", "吕梁市", "city", "地级市", "140000000000"),
    Place(COUNTY, "孝义市", "county", "县级市", "141100000000"),
    Place(TOWN, "西辛庄镇", "township", "镇", COUNTY),
    Place(OTHER, "高阳镇", "township", "镇", COUNTY),
)


@dataclass(frozen=True)
class Where:
    """Where a store is: the URL (None: a SQLite file in the home) and the home."""

    url: str | None
    home: Path

    def open(self, wait: float = 10.0) -> Store:
        return open_store(self.url, self.home, wait=wait)

    def create(self) -> Store:
        return create_store(self.url, self.home)


def site(key: str, **cells: Value) -> Version:
    given = {"site_id": key, "name": f"{key}煤矿", "mineral": "coal", "jurisdiction": TOWN}
    return Version("sites", key, {**given, **cells})


def discovery(key: str, at: str = "S1", **cells: Value) -> Version:
    given: Mapping[str, Value] = {
        "discovery_id": key, "site_id": at, "situation": "1a", "producing": "yes",
        "missing_licences": "mining_permit", "verified_on": date(2022, 2, 1), "found_by": "县自然资源局",
    }  # fmt: skip
    return Version("discoveries", key, {**given, **cells})


def say(store: Store, *versions: Version, now: datetime = MONDAY) -> datetime:
    """Write versions in one transaction; returns its instant."""
    with store.writing(now) as session:
        append_versions(session, list(versions), None)
        return session.now


def received(session: Writing, name: str = "发现.csv", **given: Any) -> ImportFile:
    """A file that came in."""
    cells = {"sender": "孝义市自然资源局", "sha256": name, "size": 1, "received_at": MONDAY, "actor": "li"}
    file = ImportFile(name=name, **{**cells, **given})
    session.add(file)
    session.flush()
    return file


def rows(records: Records, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, row by row, in its order."""
    return list(zip(*(records.tables[table][column].to_pylist() for column in columns), strict=True))


def names(store: Store) -> list[str]:
    """The files that came in, in the order of writing."""
    with store.reading() as session:
        return [file.name for file in session.exec(select(ImportFile).order_by("id")).all()]


def stand(store: Store, tree: Tree, table: str, at: datetime | None = None) -> list[str]:
    """Ids of the rows that stand, as known at a moment."""
    found = standing(store.records(at, tree).tables, None).table(table)[TABLES[table].key].to_pylist()
    return [str(one) for one in found]


def refusal(action: Callable[[], object]) -> str:
    """The one line of a StoreError."""
    with pytest.raises(StoreError) as raised:
        action()
    line = str(raised.value)
    assert "\n" not in line
    assert line.endswith("。")
    assert "；" in line
    return line
