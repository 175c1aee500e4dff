import pytest

from engine.records import TABLES
from engine.records.codes import folded
from engine.records.schema import CODES, Table

COMMON = {"recorded_at", "replaces", "withdrawn", "evidence", "note"}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_no_header_names_two_columns_of_a_table(table: Table) -> None:
    words = [folded(word) for column in table.columns for word in {column.name, *column.headers}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_has_its_id_and_the_common_columns(table: Table) -> None:
    names = {column.name for column in table.columns}
    assert names >= {table.key} | COMMON


@pytest.mark.parametrize("domain", CODES)
def test_no_word_stands_for_two_codes(domain: str) -> None:
    words = [folded(word) for code, chinese in CODES[domain].items() for word in {code, *chinese}]
    assert len(words) == len(set(words))


def test_the_closed_lists_have_the_codes_of_the_design() -> None:
    assert set(CODES["licence"]) == {
        "mining_permit", "safety_permit", "business_licence", "manager_qualification", "manager_safety",
        "coal_permit", "none",
    }  # fmt: skip
    assert list(CODES["situation"]) == ["1a", "1b", "1c", "1d", "1e", "2", "3", "4", "5", "6a", "6b"]
    assert set(CODES["result"]) == {"stopped", "producing", "no_measure"}
    assert len(CODES["mineral"]) >= 40


def test_no_mineral_but_coal_goes_by_a_word_of_coal() -> None:
    for code, words in CODES["mineral"].items():
        if code not in {"coal", "coalbed_methane", "coal_gangue", "stone_coal"}:
            assert not any("煤" in word for word in words)
