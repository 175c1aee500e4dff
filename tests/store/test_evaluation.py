"""The engine says of the store's records what it says of the departments' files."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from storing import MONDAY, WEEK, say

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import BUNDLED, Jurisdictions, load_jurisdictions
from engine.records import TABLES, Records, read_folder
from engine.rules import BUNDLED as RULES
from engine.rules import load_rules
from engine.settings import Settings
from engine.store import Store, create_store
from engine.store.versions import Version

QUARTER = Path(__file__).resolve().parents[2] / "examples" / "synthetic-quarter" / "tables"


@pytest.fixture(scope="module")
def places() -> Jurisdictions:
    return load_jurisdictions(BUNDLED)


@pytest.fixture(scope="module")
def files(places: Jurisdictions) -> Records:
    return read_folder(QUARTER, places.tree)


@pytest.fixture(scope="module")
def filled(files: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that was told what the files hold."""
    store = create_store(None, tmp_path_factory.mktemp("quarter"))
    for name, table in files.tables.items():
        say(store, *(Version(name, row[TABLES[name].key], row) for row in table.to_pylist()))
    yield store
    store.close()


def said(records: Records, places: Jurisdictions) -> dict[str, Any]:
    """The document, without what names the source of the records."""
    run = evaluate(
        records, as_of=date(2022, 3, 28), known_at=None, rules=load_rules([RULES]), settings=Settings(),
        jurisdictions=places,
    )  # fmt: skip
    return {key: value for key, value in document(run).items() if key not in ("inputs_sha256", "rejected")}


def test_a_store_filled_once_gives_the_document_of_the_files(
    files: Records, filled: Store, places: Jurisdictions
) -> None:
    found = said(filled.records(None, places.tree), places)
    assert found["findings"]
    assert found == said(files, places)


def test_a_correction_that_moves_nothing_gives_the_same_findings_under_new_row_ids(
    files: Records, filled: Store, places: Jurisdictions
) -> None:
    for name in ("sites", "checks"):
        rows = files.tables[name].to_pylist()
        again = [{**row, "note": f"{row['note']}；再次核对"} for row in rows]
        say(filled, *(Version(name, row[TABLES[name].key], row) for row in again), now=MONDAY + WEEK)
    found = json.dumps(said(filled.records(None, places.tree), places), ensure_ascii=False)
    expected = said(files, places)
    assert "S01~2" in found
    plain = json.loads(found.replace("~2", ""))
    for key in ("findings", "near_misses", "policy_review", "sites", "coverage"):
        for one, other in zip(plain[key], expected[key], strict=True):
            assert {k: v for k, v in one.items() if k != "proof"} == {
                k: v for k, v in other.items() if k != "proof"
            }
