"""What the weekly report says: what changed and why, what is near, what is open; facts, clauses and gaps, nothing judged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factmaking import RULES, checked, found, site
from reporting import FRAME, ON, second, section, whole
from test_wording import WORDS, outside_quotes
from weekstore import office

from engine.ledgers.cause_words import UNEXPLAINED
from engine.ledgers.week_due import Standing
from engine.ledgers.week_ledger import matter_of
from engine.reports.charts import response
from engine.reports.shapes import Chart, Report
from engine.reports.week import report
from engine.reports.wording import Words


def texts(given: Report) -> Iterator[str]:
    yield from (given.title, given.office, *given.summary, *given.alerts)
    for one in given.sections:
        yield one.title
        yield from one.lines
        for row in one.table.rows if one.table else ():
            yield from row
    for chart in given.charts:
        yield from (chart.title, chart.note, *chart.categories, *(n for n, _ in chart.series))


def cells(key: str) -> list[tuple[str, ...]]:
    table = section(whole(), key).table
    assert table is not None
    return list(table.rows)


def test_the_summary_counts_what_the_document_holds() -> None:
    week, ledger = second()
    met = [f for f in week.document["findings"] if f["outcome"] == "met"]
    said = whole().summary[0]
    assert f"符合认定条件的事项 {len(met)} 项" in said
    assert f"已终止 {len([f for f in met if f['ended_on']])} 项" in said
    assert "与2022年3月7日相比" in whole().summary[1]
    assert ledger.follows is not None


def test_the_summary_s_numbers_of_what_became_are_those_of_the_sections() -> None:
    said = whole().summary[1]
    for word, key in {
        "新增": "new",
        "变化": "changed",
        "终止": "ended",
        "消失": "dropped",
        "持续": "continuing",
    }.items():
        listed = [s for s in whole().sections if s.key == key]
        assert (
            f"{word} {len(listed[0].table.rows) if listed and listed[0].table else 0} 项"
            in said.partition("；")[0]
        )
    questions = [row[0] for row in cells("questions")]
    assert said.endswith(
        f"；不能判断的：{'，'.join(f'{w} {questions.count(w)} 项' for w in dict.fromkeys(questions))}。"
    )


def test_a_question_that_is_answered_is_no_end_in_the_summary(tmp_path: Path) -> None:
    made = office(tmp_path / "home")
    made.say("2022-03-05", site("A"), found("A", "2022-03-01"))
    before = made.week("2022-03-07")
    made.say("2022-03-10", checked("A", "2022-03-09"))
    week = made.week("2022-03-14")
    first, then = (report(w.document, made.ledger(w), FRAME).summary[1] for w in (before, week))
    assert first.endswith("全部列为新增：符合认定条件的 0 项，不能判断的 1 项。")
    assert then == (
        "与2022年3月7日相比：新增 1 项，变化 0 项，终止 0 项，消失 0 项，持续 0 项；不能判断的：已有结论 1 项。"
    )
    made.store.close()


def test_what_is_new_ended_and_gone_stands_with_its_cause_and_records() -> None:
    assert any(
        "庚煤矿（G）" in row[3] and "checks/C-G-2022-03-10-producing" in row[-1] for row in cells("new")
    )
    assert any(
        "乙煤矿（B）" in row[3] and "已停止：矿点 B 于2022年3月9日复查" in row[-1] for row in cells("ended")
    )
    assert [row[3] for row in cells("dropped")] == ["丙煤矿（C）"]
    assert all("记录撤回：" in row[-1] for row in cells("dropped"))


def test_a_near_miss_is_one_sentence_with_place_day_and_number() -> None:
    (said,) = [s for s in section(whole(), "near").lines if "柳林县" in s]
    assert said == (
        "吕梁市柳林县：2022年4月8日以前（含当日）再发现 1 处，即符合“县级辖区1个月内发现2处以上非法煤矿且未采取有效制止措施”"
        "（已有 庚煤矿（G），共 1 处；所要 2 处）。"
    )


def test_what_nobody_confirmed_for_fourteen_days_is_asked_for() -> None:
    assert any(row[-1] == "待复查" and "甲煤矿（A）" in row[3] for row in cells("continuing"))
    assert any("须安排复查" in line for line in section(whole(), "continuing").lines)


def test_inquiries_late_answers_deadlines_and_decisions_are_there() -> None:
    assert [row[1] for row in cells("inquiries")] == ["戊煤矿（E）"]
    assert [row[0] for row in cells("supervision")] == ["Q-E"]
    assert {row[2] for row in cells("due")} >= {"起草", "答复询问"}
    assert {row[0] for row in cells("decisions")} == {"待决定", "政策研究"}
    assert any("没有记录不等于没有问题" in line for line in section(whole(), "coverage").lines)


def test_what_has_long_been_due_is_counted_by_place_and_all_of_it_adds_up() -> None:
    week, ledger = second()
    stood = [
        Standing("提请关闭", "141181000000", 1234, date(2014, 7, 9), date(2021, 12, 1)),
        Standing("起草", "", 2, date(2020, 1, 2), date(2020, 1, 2)),
    ]
    given = report(week.document, replace(ledger, standing=stood), FRAME)
    table = section(given, "standing").table
    assert table is not None
    assert list(table.rows) == [
        ("提请关闭", "吕梁市孝义市", "1234", "2014年7月9日", "2021年12月1日"),
        ("起草", "限制知悉范围的", "2", "2020年1月2日", "2020年1月2日"),
    ]
    assert section(given, "standing").title == "长期逾期（1236）"
    due = section(given, "due")
    assert due.title == f"期限（{len(ledger.due) + 1236}）"
    late = sum(d.overdue for d in ledger.due)
    assert due.lines[0].startswith(f"其中 {late + 1236} 项已经逾期。")
    assert due.lines[1] == f"下表按离评估日的远近列 {len(ledger.due)} 项；其余 1236 项见“长期逾期”。"


def test_of_many_matters_those_are_listed_that_the_report_before_had_not_or_had_otherwise() -> None:
    week, ledger = second()
    one = {
        "rule": "order446.closure-request", "kind": "closure_request", "title": "提请关闭", "site": "A",
        "jurisdiction": "141181100000", "since": "2022-02-20", "records": [],
    }  # fmt: skip
    new, changed = {**one, "site": "B"}, {**one, "site": "C", "since": "2022-03-01"}
    document = {**week.document, "matters": [one, new, changed]}
    told = {matter_of(m): m for m in (one, {**changed, "since": "2022-02-01"})}
    given = section(report(document, replace(ledger, told_matters=told), FRAME), "matters")
    assert given.title == "移送其他机关的事项（3）"
    assert given.table is not None
    assert [row[1] for row in given.table.rows] == ["乙煤矿（B）", "丙煤矿（C）"]
    assert "另有 1 项上期已有、本期没有变化（提请政府关闭 1 项）" in given.lines[0]
    every = section(report(document, ledger, FRAME), "matters").table
    assert every is not None
    assert len(every.rows) == 3


def test_what_only_some_may_read_is_counted_and_not_told() -> None:
    week, _ = second()
    assert [f["restricted"] for f in week.document["findings"] if f["rule"].endswith("umbrella")] == [True]
    everything = "".join(texts(whole()))
    assert "1 项限制知悉范围，不列入本报告" in everything
    assert RULES.rules["notice2022-21.protective-umbrella"].title not in everything
    assert "V2" not in everything
    assert "限制知悉范围的一件" in everything


def test_no_word_of_guilt_intent_or_sanction_outside_quotes() -> None:
    for text in texts(whole()):
        assert [w for w in WORDS if w in outside_quotes(text)] == [], text


def test_what_could_not_be_evaluated_or_explained_stands_above_all() -> None:
    week, ledger = second()
    document = {
        **week.document,
        "blocked": [{"rule": "*", "jurisdiction": "141181000000", "reason": "推理失败"}],
    }
    entries = [replace(ledger.entries[0], causes=(UNEXPLAINED,)), *ledger.entries[1:]]
    alerts = report(document, replace(ledger, entries=entries), FRAME).alerts
    assert any(a.startswith("未能评估：吕梁市孝义市") for a in alerts)
    assert any(a.startswith("原因不明：") for a in alerts)
    assert whole().alerts == []


def test_the_same_data_give_the_same_report() -> None:
    week, ledger = second()
    assert report(week.document, ledger, FRAME) == whole()


def test_a_section_with_nothing_to_say_is_left_out() -> None:
    week, ledger = second()
    nothing = report({**week.document, "near_misses": []}, ledger, FRAME)
    assert "near" not in {s.key for s in nothing.sections}
    assert {"near"} <= {s.key for s in whole().sections}


def chart(key: str) -> Chart:
    (one,) = [c for c in whole().charts if c.key == key]
    return one


def test_the_pictures_hold_the_numbers_of_the_weeks_the_counties_and_the_days() -> None:
    weeks = chart("weeks")
    assert weeks.categories == ("3.7", "3.14")
    assert all(len(values) == 2 for _, values in weeks.series)
    assert dict(weeks.series)["终止"][1] == len([1 for e in second()[1].entries if e.change == "ended"])
    assert "孝义市" in chart("counties").categories
    days = dict(chart("response").series)
    assert sum(days["已停止"]) == 1  # 乙, after 7 days
    assert days["已停止"][1] == 1


@pytest.mark.parametrize(
    ("length", "bin_"),
    [(0, 0), (1, 0), (2, 1), (7, 1), (8, 2), (14, 2), (15, 3), (30, 3), (31, 4), (60, 4), (61, 5)],
)
def test_days_to_the_stop_fall_into_the_bin_that_names_them(length: int, bin_: int) -> None:
    opened = ON.toordinal() - length
    site = {"opened": type(ON).fromordinal(opened).isoformat(), "since": ON.isoformat(), "state": "stopped"}
    made = dict(response({"as_of": ON.isoformat(), "sites": [site]}).series)
    assert [i for i, n in enumerate(made["已停止"]) if n] == [bin_]


def test_names_that_judge_or_hide_something_are_shown_as_such() -> None:
    words = Words(FRAME.tree, {"S": "处分\n矿"}, {})
    assert words.site("S") == "“处分”␊矿（S）"
    assert words.site("S~2") == "S"
    assert words.several([f"S{n}" for n in range(8)]).endswith("等 8 处")
