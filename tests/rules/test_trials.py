"""The sentences beside the rules hold, and one that does not is told with what was expected and what came."""

from pathlib import Path

import pytest

from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.rules import BUNDLED, load_rules
from engine.rules.sentences import read_sentences
from engine.trials import run_trials


@pytest.fixture(scope="module")
def jurisdictions() -> Jurisdictions:
    return load_jurisdictions()


@pytest.mark.parametrize("rule", sorted(load_rules().rules))
def test_every_sentence_beside_a_bundled_rule_holds(rule: str, jurisdictions: Jurisdictions) -> None:
    results = run_trials([BUNDLED], jurisdictions, rule)
    assert results
    assert [r.message for r in results if not r.passed] == []


def wrong(tmp_path: Path, text: str, jurisdictions: Jurisdictions) -> str:
    """The message of the one sentence `text` beside the bundled township rule."""
    for folder in BUNDLED.iterdir():
        (tmp_path / folder.name).mkdir()
        for path in folder.iterdir():
            if not path.name.endswith(".test.yaml"):
                (tmp_path / folder.name / path.name).write_bytes(path.read_bytes())
    (tmp_path / "order446" / "township-illegal-coal-mine.test.yaml").write_text(text, encoding="utf-8")
    (result,) = run_trials([tmp_path], jurisdictions)
    assert not result.passed
    assert result.line == 1
    assert result.message is not None
    return result.message


ONE = """\
- sentence: 一处
  case: other
  as_of: 2022-02-03
  records:
    sites: [{site_id: A, jurisdiction: %s}]
    discoveries: [{site_id: A, verified_on: 2022-02-01, producing: yes, missing_licences: mining_permit}]
    checks: [{site_id: A, checked_on: 2022-02-02, result: producing}]
  expect: [%s]
"""


def test_a_wrong_day_is_told_with_what_came(tmp_path: Path, jurisdictions: Jurisdictions) -> None:
    text = ONE % ("孝义市/西辛庄镇", "{outcome: met, jurisdiction: 孝义市/西辛庄镇, met_on: 2022-02-01}")
    message = wrong(tmp_path, text, jurisdictions)
    assert message.startswith(
        "“一处”：预期成立（行政区划 141181103000，成立日 2022-02-01），没有得到；得到了没有预期的成立（"
    )
    assert "成立日 2022-02-02" in message


def test_a_finding_where_none_was_expected_is_told(tmp_path: Path, jurisdictions: Jurisdictions) -> None:
    assert "预期不成立，却得到成立（" in wrong(
        tmp_path, ONE % ("孝义市/西辛庄镇", "{outcome: not_met}"), jurisdictions
    )


def test_a_place_that_does_not_exist_is_told(tmp_path: Path, jurisdictions: Jurisdictions) -> None:
    text = ONE % ("孝义市/西辛庄镇", "{outcome: met, jurisdiction: 孝义市/没有镇}")
    assert "没有“没有镇”" in wrong(tmp_path, text, jurisdictions)


def test_a_row_that_is_rejected_is_told(tmp_path: Path, jurisdictions: Jurisdictions) -> None:
    message = wrong(tmp_path, ONE % ("孝义市/没有镇", "{outcome: not_met}"), jurisdictions)
    assert "记录第 2 行（sites）的 jurisdiction 未接受" in message


def test_what_a_row_leaves_out_is_filled_in_and_what_it_says_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.test.yaml"
    path.write_text(
        "- sentence: 甲\n  case: met\n  as_of: 2022-02-03\n  expect: []\n"
        "  records:\n    sites: [{site_id: A}, {site_id: B, mineral: iron}]\n"
        "    discoveries: [{site_id: A, situation: [1a, '4'], verified_on: 2022-02-01, source: null}]\n",
        encoding="utf-8",
    )
    (placed,), faults = read_sentences(path)
    assert faults == []
    assert placed.sentence.rows() == {
        "sites": [
            {"site_id": "A", "name": "A", "mineral": "coal"},
            {"site_id": "B", "name": "B", "mineral": "iron"},
        ],
        "discoveries": [
            {
                "site_id": "A", "situation": "1a;4", "verified_on": "2022-02-01", "source": "",
                "discovery_id": "D1", "found_by": "县自然资源局",
            },
        ],
    }  # fmt: skip
