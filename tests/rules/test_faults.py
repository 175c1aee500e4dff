"""Each fault that a policy officer can make is told with its file, line, column and mend."""

from pathlib import Path

import pytest
from faulty_folders import planted_told
from plan9 import FILES, plant, sentences
from planted import PLANTED

from engine.rules import check_folder


def test_the_folder_is_sound_before_anything_is_planted(folder: Path) -> None:
    assert [str(f) for f in check_folder([folder])] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_at_its_place_with_the_mend(name: str) -> None:
    *_, line, column, fragment = PLANTED[name]
    found = planted_told(name)
    assert [t for t in found if fragment in t and f":{line}:{column} " in t], found


def told(folder: Path) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column} {f.text}" for f in check_folder([folder])]


def test_every_fault_of_a_folder_is_told_at_once(folder: Path) -> None:
    plant(folder, "two-pits.yaml", "within: window", "within：windw")
    plant(folder, "two-pits.yaml", "quote: 一个月内", "quote: 两个月内")
    plant(folder, "clue.yaml", "status: active", "status: activ")
    (folder / "city.test.yaml").unlink()
    places = [t.split(" ")[0] for t in told(folder)]
    assert places == [
        "city.yaml:1:1",
        "clue.yaml:4:9",
        "two-pits.yaml:6:46",
        "two-pits.yaml:10:3",
        "two-pits.yaml:17:9",
        "two-pits.yaml:17:10",
    ]


def test_columns_after_a_mended_colon_are_those_of_the_file(folder: Path) -> None:
    plant(folder, "clue.yaml", "kind: {is: dereliction}", "kind：{is:derelicton}")
    assert any(t.startswith("clue.yaml:10:20 “derelicton”不是“kind”的代码") for t in told(folder)), told(
        folder
    )
    plant(folder, "clue.yaml", "status: active", "status:activ")
    assert any(t.startswith("clue.yaml:4:8 “activ”不是这里可用的词") for t in told(folder)), told(folder)


def test_a_file_that_cannot_be_read_is_not_missed_by_the_others(folder: Path) -> None:
    plant(folder, "two-pits.yaml", "in_force: {from", "in_force: {{from")
    assert {t.split(":")[0] for t in told(folder)} == {"two-pits.yaml"}


def test_full_width_punctuation_inside_text_is_no_fault(folder: Path) -> None:
    plant(
        folder,
        "clue.yaml",
        "limits: 没有。",
        "limits: 注意：甲，乙；“丙”、within：丁（戊）【己】，见 https://example.org/a:b",
    )
    plant(folder, "clue.yaml", "title: 失职线索", "title: “三超”线索")
    assert told(folder) == []


def test_text_in_quotes_and_in_comments_is_left_alone(folder: Path) -> None:
    plant(folder, "clue.yaml", "title_en: Clue", "title_en: 'a，b：c ｛d｝: e'  # 注释：x:y，｛")
    assert told(folder) == []


def test_a_block_of_text_is_left_alone(folder: Path) -> None:
    plant(folder, "clue.yaml", "limits: 没有。", "limits: >-\n  within：x\n  in:y\n")
    assert told(folder) == []


def test_a_basis_must_begin_within_the_rule(folder: Path) -> None:
    plant(folder, "clue.yaml", "to: 2020-12-31", "to: 2015-12-31")
    plant(folder, "clue.yaml", "article: 第三条", "from: 2016-01-01, article: 第三条")
    assert any("依据的起始日 2016-01-01 不在规则的施行期间" in t for t in told(folder))


def test_a_basis_of_a_later_instrument_says_since_when(folder: Path) -> None:
    later = folder.parent / "later1"
    later.mkdir()
    (later / "instrument.yaml").write_text(
        "id: later1\ntitle: 后\nnumber: 后\nkind: notice\nin_force: {from: 2015-01-01}\n", encoding="utf-8"
    )
    (later / "source.txt").write_text("## 第一条\n移送。\n", encoding="utf-8")
    basis = "  - {instrument: later1, article: 第一条, quote: 移送}\nin_force: {from: 2010"
    plant(folder, "clue.yaml", "in_force: {from: 2010", basis)
    faults = [str(f) for f in check_folder([folder.parent])]
    assert len(faults) == 1
    assert "请在这项依据里写 from: 2015-01-01" in faults[0]


def test_a_retired_rule_says_its_last_day(folder: Path) -> None:
    plant(folder, "instrument.yaml", ", to: 2020-12-31", "")
    plant(folder, "clue.yaml", ", to: 2020-12-31", "")
    plant(folder, "clue.yaml", "status: active", "status: retired")
    assert any("status 是 retired" in t for t in told(folder))


def test_one_fact_is_defined_once_a_day(folder: Path) -> None:
    text = (folder / "pit.yaml").read_text(encoding="utf-8").replace("id: plan9.pit", "id: plan9.pit2")
    (folder / "pit2.yaml").write_text(text, encoding="utf-8")
    assert any(t.startswith("pit2.yaml:11:11 “pit”已由") for t in told(folder))


def test_only_the_join_that_the_worker_can_do_is_let_through(folder: Path) -> None:
    text = FILES["department.yaml"]
    (folder / "department.test.yaml").write_text(sentences(("met", "not_met")), encoding="utf-8")
    (folder / "department.yaml").write_text(text, encoding="utf-8")
    assert any("fact 的“illegal_coal_mine”既不是已定义的事实" in t for t in told(folder))
    (folder / "department.yaml").write_text(
        text.replace("fact: illegal_coal_mine", "finding: plan9.city"), encoding="utf-8"
    )
    assert any("all 须由一项 duty_evidence 和一项已定义的事实组成" in t for t in told(folder))


def test_more_joins_than_the_worker_bears_are_refused(folder: Path) -> None:
    for number in range(31):
        text = FILES["department.yaml"].replace("plan9.department", f"plan9.department{number}")
        (folder / f"department{number}.yaml").write_text(text, encoding="utf-8")
    assert any("事实“duty_evidence”用在 62 个合并条件里，超过 60 个" in t for t in told(folder))


@pytest.mark.parametrize(
    ("name", "data", "fragment"),
    [
        ("clue.yaml", b"", "文件是空的"),
        ("clue.yaml", b"title: \xff", ":1:8 第 8 个字节不是 UTF-8 文字"),
        ("clue.yaml", b"#" * 70_000, "文件超过 64 KB"),
        ("clue.yaml", b"id: a\x07b\n", "控制字符"),
        ("clue.yaml", b"- 1\n", "整个文件须为“名称: 值”的形式"),
        ("clue.yml", b"id: x\n", "扩展名“.yml”不会被读取"),
        ("gone.test.yaml", b"- sentence: x\n", "没有与这个测试同名的规则 gone.yaml"),
        ("clue.test.yaml", b"sentence: x\n", "测试文件须为句子的列表"),
    ],
)
def test_a_file_that_is_no_rule_file_is_told(folder: Path, name: str, data: bytes, fragment: str) -> None:
    (folder / name).write_bytes(data)
    assert any(fragment in t for t in told(folder)), told(folder)


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("instrument.yaml", "instrument.yaml:1:1 目录里没有 instrument.yaml"),
        ("source.txt", "source.txt:1:1 目录里没有 source.txt"),
        (
            "clue.test.yaml",
            "clue.yaml:1:1 没有测试文件 clue.test.yaml；请写一个，至少含 met、not_met 各一句。",
        ),
        ("two-pits.test.yaml", "至少含 at_threshold、one_below、window_edge 各一句。"),
    ],
)
def test_a_missing_file_is_told(folder: Path, name: str, fragment: str) -> None:
    (folder / name).unlink()
    assert any(fragment in t for t in told(folder)), told(folder)


def test_a_rule_file_outside_any_instrument_is_told(folder: Path) -> None:
    (folder.parent / "stray.yaml").write_text("id: x\n", encoding="utf-8")
    assert [f.text for f in check_folder([folder.parent])] == [
        "这个文件不在任何文书的目录里；请移入有 instrument.yaml 的目录。"
    ]
