"""Conditions on dated rows: what the check says of a slip, where, with the mend; how they are told."""

import shutil
from pathlib import Path

import pytest

from engine.jurisdictions import load_jurisdictions
from engine.rules import BUNDLED, check_folder, load_rules
from engine.rules.compiling import compile_plan
from engine.rules.describing import describe, threshold_row
from engine.rules.row_kinds import RowKind

RULES = load_rules().with_drafts()
NOTICE = "notice2022-21"
OTHERS = Path(__file__).resolve().parents[2] / "docs" / "other-provinces"
ITEMS = "  needs:\n" + "".join(
    f"    - {{fact: measure, where: {{kind: {{is: {kind}}}}}}}\n"
    for kind in ("cut_power", "cut_explosives", "dismantle", "disperse")
)
PLANTED = {
    "a misspelt event": ("sealed-site-patrol", "has: {fact: check}", "has: {fact: chek}", "13:15", "是否想写“check”？"),
    "a misspelt column": ("measure-without-check", "where: {kind:", "where: {kinds:", "12:11", "是否想写“kind”？"),
    "a misspelt code": ("closure-items", "{is: disperse}", "{is: dispers}", "17:42", "是否想写“disperse”？"),
    "a misspelt key": ("sealed-site-patrol", "  each: rhythm", "  eahc: rhythm", "14:3", "是否想写“each”？"),
    "a bare number": ("sealed-site-patrol", "  each: rhythm", "  each: 30", "14:9", "直接写了数字 30"),
    "an undeclared number": ("closure-items", "  within: clock", "  within: clok", "18:11", "是否想写“clock”？"),
    "a unit that is no time": ("sealed-site-patrol", "unit: 月", "unit: 次", "9:18", "单位须为 日、月、工作日"),
    "no level": ("running-while-closed", "  in: township\n", "", "8:1", "缺少必填的“in”"),
    "another level's organ": ("running-while-closed", "organ: township", "organ: county", "15:24", "township"),
    "another addressee": ("closure-items", "supervise: county_government", "supervise: city_government", "23:14", "county_government"),
    "nothing to lack": ("closure-items", ITEMS, "  needs: []\n", "13:10", "needs 是空的"),
    "the same event twice": ("sealed-before-explosives-stopped", "{is: cut_explosives}", "{is: seal}", "11:11", "完全相同"),
    "every code": ("running-while-closed", "{is: producing}", "{in: [stopped, producing, no_measure]}", "10:19", "对每一个值都成立"),
    "a result that is no check's": ("running-while-closed", "result: {is: producing}", "kind: {is: seal}", "10:11", "没有可用于条件的列“kind”"),
}  # fmt: skip


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / NOTICE
    return Path(shutil.copytree(BUNDLED / NOTICE, folder, ignore=shutil.ignore_patterns("duties.yaml")))


@pytest.mark.parametrize("name", PLANTED)
def test_a_slip_is_told_at_its_place_with_the_mend(pristine: Path, name: str) -> None:
    file, old, new, place, said = PLANTED[name]
    path = pristine / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        told = [f"{Path(f.file).name}:{f.line}:{f.column} {f.text}" for f in check_folder([pristine])]
    finally:
        path.write_text(text, encoding="utf-8")
    assert [t for t in told if t.startswith(f"{file}.yaml:{place} ") and said in t], told


@pytest.mark.parametrize("rule", [r.id for r in RULES.active if isinstance(r.when, RowKind)])
def test_each_rule_on_rows_is_told_and_stays_within_the_fence(rule: str) -> None:
    one = RULES.rules[rule]
    told = describe(one, RULES.instruments)
    assert "None" not in told
    assert "自" in told
    assert threshold_row(one).threshold
    (plan,) = [p for p in compile_plan(RULES) if p["name"] == rule]
    assert plan["patterns"] == [{"as": "a", "equal": {"t": "row", "under": rule}}]


def test_a_lack_in_words() -> None:
    assert describe(RULES.rules[f"{NOTICE}.measure-without-check"], RULES.instruments).startswith(
        "《拆除、封闭、遣散之后逾期未复查》（notice2022-21.measure-without-check）。一个县级区划内的同一矿点有"
        "已执行的制止措施（措施为“拆除”或“封闭井口”或“遣散”），自当日起满10个工作日仍没有复查的，"
        "自次日起本规则成立，到有的前一日为止；每一件各自计算。"
    )


PLACES = {
    "a place that is none": ("吕梁市, origin", "吕粱市, origin", "15:17", "是否想写“吕梁市”？"),
    "another level's origin": ("孝义市, origin: county", "孝义市, origin: city", "16:30", "origin 须写 county"),
    "a number of law that is not left to the place": (
        "    left_to_place: 可以由设区的市、县规定更短的日数\n", "", "13:5", "参数“rhythm”是法定的，各地不能另定",
    ),
    "words that the clause does not say": ("left_to_place: 可以由", "left_to_place: 应当由", "13:20", "不在 legal_basis 的引文里"),
    "a place twice": ("place: 孝义市, origin: county", "place: 吕梁市, origin: city", "16:17", "出现不止一次"),
    "a place by its code beside its name": ("place: 孝义市, origin: county", "place: '141100000000', origin: city", "16:17", "出现不止一次"),
    "the same value again": ("2022-10-01: null", "2022-10-01: 10", "16:77", "两段重叠"),
    "a day before the rule": ("{2022-06-01: 20}", "{2019-06-01: 20}", "15:59", "永远用不到"),
    "nothing to end": ("2022-07-01: 10, 2022-10-01: null", "2022-10-01: null", "16:73", "第一个值是 null"),
    "no number": ("{2022-06-01: 20}", "{2022-06-01: 0}", "15:71", "不小于 1 的整数"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_slip_in_what_places_set_is_told(tmp_path: Path, name: str) -> None:
    old, new, place, said = PLACES[name]
    folder = Path(shutil.copytree(OTHERS / "yi", tmp_path / "yi"))
    path = folder / "sealed-site-patrol.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = check_folder([folder], tree=load_jurisdictions().tree)
    told = [f"{f.line}:{f.column} {f.text}" for f in found]
    assert [t for t in told if t.startswith(f"{place} ") and said in t], told


def test_a_count_takes_no_number_of_a_place(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(OTHERS / "yi", tmp_path / "yi"))
    path = folder / "county-two-sites.yaml"
    old = "response_days: {unit: 日, origin: local, values: {2020-01-01: 1}}"
    own = "places: [{place: 孝义市, origin: county, basis: 样例, values: {2020-01-01: 2}}]"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, f"{old[:-1]}, {own}}}"), encoding="utf-8")
    told = [f.text for f in check_folder([folder])]
    assert [t for t in told if t.startswith("参数“response_days”用在这种条件里，不能由各地另定")], told


def test_what_places_set_is_told_with_their_paper() -> None:
    rules = load_rules([OTHERS / "yi"])
    told = describe(rules.rules["yi.sealed-site-patrol"], rules.instruments)
    assert (
        "周期（rhythm）2020年1月1日起为30日，法定；其中吕梁市（市定，样例文号市）2022年6月1日起为20日"
        "；其中孝义市（县定，样例文号县）2022年7月1日起为10日，2022年10月1日起不再有值"
    ) in told
