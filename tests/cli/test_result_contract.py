"""The file of `evaluate --json` keeps the names and meanings that tests outside the project rely on (DESIGN §8)."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import scene
from evaluated import Shared
from running import evaluated

TEXT, MAYBE = str, (str, type(None))
TOP = {
    "as_of": TEXT, "known_at": MAYBE, "engine_version": TEXT, "rules_sha256": TEXT, "settings_sha256": TEXT,
    "jurisdictions_sha256": TEXT, "inputs_sha256": TEXT, "findings": list, "inquiries": list, "near_misses": list,
    "policy_review": list, "to_decide": list, "coverage": list, "blocked": list, "rejected": list,
}  # fmt: skip
ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "findings": {
        "id": TEXT, "rule": TEXT, "outcome": TEXT, "jurisdiction": TEXT, "level": TEXT, "met_on": MAYBE, "ended_on": MAYBE,
        "count": (int, type(None)), "threshold": (int, type(None)), "windows": (list, type(None)),
        "window_sensitive": bool, "sites": list, "records": list, "legal_basis": list,
        "accountable": (dict, type(None)), "refer_to": (dict, type(None)),
    },
    "inquiries": {"site": TEXT, "ask": TEXT, "missing": list, "since": TEXT, "rules": list},
    "near_misses": {"rule": TEXT, "jurisdiction": TEXT, "sites": list, "one_more_by": TEXT},
    "policy_review": {"rule": TEXT, "jurisdiction": TEXT, "sites": list, "reason": TEXT},
    "to_decide": {"evidence": TEXT, "reason": TEXT},
    "coverage": {"jurisdiction": TEXT, "level": TEXT, "records": int, "latest": MAYBE},
}  # fmt: skip
DAYS = ("as_of", "met_on", "ended_on", "from", "until", "since", "one_more_by", "latest", "act_by")


def finding(document: Mapping[str, Any], rule: str, place: str) -> dict[str, Any]:
    """The only finding of a rule in a place."""
    (one,) = [f for f in document["findings"] if f["rule"] == rule and f["jurisdiction"] == place]
    return dict(one)


def entries(value: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from entries(inner)


def test_every_key_of_the_contract_is_there_with_its_type(shared: Shared) -> None:
    for key, kind in TOP.items():
        assert isinstance(shared.document[key], kind), key


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_entry_of_a_list_has_its_keys_with_their_types(shared: Shared, name: str) -> None:
    assert shared.document[name], f"the scene shows no {name}"
    for one in shared.document[name]:
        for key, kind in ENTRIES[name].items():
            assert isinstance(one[key], kind), (key, one)


def test_digests_are_sha256_in_hexadecimal(shared: Shared) -> None:
    for key in TOP:
        if key.endswith("_sha256"):
            assert re.fullmatch(r"[0-9a-f]{64}", shared.document[key]), key


def test_days_are_written_year_month_day(shared: Shared) -> None:
    days = [v for k, v in entries(dict(shared.document)) if k in DAYS and v is not None]
    assert days
    for day in days:
        assert isinstance(day, str)
        assert date.fromisoformat(day).isoformat() == day


def test_codes_of_places_are_strings_of_twelve_digits(shared: Shared) -> None:
    codes = [v for k, v in entries(dict(shared.document)) if k == "jurisdiction"]
    assert codes
    for code in codes:
        assert isinstance(code, str)
        assert re.fullmatch(r"\d{12}", code)


def test_lists_are_sorted_by_rule_then_jurisdiction_then_id(shared: Shared) -> None:
    d = shared.document
    assert d["findings"] == sorted(d["findings"], key=lambda f: (f["rule"], f["jurisdiction"], f["id"]))
    for name in ("near_misses", "policy_review"):
        assert d[name] == sorted(d[name], key=lambda n: (n["rule"], n["jurisdiction"])), name
    assert d["coverage"] == sorted(d["coverage"], key=lambda c: c["jurisdiction"])
    for f in d["findings"]:
        assert f["sites"] == sorted(set(f["sites"]))
        assert f["records"] == sorted(set(f["records"]))


def test_an_id_says_rule_place_subject_and_first_day(shared: Shared) -> None:
    for f in shared.document["findings"]:
        parts = f["id"].split("/")
        assert parts[:2] == [f["rule"], f["jurisdiction"]]
        assert parts[-1] == (f["met_on"] if f["outcome"] == "met" else "cannot-tell")
        assert len(parts) in (3, 4)


def test_ids_are_unique_and_a_finding_names_only_findings_that_are_listed(shared: Shared) -> None:
    ids = [f["id"] for f in shared.document["findings"]]
    assert len(set(ids)) == len(ids)
    for f in shared.document["findings"]:
        assert set(f["below"]) <= set(ids), f["id"]


def test_what_cannot_be_told_has_no_days(shared: Shared) -> None:
    open_ones = [f for f in shared.document["findings"] if f["outcome"] == "cannot_tell"]
    assert [f["sites"] for f in open_ones] == [["F"]]
    assert (open_ones[0]["met_on"], open_ones[0]["ended_on"], open_ones[0]["refer_to"]) == (None, None, None)


def test_rules_without_a_count_leave_count_threshold_and_windows_null(shared: Shared) -> None:
    one = finding(shared.document, "notice2022-21.dereliction", "141125102000")
    assert (one["count"], one["threshold"], one["windows"]) == (None, None, None)


def test_an_ended_stretch_is_listed_with_its_last_day(shared: Shared) -> None:
    one = finding(shared.document, scene.TOWNSHIP, "141125102000")
    assert (one["met_on"], one["ended_on"]) == ("2022-02-05", "2022-02-11")


def test_a_finding_about_a_department_names_it_in_the_id(shared: Shared) -> None:
    one = finding(shared.document, "order446.department-responsible", scene.XIAOYI)
    middle = "department:合成样例能源局"
    assert one["id"] == f"order446.department-responsible/{scene.XIAOYI}/{middle}/2022-02-26"


def test_two_coal_mines_of_xiaoyi_give_the_county_finding_of_the_contract(
    two_mines: Path, tmp_path: Path
) -> None:
    document = evaluated(two_mines, scene.AS_OF, tmp_path / "result.json")
    one = finding(document, scene.COUNTY, scene.XIAOYI)
    expected = {
        "id": f"{scene.COUNTY}/{scene.XIAOYI}/2022-02-20", "outcome": "met", "level": "county",
        "met_on": "2022-02-20", "ended_on": None, "count": 2, "threshold": 2,
        "windows": [{"from": "2022-02-01", "until": "2022-03-01", "sites": ["A", "B"]}],
        "window_sensitive": False, "sites": ["A", "B"],
        "records": ["checks/C1", "checks/C7", "discoveries/D1", "discoveries/D2"],
    }  # fmt: skip
    assert {k: one[k] for k in expected} == expected
    assert {"instrument": "order446", "article": "第七条第一款"} in one["legal_basis"]
    assert one["accountable"]["organ"] == "county_government"
    post = one["accountable"]["posts"][0]
    assert {k: post[k] for k in ("post", "role", "person", "document")} == {
        "post": "市长", "role": "principal", "person": None, "document": None,
    }  # fmt: skip
    assert one["refer_to"]["body"] == "discipline_body"
    assert one["refer_to"]["jurisdiction"] == "141100000000"
    assert one["refer_to"]["reason"]


def test_the_file_is_utf8_with_characters_as_they_are(shared: Shared) -> None:
    text = shared.result.read_text(encoding="utf-8")
    assert "\\u" not in text
    assert "县级辖区1个月内发现2处以上非法煤矿" in text
    assert json.loads(text)["as_of"] == scene.AS_OF


def test_a_rejected_row_says_file_sheet_row_column_value_and_reason(tmp_path: Path) -> None:
    tables = scene.two_mines()
    tables["discoveries"].append(
        {**tables["discoveries"][0], "discovery_id": "D9", "verified_on": "2022年2月"}
    )
    document = evaluated(scene.as_csv(tmp_path / "in", tables), scene.AS_OF, tmp_path / "result.json", code=1)
    (row,) = document["rejected"]
    assert row.pop("reason")
    assert row == {
        "file": "discoveries.csv", "sheet": None, "row": 4, "column": "verified_on", "value": "2022年2月",
    }  # fmt: skip
    assert finding(document, scene.COUNTY, scene.XIAOYI)["count"] == 2
