"""`matters.yaml`: what is wrong is told by its place; what the bundled files say is what the law's clauses say."""

from pathlib import Path

import pytest

from engine.rules import check_folder, load_rules

ROOT = Path(__file__).resolve().parents[2] / "rulesets"


@pytest.fixture
def crime(tmp_path: Path) -> Path:
    for name in ("mining-crime", "judicial-transfer"):
        (tmp_path / name).mkdir()
        for file in (ROOT / name).iterdir():
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    return tmp_path


def faults(folder: Path, old: str, new: str) -> list[str]:
    path = folder / "mining-crime" / "matters.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(f) for f in check_folder([folder])]


def test_the_bundled_matters_are_sound(crime: Path) -> None:
    assert check_folder([crime]) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("judicial_transfer: police", "judicial_transfer: police, exposure_draft: public", "须恰好写一种"),
        ("judicial_transfer: police", "judicial_transfer: court", "court"),
        ("  at_least: illegal_mining_value\n", "", "at_least（数额）用于"),
        ("each: appraisal", "each: illegal_coal_mine", "at_least（数额）用于"),
        ("unit: 元, origin: province", "unit: 处, origin: province", "单位须为"),
        ("{2016-12-01: 100000}", "{2016-12-01: null}", "不小于 1 的整数"),
        ("{2016-12-01: 100000}", "{2017-12-01: 100000}", "没有值"),
        ("origin: province, values: {2016-12-01: null}", "origin: law, values: {2016-12-01: null}", "不小于 1 的整数"),
        ("{2016-12-01: 100000}", "{2016-12-01: 110000}", "引文里却没有“110000元”"),
        ("{2016-12-01: null}", "{2016-12-01: null, 2020-01-01: 300001}", "自 2020-01-01 起的值 300001 不在法定幅度（100000 至 300000）之内"),
        ("{2016-12-01: null}", "{2016-12-01: 99999}", "不在法定幅度"),
        ("days_to_approve: {unit: 日, origin: law, values: {2016-12-01: 3}}", "days_to_approve: {unit: 日, origin: law, values: {2016-12-01: 4}}", "4日"),
        ("within: days_to_decide,", "within: days_to_think,", "没有在 parameters 中声明"),
        ("article: 第八条", "article: 第八十条", "里没有“## 第八十条”"),
        ("决定批准的，应当在24小时内向同级公安机关移送", "决定批准的，应当在48小时内移送", "引文不在"),
        ("instrument: mining-crime, article: 第三条第一款第一项", "instrument: mining-law, article: 第三条第一款第一项", "mining-law"),
        ("in_force: {from: 2016-12-01}", "in_force: {from: 2015-12-01}", "施行期间"),
        ("limits:", "limit:", "limit"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file(old: str, new: str, said: str, crime: Path) -> None:
    found = faults(crime, old, new)
    assert any("matters.yaml" in one and said in one for one in found), found


@pytest.mark.parametrize("value", [100_000, 300_000])
def test_a_province_may_set_either_end_of_the_range(value: int, crime: Path) -> None:
    assert faults(crime, "{2016-12-01: null}", f"{{2016-12-01: {value}}}") == []


def test_the_digest_of_the_rules_covers_the_matters(crime: Path) -> None:
    before = load_rules([crime]).sha256
    faults(crime, "limits: 只以", "limits: 仅以")
    assert load_rules([crime]).sha256 != before


def test_the_numbers_that_no_law_fixes_may_be_set_and_those_of_the_law_may_not() -> None:
    names = load_rules().adjustable
    assert {"illegal_mining_value", "illegal_mining_value_protected"} <= names
    assert not names & {"lowest", "highest", "hours_to_transfer", "days_to_request"}
