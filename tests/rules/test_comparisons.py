"""Conditions on days and amounts: what the check says of a slip, how they are told, what they find, what holds them."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factmaking import Row, appraised, checked, evidence, found, records, site
from faulty_folders import CLOSING, VALUE, put, sound
from plan9 import FILES, plant

from engine.comparing import told_difference
from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import load_jurisdictions
from engine.rules import BUNDLED, check_folder, load_rules
from engine.rules.describing import describe
from engine.settings import Settings
from engine.trials import run_mutants

YI = Path(__file__).resolve().parents[2] / "docs" / "other-provinces" / "yi"
OLD_AND_NEW = "  where:\n    producing: {is: yes}\n"
Change = Callable[[Path], None]
SLIPS: dict[str, tuple[Change, str, str]] = {
    "a code compared as a number": (
        put("closing.yaml", CLOSING.replace("{is: seal}", "{at_least: 2}")), "12:18", "是代码或文字，不能用“at_least”比较",
    ),
    "a day compared as a code": (
        put("closing.yaml", CLOSING.replace("{kind: {is: seal}}", "{executed_on: {is: 2012-01-01}}")),
        "12:25", "“executed_on”是日期，不能用“is”比较；请改用 on_or_after",
    ),
    "a word for a day": (
        put("closing.yaml", CLOSING.replace("{kind: {is: seal}}", "{executed_on: {before: clock}}")),
        "12:33", "“executed_on”应是日期，却写成了“clock”",
    ),
    "a number for a day": (
        put("closing.yaml", CLOSING.replace("{kind: {is: seal}}", "{executed_on: {before: 30}}")),
        "12:33", "“executed_on”应是日期，却写成了“30”",
    ),
    "a number without a parameter": (
        put("value.yaml", VALUE.replace("at_least: least", "at_least: 300000")), "13:29", "直接写了数字 300000",
    ),
    "an undeclared number": (
        put("value.yaml", VALUE.replace("at_least: least", "at_least: leats")), "13:29", "是否想写“least”？",
    ),
    "a column that there is not": (
        put("value.yaml", VALUE.replace("{value: {at_least", "{vale: {at_least")), "13:11", "是否想写“value”？",
    ),
    "a unit that is no amount": (
        put("value.yaml", VALUE.replace("unit: 元", "unit: 个")), "9:17", "单位须为 元",
    ),
    "a column that may be empty": (
        put("closing.yaml", CLOSING.replace("{kind: {is: seal}}", "{kind: {is: seal}, ordered_on: {before: 2012-01-01}}")),
        "12:29", "“ordered_on”可以空缺，在这种条件里空缺既不能算是也不能算否；请改用 kind、mineral、executed_on",
    ),
    "days of a branch that exclude those of the definition": (
        lambda folder: plant(
            folder, "pit.yaml", "where: {mineral: {is: coal}, producing: {is: yes}}\n  any:\n    - {where: {",
            "where: {mineral: {is: coal}, reported_on: {before: 2012-01-01}}\n  any:\n    - {where: {reported_on: {on_or_after: 2012-01-01}, ",
        ),
        "15:7", "相抵触（reported_on）",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_at_its_place(tmp_path: Path, name: str) -> None:
    change, place, said = SLIPS[name]
    folder = sound(tmp_path)
    change(folder)
    told = [f"{f.line}:{f.column} {f.text}" for f in check_folder([folder])]
    assert [t for t in told if t.startswith(f"{place} ") and said in t], told


def test_an_amount_of_law_stands_in_its_quote(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "rulesets"))
    plant(
        folder / "mining-crime", "value-without-prosecution.yaml", "2022-02-22: 300000", "2022-02-22: 310000"
    )
    told = [f.text for f in check_folder([folder])]
    assert [t for t in told if "引文里却没有“310000元”" in t], told


def changed(tmp_path: Path, **files: tuple[str, str]) -> Path:
    """The folder of the second example with one replacement a file."""
    folder = Path(shutil.copytree(YI, tmp_path / "yi"))
    for name, (old, new) in files.items():
        plant(folder, f"{name.replace('_', '-')}.yaml", old, new)
    return folder


def reported(tmp_path: Path, operator: str) -> Path:
    """Only what was reported before, or from, 15 March 2022 is illegal mining."""
    condition = f"    reported_on: {{{operator}: 2022-03-15}}\n"
    return changed(tmp_path, illegal_mining=(OLD_AND_NEW, OLD_AND_NEW + condition))


def given(folder: Path, as_of: str, *rows: Row) -> dict[str, Any]:
    """The document under the rules of a folder; the second computation must agree."""
    run = evaluate(
        records(*rows), as_of=date.fromisoformat(as_of), known_at=None, rules=load_rules([folder]),
        settings=Settings(), jurisdictions=load_jurisdictions(),
    )  # fmt: skip
    made = document(run)
    assert made["blocked"] == []
    return made


def two_sites(**cells: str) -> list[Row]:
    rows = [r for n in "AB" for r in (site(n), found(n, "2022-04-01", **cells), checked(n, "2022-04-02"))]
    return [*rows]


@pytest.mark.parametrize(
    ("operator", "day", "outcome"),
    [
        ("before", "2022-03-14", "met"), ("before", "2022-03-15", None), ("before", "2022-03-16", None),
        ("on_or_after", "2022-03-14", None), ("on_or_after", "2022-03-15", "met"), ("on_or_after", "2022-03-16", "met"),
        ("before", "", "cannot_tell"), ("on_or_after", "", "cannot_tell"),
        ("on_or_after", "2022-04-02", "cannot_tell"),  # reported after it was verified
    ],
)  # fmt: skip
def test_a_definition_compares_a_day_and_an_empty_one_cannot_tell(
    tmp_path: Path, operator: str, day: str, outcome: str | None
) -> None:
    made = given(reported(tmp_path, operator), "2022-04-10", *two_sites(reported_on=day))
    assert [f["outcome"] for f in made["findings"]] == ([outcome] if outcome else [])


CLUE = FILES["clue.yaml"].replace(
    "verified: {is: yes}}", "verified: {is: yes}, occurred_on: {OPERATOR: 2012-02-01}}"
)


@pytest.mark.parametrize(
    ("operator", "day", "met"),
    [
        ("before", "2012-01-31", 1), ("before", "2012-02-01", 0),
        ("on_or_after", "2012-01-31", 0), ("on_or_after", "2012-02-01", 1),
    ],
)  # fmt: skip
def test_evidence_is_compared_with_the_day_on_which_it_occurred(
    tmp_path: Path, operator: str, day: str, met: int
) -> None:
    folder = sound(tmp_path)
    put("clue.yaml", CLUE.replace("OPERATOR", operator))(folder)
    assert check_folder([folder]) == []
    made = given(folder, "2012-03-01", evidence("E", day))
    assert len(made["findings"]) == met


@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [
        ("at_least", "299.99", 0), ("at_least", "300", 1), ("at_least", "300.01", 1),
        ("at_most", "299.99", 1), ("at_most", "300", 1), ("at_most", "300.01", 0), ("at_most", "301", 0),
    ],
)  # fmt: skip
def test_an_amount_is_compared_to_the_cent(tmp_path: Path, operator: str, value: str, met: int) -> None:
    folder = sound(tmp_path)
    put("value.yaml", VALUE.replace("at_least", operator))(folder)
    made = given(folder, "2012-03-01", site("A"), appraised("A", "2012-01-01", value))
    assert [f["jurisdiction"] for f in made["findings"]] == ["141181000000"] * met


def test_an_amount_is_compared_with_the_number_of_the_day_of_its_row(tmp_path: Path) -> None:
    folder = sound(tmp_path)
    put("value.yaml", VALUE.replace("2010-01-01: 300}", "2010-01-01: 300, 2012-01-02: 200}"))(folder)
    rows = [site("A"), appraised("A", "2012-01-01", "250"), site("B"), appraised("B", "2012-01-02", "250")]
    (one,) = given(folder, "2012-03-01", *rows)["findings"]
    assert (one["sites"], one["records"]) == (["B"], ["appraisals/V-B-2012-01-02-250"])
    assert one["proof"][1]["element"] == "价值认定（价值不少于300元，2012-01-02 起为200元）"


def test_days_and_amounts_are_told_and_their_changes_named(tmp_path: Path) -> None:
    before, after = load_rules([YI]), load_rules([reported(tmp_path, "before")])
    rule = after.rules["yi.illegal-mining"]
    assert "是否生产为“是”、举报日期早于2022年3月15日，并且" in describe(rule, after.instruments)
    (one,) = told_difference(before, after)
    assert one.changes[0].startswith("条件由“一次经核实的发现，是否生产为“是”，")
    assert "举报日期早于2022年3月15日" in one.changes[0].partition("改为")[2]


def test_a_day_that_no_sentence_holds_is_named_and_one_that_is_held_is_not(tmp_path: Path) -> None:
    folder = reported(tmp_path, "before")
    path = folder / "illegal-mining.test.yaml"
    for one in (path, folder / "county-two-sites.test.yaml"):
        text = one.read_text(encoding="utf-8")
        one.write_text(
            text.replace("verified_on:", "reported_on: 2022-01-01, verified_on:"), encoding="utf-8"
        )
    early = path.read_text(encoding="utf-8")
    loose = {m.moved for m in run_mutants([folder], load_jurisdictions(), "yi.illegal-mining") if not m.held}
    assert loose == {date(2022, 3, 14), date(2022, 3, 16)}
    counted, other = early.replace("2022-01-01", "2022-03-14").split("\n\n", 1)
    later = counted.replace("2022-03-14", "2022-03-15").replace("铁矿与煤矿一样计入", "再晚一日举报的不计入")
    later = re.sub(r"expect: .*", "expect: [{outcome: not_met}]", later)
    path.write_text(f"{counted}\n\n{other}\n\n{later}\n", encoding="utf-8")
    mutants = list(run_mutants([folder], load_jurisdictions(), "yi.illegal-mining"))
    assert [(m.parameter, m.value, m.held) for m in mutants] == [
        ("when.where.reported_on.before", date(2022, 3, 15), True)
    ] * 2


def test_an_amount_is_told_with_its_unit() -> None:
    rules = load_rules()
    told = describe(rules.rules["mining-crime.value-without-prosecution"], rules.instruments)
    assert "同一矿点有价值认定（价值不少于300000元），自第一次之日起满10个工作日" in told
