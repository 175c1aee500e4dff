"""`rules diff` of `matters.yaml`: clause by clause in words, and which sites would go before another body."""

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parents[1] / "ledgers"))

from matteroffice import appraisal, measure, with_rows

from engine.comparing import Effect, effect, told_difference
from engine.comparing.replaying import replay_both
from engine.comparing.workbook import workbook
from engine.jurisdictions import load_jurisdictions
from engine.records import read_rows
from engine.rules import BUNDLED, RuleSet, load_rules
from engine.settings import Settings

OLD = load_rules()
PLACES = load_jurisdictions()
AMOUNT = "illegal_mining_value: {unit: 元, origin: province, values: {2016-12-01: null}}"


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., RuleSet]:
    """The bundled rules with a text of an instrument's matters replaced; the file gone where there is no text."""

    def edit(instrument: str, *pairs: tuple[str, str]) -> RuleSet:
        shutil.copytree(BUNDLED, tmp_path / "rules")
        path = tmp_path / "rules" / instrument / "matters.yaml"
        text = path.read_text(encoding="utf-8")
        for before, after in pairs:
            assert before in text
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8") if pairs else path.unlink()
        return load_rules([tmp_path / "rules"])

    return edit


def words(new: RuleSet) -> dict[str, tuple[str, ...]]:
    return {one.rule: one.changes for one in told_difference(OLD, new)}


def effects(new: RuleSet, first: date = date(2022, 2, 21), **rows: list[dict[str, str]]) -> Effect:
    read = read_rows(with_rows(**rows), PLACES.tree)
    assert read.rejected == ()
    both = replay_both(
        read, OLD, new, first=first, last=date(2022, 3, 28), settings=Settings(), jurisdictions=PLACES
    )
    return effect(*both, PLACES.tree)


def told(found: Effect) -> list[tuple[str, str, str]]:
    return [(one.kind, one.seen.rule, one.seen.of) for one in found.matters]


def test_a_number_that_is_set_is_told_and_its_sites_appear(edited: Callable[..., RuleSet]) -> None:
    new = edited("mining-crime", (AMOUNT, AMOUNT.replace("null", "200000")))
    assert words(new) == {
        "mining-crime.value": (
            "参数 illegal_mining_value 自 2016-12-01 起的值由“没有录入，不能计算”改为“200000元”",
        )
    }
    below = effects(new, appraisals=[appraisal("199999.99")])
    assert told(below) == []
    assert below.waiting == ("改动后不再列为不能计算：mining-crime.value",)
    assert told(effects(new, appraisals=[appraisal("200000")])) == [("appears", "mining-crime.value", "A")]


def test_a_matter_that_is_taken_out_is_told_whole_and_its_sites_vanish(
    edited: Callable[..., RuleSet],
) -> None:
    new = edited("order446")
    ((rule, (said,)),) = words(new).items()
    assert rule == "order446.closure-request"
    assert said.startswith("删去了这一事项：《无证照或者证照不全从事生产的煤矿，提请关闭》")
    found = effects(new)
    assert {one.kind for one in found.matters} == {"vanishes"}
    assert {one.seen.rule for one in found.matters} == {rule}
    assert found.differences == ()
    sheet = load_workbook(io.BytesIO(workbook(found, told_difference(OLD, new), PLACES.tree, found.last)))
    assert [row[1] for row in sheet["移送其他机关"].iter_rows(min_row=2, values_only=True)] == [rule] * len(
        found.matters
    )


@pytest.mark.parametrize(("sealed", "count"), [("2022-03-01", 0), ("2022-03-02", 1), ("2022-03-10", 1)])
def test_what_ended_within_the_period_counts_and_what_ended_before_does_not(
    edited: Callable[..., RuleSet], sealed: str, count: int
) -> None:
    shut = measure("seal", "M9", ordered_on="2022-02-23", executed_on=sealed)
    found = effects(edited("order446"), date(2022, 3, 2), measures=[shut])
    assert len([one for one in found.matters if one.seen.of == "A"]) == count


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title: 无证照或者证照不全从事生产的煤矿，提请关闭", "title: 提请关闭无证照的煤矿", "标题由“无证照或者"),
        ("in_force: {from: 2005-09-03, to: 2024-04-30}", "in_force: {from: 2006-01-01, to: 2024-04-30}", "施行期间由"),
        ("by: 负责颁发证照的部门", "by: 应急管理部门", "去向由“由负责颁发证照的部门提请县级人民政府关闭”改为“由应急管理部门提请"),
        ("each: illegal_coal_mine", "each: prosecuted_site", "情形由“一处矿点第一次成立"),
    ],
)  # fmt: skip
def test_each_part_of_a_matter_is_told(
    edited: Callable[..., RuleSet], before: str, after: str, said: str
) -> None:
    (changes,) = words(edited("order446", (before, after))).values()
    assert any(change.startswith(said) for change in changes), changes


def test_a_clock_that_goes_is_told_with_its_clause() -> None:
    name = "order446.closure-request"
    clocks = {"decide": OLD.matters[name].clocks["decide"]}
    new = replace(OLD, matters={**OLD.matters, name: OLD.matters[name].model_copy(update={"clocks": clocks})})
    ((said,),) = words(new).values()
    assert said.startswith("期限由“提请关闭，自发现之日起2日内")
    assert said.endswith("改为“无”")


def test_the_same_matters_say_nothing() -> None:
    assert told_difference(OLD, load_rules()) == []
    found = effects(OLD)
    assert (found.matters, found.waiting) == ((), ())
    assert found.matters_same > 0
