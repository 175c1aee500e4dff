"""The bundled examples give what their READMEs and `expected/` say, worked out by hand from the law."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import build_synthetic_quarter
import pytest

from engine.document import document as document_of
from engine.evaluation import evaluate
from engine.jurisdictions import load_jurisdictions
from engine.records import read_folder
from engine.rules import load_rules
from engine.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
QUARTER = EXAMPLES / "synthetic-quarter"
CASES = EXAMPLES / "cases"
HENAN = CASES / "yuzhou-2010" / "jurisdictions"
MONDAY = date(2022, 3, 28)
TOWNSHIP = "order446.township-illegal-coal-mine"
COUNTY = "order446.county-two-illegal-coal-mines"
DEPARTMENT = "order446.department-responsible"
DERELICTION = "notice2022-21.dereliction"
NOT_COMPARED = "*"
ABOUT_EVIDENCE = ("unverified", "no_rule_in_force")
MOST_SITES, MOST_ROWS = 40, 150

Outcome = tuple[str, ...]


def jurisdictions(path: Path | None) -> Any:
    return load_jurisdictions(path) if path else load_jurisdictions()


def records(folder: Path, divisions: Path | None = None) -> Any:
    return read_folder(folder, jurisdictions(divisions).tree)


@cache
def document(
    folder: Path, as_of: date, known_at: str | None = None, divisions: Path | None = None
) -> dict[str, Any]:
    return document_of(
        evaluate(
            records(folder, divisions),
            as_of=as_of,
            known_at=datetime.fromisoformat(known_at) if known_at else None,
            rules=load_rules(),
            settings=Settings(),
            jurisdictions=jurisdictions(divisions),
        )
    )


def rows_of(name: str) -> list[dict[str, str]]:
    with (QUARTER / "expected" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def receiver_text(refer_to: Mapping[str, Any] | None) -> str:
    """The code of the receiver's place; `held` where a person decides; empty for what is no referral."""
    return "" if refer_to is None else refer_to["jurisdiction"] or "held"


def windows_text(windows: Iterable[Mapping[str, Any]]) -> str:
    return "|".join(f"{w['from']}~{w['until']}:{'+'.join(w['sites'])}" for w in windows)


def expected_outcome(row: Mapping[str, str], found: Mapping[str, str] | None) -> Outcome:
    """A row of `expected/`; what it leaves open is taken from what was found."""
    cells = {key: value for key, value in row.items() if key != "why"}
    for key, value in cells.items():
        if value == NOT_COMPARED and found is not None:
            cells[key] = found[key]
    return tuple(f"{key}={value}" for key, value in cells.items() if value)


def found_outcomes(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """The document's lists in the columns of `expected/`."""
    found = []
    for finding in given["findings"]:
        parts = finding["id"].split("/")
        found.append(
            {
                "kind": "finding",
                "rule": finding["rule"],
                "jurisdiction": finding["jurisdiction"],
                "about": "/".join(parts[2:-1]),
                "outcome": finding["outcome"],
                "met_on": text(finding["met_on"]),
                "ended_on": text(finding["ended_on"]),
                "count": text(finding["count"]) if finding["outcome"] == "met" else "",
                "sites": ";".join(finding["sites"]),
                "windows": windows_text(finding["windows"] or ()) if finding["outcome"] == "met" else "",
                "window_sensitive": text(finding["window_sensitive"])
                if (finding["rule"], finding["outcome"]) == (COUNTY, "met")
                else "",
                "refer_to": receiver_text(finding["refer_to"]),
            }
        )
    for name, kind in (("near_misses", "near_miss"), ("policy_review", "policy_review")):
        found += [{"kind": kind, **entry, "sites": ";".join(entry["sites"])} for entry in given[name]]
    return found + [
        {"kind": "to_decide", "about": entry["evidence"], "reason": entry["reason"]}
        for entry in given["to_decide"]
        if entry["reason"] in ABOUT_EVIDENCE
    ]


def compared(name: str, given: Mapping[str, Any]) -> tuple[set[Outcome], set[Outcome]]:
    """Expected and found, each as a set of rows."""
    wanted = rows_of(name)
    columns = [column for column in wanted[0] if column != "why"]
    key = ("kind", "rule", "jurisdiction", "about", "met_on", "reason")
    found = [{column: str(row.get(column) or "") for column in columns} for row in found_outcomes(given)]
    by_key = {tuple(row[column] for column in key): row for row in found}
    return (
        {expected_outcome(row, by_key.get(tuple(row[column] for column in key))) for row in wanted},
        {expected_outcome(row, None) for row in found},
    )


def test_exactly_the_planted_rows_of_the_quarter_are_rejected() -> None:
    planted = [(r["file"], r["sheet"], r["row"], r["column"]) for r in rows_of("planted.csv")]
    rejected = records(QUARTER / "tables").rejected
    assert [(r.file, r.sheet or "", str(r.row), r.column) for r in rejected] == planted


def test_the_quarter_is_small_and_plainly_synthetic() -> None:
    tables = records(QUARTER / "tables").tables
    assert tables["sites"].num_rows <= MOST_SITES
    assert sum(table.num_rows for table in tables.values()) + len(rows_of("planted.csv")) <= MOST_ROWS
    assert all(name.startswith("合成样例") for name in tables["sites"]["name"].to_pylist())
    assert all(name.startswith("合成") for name in tables["posts"]["name"].to_pylist())
    for table in tables.values():
        assert all(note.startswith("合成数据") for note in table["note"].to_pylist())


def test_rebuilding_the_workbook_and_the_gb18030_table_gives_the_same_bytes(tmp_path: Path) -> None:
    build_synthetic_quarter.build(tmp_path)
    for name in (build_synthetic_quarter.WORKBOOK, build_synthetic_quarter.EVIDENCE):
        assert (tmp_path / name).read_bytes() == (QUARTER / "tables" / name).read_bytes()


def test_the_quarter_gives_every_outcome_worked_out_by_hand() -> None:
    wanted, found = compared("outcomes.csv", document(QUARTER / "tables", MONDAY))
    assert (wanted - found, found - wanted) == (set(), set())


def test_the_quarter_as_known_on_the_fifteenth_of_march() -> None:
    given = document(QUARTER / "tables", MONDAY, "2022-03-15T00:00:00+08:00")
    wanted, found = compared("outcomes_known_at.csv", given)
    assert (wanted - found, found - wanted) == (set(), set())


def test_every_site_of_the_quarter_that_cannot_be_told_is_asked_about() -> None:
    given = document(QUARTER / "tables", MONDAY)
    unclear = {site for f in given["findings"] if f["outcome"] == "cannot_tell" for site in f["sites"]}
    assert unclear <= {inquiry["site"] for inquiry in given["inquiries"]}
    assert all(inquiry["missing"] and inquiry["ask"] for inquiry in given["inquiries"])


def test_nothing_of_the_quarter_is_blocked() -> None:
    assert document(QUARTER / "tables", MONDAY)["blocked"] == []


@pytest.mark.parametrize("folder", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_public_cases_are_read_whole_and_every_row_says_where_it_comes_from(folder: str) -> None:
    read = records(CASES / folder, HENAN if folder == "yuzhou-2010" else None)
    assert read.rejected == ()
    for table in read.tables.values():
        for row in table.to_pylist():
            said = f"{row.get('source') or ''}{row['note'] or ''}"
            assert "公开报道" in said or "报道：" in said or "（假设）" in said
    assert read.tables["posts"].num_rows == 0


def met(given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [(f["rule"], f["jurisdiction"], f["met_on"], f["ended_on"]) for f in given["findings"]]


def waiting(given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [(d["evidence"], d["reason"]) for d in given["to_decide"] if d["reason"] in ABOUT_EVIDENCE]


def near(given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [(m["rule"], m["jurisdiction"], m["sites"], m["one_more_by"]) for m in given["near_misses"]]


XIAOYI = CASES / "xiaoyi-2021"
XIAOYI_MET = [(TOWNSHIP, "141181103000", "2021-12-16", None)]
XIAOYI_NEAR = [(COUNTY, "141181000000", ["XY-1"], "2022-01-15")]


def test_xiaoyi_meets_the_township_limb_and_is_one_site_short_of_the_county_limb() -> None:
    given = document(XIAOYI, date(2021, 12, 17))
    assert (met(given), near(given), given["policy_review"]) == (XIAOYI_MET, XIAOYI_NEAR, [])


def test_xiaoyi_is_not_yet_met_on_the_day_of_the_discovery() -> None:
    given = document(XIAOYI, date(2021, 12, 15))
    assert [f["outcome"] for f in given["findings"]] == ["cannot_tell"]
    assert near(given) == []


@pytest.mark.parametrize(("as_of", "expected"), [(date(2022, 1, 15), XIAOYI_NEAR), (date(2022, 1, 16), [])])
def test_xiaoyi_stays_a_near_miss_for_one_month(as_of: date, expected: list[Any]) -> None:
    given = document(XIAOYI, as_of)
    assert (met(given), near(given)) == (XIAOYI_MET, expected)


def test_xiaoyi_without_its_assumptions_gives_nothing() -> None:
    given = document(CASES / "xiaoyi-2021-without-assumptions", date(2021, 12, 17))
    assert (met(given), near(given), given["policy_review"]) == ([], [], [])


def test_lingshi_is_no_illegal_coal_mine_and_its_evidence_waits_for_a_rule() -> None:
    given = document(CASES / "lingshi-2006", date(2006, 12, 31))
    assert (met(given), near(given), given["policy_review"]) == ([], [], [])
    assert waiting(given) == [("LS-E1", "no_rule_in_force"), ("LS-E2", "no_rule_in_force")]


def test_lingshi_evidence_stands_by_itself_once_the_notice_is_in_force() -> None:
    given = document(CASES / "lingshi-2006", date(2022, 3, 1))
    assert met(given) == [
        (DERELICTION, "140729000000", "2022-02-22", None),
        (DERELICTION, "140729202000", "2022-02-22", None),
    ]
    assert waiting(given) == []


def test_yuzhou_meets_the_township_limb_and_its_land_bureau_answers() -> None:
    given = document(CASES / "yuzhou-2010", date(2010, 7, 8), None, HENAN)
    assert met(given) == [
        (DEPARTMENT, "411081000000", "2010-07-07", None),
        (TOWNSHIP, "411081204000", "2010-07-03", None),
    ]
    assert near(given) == [(COUNTY, "411081000000", ["YZ-1"], "2010-08-01")]


def test_yuzhou_evidence_that_no_rule_takes_up_waits_for_a_person() -> None:
    given = document(CASES / "yuzhou-2010", date(2010, 7, 8), None, HENAN)
    assert waiting(given) == [("YZ-E2", "no_rule_in_force"), ("YZ-E3", "no_rule_in_force")]
