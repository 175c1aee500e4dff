"""`--jurisdictions` takes a table of divisions or a folder of them; 禹州 lies outside the bundled province."""

from pathlib import Path

import pytest
from running import EXAMPLES, ROOT, evaluated, read, wenze

CASE = EXAMPLES / "cases" / "yuzhou-2010"
COUNTRY = ROOT.parent / "shared" / "data" / "china_divisions_mca2025.csv"
YUZHOU, MOJIE = "411081000000", "411081204000"
DAY = "2010-07-08"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case evaluated with the divisions in its own folder."""
    path = tmp_path_factory.mktemp("yuzhou") / "result.json"
    evaluated(CASE, DAY, path, "--jurisdictions", CASE / "jurisdictions")
    return path


def test_a_folder_and_its_table_give_the_same_findings(result: Path, tmp_path: Path) -> None:
    table = CASE / "jurisdictions" / "divisions.csv"
    document = evaluated(CASE, DAY, tmp_path / "result.json", "--jurisdictions", table)
    assert document["findings"] == read(result)["findings"]
    assert {f["id"] for f in document["findings"]} == {
        f"order446.township-illegal-coal-mine/{MOJIE}/2010-07-03",
        f"order446.department-responsible/{YUZHOU}/department:禹州市国土资源局/2010-07-07",
    }


@pytest.mark.skipif(
    not COUNTRY.exists(), reason="the table of the whole country lies beside the project only at times"
)
def test_the_whole_country_gives_the_findings_of_the_case(tmp_path: Path) -> None:
    document = evaluated(CASE, DAY, tmp_path / "result.json", "--jurisdictions", COUNTRY)
    assert f"order446.township-illegal-coal-mine/{MOJIE}/2010-07-03" in {
        f["id"] for f in document["findings"]
    }
    assert [(n["jurisdiction"], n["one_more_by"]) for n in document["near_misses"]] == [
        (YUZHOU, "2010-08-01")
    ]
    assert len(document["coverage"]) > 2800
    with_records = {c["jurisdiction"] for c in document["coverage"] if c["records"]}
    assert YUZHOU in with_records


def test_without_the_option_rows_of_another_province_are_rejected_never_guessed(tmp_path: Path) -> None:
    ran = wenze("evaluate", "--records", CASE, "--as-of", DAY, "--json", tmp_path / "result.json")
    assert ran.code == 1
    document = read(tmp_path / "result.json")
    assert document["findings"] == []
    assert {r["value"] for r in document["rejected"] if r["file"] == "sites.csv"} == {"禹州市/磨街乡"}


def test_why_names_the_places_of_the_given_divisions(result: Path) -> None:
    ran = wenze("why", MOJIE, "--result", result, "--jurisdictions", CASE / "jurisdictions")
    assert ran.code == 0
    assert "禹州市磨街乡" in ran.out
