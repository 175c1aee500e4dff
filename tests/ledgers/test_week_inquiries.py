"""The loop that makes unknowns known: what to ask first, letters out, answers in as ordinary records, 督办 for the late."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from factmaking import DUIZHEN, REAL, TIANNING, UNANSWERED, XIXINZHUANG, asked, checked, found, site
from weekmaking import told
from weekstore import FRAME, Office, monday, office

from engine.inquiries import LICENCES, PRODUCING, STATE
from engine.ledgers.answers import pending, settle_answers
from engine.ledgers.arrivals import silent
from engine.ledgers.asking import (
    COUNTY_ALONE,
    COUNTY_WITH,
    OTHER,
    TOWNSHIP,
    Asking,
    Sent,
    addressed,
    asking,
    by_unit,
    overdue,
    to_send,
)
from engine.ledgers.imports import Outcome, Sending, take_in
from engine.ledgers.inquiry_letters import Letter, letters, send, sent
from engine.ledgers.numbers import series_of
from engine.reports.inquiry import FILLED_BY_UNIT, form, form_name, letter, letter_name

SUNDAY, SENT, DUE = "2022-03-06", "2022-03-07", "2022-03-14"
COUNTY_OFFICE = "孝义市应急管理局"


def same(_table: str, row: str) -> str:
    return row


def rows(as_of: str, *said: Any, **more: Any) -> list[Asking]:
    return asking(told(as_of, said)[1], (), REAL.tree, same, **more)


# --- the order ---
def test_what_completes_a_county_limb_comes_before_what_completes_a_township_limb_and_the_rest() -> None:
    one = rows(
        SUNDAY,
        site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"),
        site("B", DUIZHEN), found("B", "2022-03-02"),
        site("C", TIANNING), found("C", "2022-02-01"),
    )  # fmt: skip
    assert [(r.site, r.decides) for r in one] == [("B", COUNTY_ALONE), ("C", TOWNSHIP)]


def test_two_unknown_sites_of_a_county_complete_its_limb_only_together() -> None:
    one = rows(SUNDAY, site("A"), found("A", "2022-03-01"), site("B", DUIZHEN), found("B", "2022-03-02"))
    assert {r.decides for r in one} == {COUNTY_WITH}


def test_within_a_rank_more_rules_come_first_then_what_is_unknown_longest() -> None:
    document = told(SUNDAY, [site("A")])[1]

    def entry(site_: str, since: str, *rules: str) -> dict[str, Any]:
        return {"site": site_, "ask": "县", "missing": ["x"], "since": since, "rules": list(rules)}

    given = {
        **document, "findings": [],
        "inquiries": [entry("A", "2022-02-02", "r"), entry("B", "2022-02-01", "r"), entry("C", "2022-03-01", "q", "r")],
    }  # fmt: skip
    told_ = asking(given, (), REAL.tree, same)
    assert [(r.site, r.decides) for r in told_] == [("C", OTHER), ("B", OTHER), ("A", OTHER)]
    assert [r.site for r in to_send(told_, 2)] == ["C", "B"]
    assert len(to_send(told_, None)) == 3
    assert list(by_unit(told_)) == ["县"]


# --- the loop ---
@pytest.fixture
def one(tmp_path: Path) -> Office:
    """Two mines nobody has looked at, and one of which nobody says whether it produces."""
    made = office(tmp_path / "home")
    made.say(
        "2022-03-05", site("A", name="甲煤矿"), found("A", "2022-03-01"), site("B", DUIZHEN), found("B", "2022-03-02"),
        site("C", TIANNING), found("C", "2022-03-01", producing="unknown", found_by="交城县自然资源局"), checked("C", "2022-03-03"),
    )  # fmt: skip
    return made


def ask(office_: Office, on: str = SENT, first: int | None = None) -> list[Letter]:
    week = office_.week(SUNDAY, on=on)
    with office_.store.writing(monday(on)) as session:
        todo = to_send(asking(week.document, sent(session), REAL.tree, same, date.fromisoformat(on)), first)
        return send(
            session, todo, on=date.fromisoformat(on), due=date.fromisoformat(DUE), series=series_of("晋安办问责移", "inquiry"),
            actor="u1",
        )  # fmt: skip


def test_one_letter_a_unit_with_one_inquiry_a_site_that_the_engine_sees(one: Office) -> None:
    made = ask(one)
    assert [(m.number, m.unit, [r.site for r in m.rows]) for m in made] == [
        ("晋安办问责询〔2022〕1号", "吕梁市孝义市人民政府", ["A", "B"]),
        ("晋安办问责询〔2022〕2号", "交城县自然资源局", ["C"]),
    ]
    week = one.week("2022-03-15")
    late = [f for f in week.document["findings"] if f["rule"] == UNANSWERED]
    assert {tuple(f["records"]) for f in late} == {
        ("inquiries/XW-2022-1-01",), ("inquiries/XW-2022-1-02",), ("inquiries/XW-2022-2-01",),
    }  # fmt: skip


def test_what_is_under_way_is_not_asked_again_and_the_rest_is(one: Office) -> None:
    first = ask(one, first=1)
    assert [len(m.rows) for m in first] == [1]
    second = ask(one)
    assert sum(len(m.rows) for m in second) == 2
    assert ask(one) == []
    with one.store.reading() as session:
        assert letters(session, date.fromisoformat(SENT)) == [*first, *second]


def filled(data: bytes, **cells: Mapping[int, str] | None) -> bytes:
    """A workbook as a unit sends it back: heading → row → cell; a sheet that is None loses its rows."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, answers in cells.items():
        sheet = book[name]
        if answers is None:
            sheet.delete_rows(2, sheet.max_row)
            continue
        heads = {cell.value: cell.column for cell in sheet[1]}
        for heading, by_row in answers.items():
            for row, value in by_row.items():  # type: ignore[attr-defined]
                sheet.cell(row, heads[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def receive(office_: Office, data: bytes, on: str, sender: str = COUNTY_OFFICE) -> Outcome:
    at = monday(on)
    sending = Sending("回函.xlsx", data, sender, at, date.fromisoformat(on), "u1")
    return take_in(office_.store, sending, at + timedelta(minutes=5), REAL.tree)


def settle(office_: Office, on: str) -> list[tuple[str, str | None]]:
    with office_.store.writing(monday(on) + timedelta(minutes=10)) as session:
        return [(c.inquiry, c.on.isoformat() if c.on else None) for c in settle_answers(session)]


CHECKS = {
    "复查日期": {2: "2022-03-10", 3: "2022-03-10"}, "复查结果": {2: "仍在生产", 3: "已停止"},
    "复查单位": {2: "孝义市应急局", 3: "孝义市应急局"},
}  # fmt: skip


def test_the_filled_form_goes_in_as_checks_with_the_ids_given_and_closes_its_inquiries(one: Office) -> None:
    first, _ = ask(one)
    came = receive(one, filled(form(first), 复查=CHECKS), "2022-03-11")
    assert (came.counts["new"], came.faults) == (2, [])
    assert settle(one, "2022-03-11") == [("XW-2022-1-01", "2022-03-11"), ("XW-2022-1-02", "2022-03-11")]
    week = one.week("2022-03-13")
    records = {r for f in week.document["findings"] for r in f["records"]}
    assert "checks/FC-2022-1-01" in records
    with one.store.reading() as session:
        assert pending(session) == []


def test_what_was_answered_since_the_run_is_not_asked_again_before_the_next_run(one: Office) -> None:
    first, _ = ask(one)
    receive(one, filled(form(first), 复查=CHECKS), "2022-03-11")
    settle(one, "2022-03-11")
    assert ask(one, on="2022-03-12") == []
    with one.store.reading() as session:
        known = sent(session)
    week = one.week(SUNDAY, on="2022-03-12")
    now = asking(week.document, known, REAL.tree, same, date(2022, 3, 12))
    assert {r.site: r.answered.inquiry if r.answered else None for r in now} == {
        "A": "XW-2022-1-01", "B": "XW-2022-1-02", "C": None,
    }  # fmt: skip


def test_who_only_answers_is_no_silent_sender_and_who_reports_besides_is(one: Office) -> None:
    first, _ = ask(one)
    receive(one, filled(form(first), 复查=CHECKS), "2022-03-11", sender="孝义市人民政府")
    later = date(2022, 4, 4)

    def quiet() -> list[str]:
        with one.store.reading() as session:
            return [s.sender for s in silent(session, monday("2022-04-04"), later)]

    assert quiet() == []
    row = "复查编号,矿点编号,复查日期,复查结果,复查单位\nC9,A,2022-03-12,仍在生产,市局\n"
    at = monday("2022-03-13")
    took = Sending("复查.csv", row.encode(), "孝义市人民政府", at, date(2022, 3, 13), "u1")
    assert take_in(one.store, took, at, REAL.tree).counts["new"] == 1
    assert quiet() == ["孝义市人民政府"]


def test_an_answer_after_its_due_day_ends_the_lateness_and_leaves_it_on_record(one: Office) -> None:
    first, _ = ask(one)
    receive(one, filled(form(first), 复查=CHECKS), "2022-03-18")
    week = one.week("2022-03-20")
    late = {
        f["records"][0].partition("~")[0]: (f["met_on"], f["ended_on"])
        for f in week.document["findings"]
        if f["rule"] == UNANSWERED
    }
    assert late["inquiries/XW-2022-1-01"] == ("2022-03-15", "2022-03-17")
    assert late["inquiries/XW-2022-2-01"] == ("2022-03-15", None)


def test_the_weekly_run_closes_what_has_been_answered_before_it_evaluates(one: Office) -> None:
    first, _ = ask(one)
    receive(one, filled(form(first), 复查=CHECKS), "2022-03-11")
    week = one.week("2022-03-20")
    late = [f["records"][0] for f in week.document["findings"] if f["rule"] == UNANSWERED]
    assert late == ["inquiries/XW-2022-2-01"]
    assert one.week("2022-03-20").run.id == week.run.id


def test_a_check_under_another_id_answers_too_but_not_one_that_came_before_the_letter(one: Office) -> None:
    ask(one)
    one.say("2022-03-09", checked("A", "2022-03-08"))
    assert settle(one, "2022-03-09") == [("XW-2022-1-01", "2022-03-09")]


def test_an_answer_that_was_taken_back_opens_the_inquiry_again(one: Office) -> None:
    ask(one)
    one.say("2022-03-09", checked("A", "2022-03-08"))
    assert settle(one, "2022-03-09") == [("XW-2022-1-01", "2022-03-09")]
    one.say("2022-03-10", checked("A", "2022-03-08", withdrawn="yes"))
    assert settle(one, "2022-03-10") == [("XW-2022-1-01", None)]
    assert settle(one, "2022-03-10") == []


def test_what_is_missing_of_a_discovery_comes_back_as_a_row_that_corrects_it_from_whoever_answers(
    one: Office,
) -> None:
    _, second = ask(one)
    assert second.rows[0].missing == (PRODUCING,)
    assert second.rows[0].check is None
    untouched = receive(one, form(second), "2022-03-09", "交城县自然资源局")
    assert untouched.faults == []
    assert settle(one, "2022-03-09") == []  # sent back as it was: no answer
    receive(one, filled(form(second), 发现={"是否生产": {2: "是"}}), "2022-03-10", "交城县自然资源局")
    assert settle(one, "2022-03-10") == [("XW-2022-2-01", "2022-03-10")]
    week = one.week("2022-03-13")
    records = {r for f in week.document["findings"] for r in f["records"]}
    assert any(r.startswith("discoveries/BC-2022-2-01") for r in records)


def test_a_site_of_which_two_things_are_asked_is_answered_when_both_have_come(one: Office) -> None:
    one.say("2022-03-05", site("E", TIANNING), found("E", "2022-03-01", licences=""))
    made = ask(one)
    (row,) = [r for m in made for r in m.rows if r.site == "E"]
    assert row.missing == (STATE, LICENCES)
    one.say("2022-03-08", checked("E", "2022-03-08"))
    assert settle(one, "2022-03-08") == []
    one.say(
        "2022-03-09",
        found(
            "E",
            "2022-03-01",
            "mining_permit",
            discovery_id=row.rows[0]["discovery_id"],
            replaces="D-E-2022-03-01",
        ),
    )
    assert settle(one, "2022-03-09") == [(row.inquiry, "2022-03-09")]


def test_an_answer_under_the_id_of_one_site_does_not_speak_of_another(one: Office) -> None:
    first, _ = ask(one)
    came = receive(one, filled(form(first), 复查={**CHECKS, "矿点编号": {3: "C"}}), "2022-03-11")
    assert (came.counts["new"], len(came.faults)) == (1, 1)
    assert "编号 FC-2022-1-02 是答复 晋安办问责询〔2022〕1号 关于" in came.faults[0].reason
    assert "这一格应为 B；请改回" in came.faults[0].reason
    assert settle(one, "2022-03-11") == [("XW-2022-1-01", "2022-03-11")]
    receive(
        one,
        filled(form(first), 复查={**CHECKS, "复查编号": {3: "其他-1"}, "矿点编号": {3: "C"}}),
        "2022-03-12",
    )
    assert (
        settle(one, "2022-03-12") == []
    )  # a row of another site under an id of its own is a check like any other


def test_a_row_to_complete_stays_the_row_that_it_completes(one: Office) -> None:
    _, second = ask(one)
    wrong = filled(form(second), 发现={"是否生产": {2: "是"}, "更正": {2: "D-A-2022-03-01"}})
    came = receive(one, wrong, "2022-03-10", "交城县自然资源局")
    assert [f.column for f in came.faults] == ["更正"]
    assert settle(one, "2022-03-10") == []


def test_inquiries_of_departments_are_theirs_to_close(one: Office) -> None:
    one.say("2022-03-05", asked("A", "2022-03-04", "2022-03-06"))
    one.say("2022-03-09", checked("A", "2022-03-08"))
    assert settle(one, "2022-03-09") == []


@pytest.mark.parametrize(("day", "late"), [("2022-03-13", 0), ("2022-03-14", 0), ("2022-03-15", 3)])
def test_an_answer_is_late_the_day_after_it_was_due(one: Office, day: str, late: int) -> None:
    ask(one)
    with one.store.reading() as session:
        assert len(overdue(sent(session), date.fromisoformat(day))) == late


# --- on paper ---
@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("county_government", "吕梁市孝义市人民政府"),
        ("township_government", "吕梁市孝义市西辛庄镇人民政府"),
        ("city_government", "吕梁市人民政府"),
        ("department:煤炭局", "department:煤炭局"),
    ],
)
def test_a_government_that_a_row_names_by_its_level_is_told_by_its_name(unit: str, said: str) -> None:
    day = date(2022, 3, 1)
    one = Sent("Q", "A", unit, day, day, None)
    assert [s.unit for s in addressed([one], {"A": XIXINZHUANG}, REAL.tree)] == [said]
    assert [s.unit for s in addressed([one], {}, REAL.tree)] == [unit]


def test_the_form_says_which_columns_the_unit_fills_and_offers_the_results(one: Office) -> None:
    first, _ = ask(one)
    book = openpyxl.load_workbook(io.BytesIO(form(first)))
    sheet = book["复查"]
    assert [c.value for c in sheet[1]] == ["复查编号", "矿点编号", "复查日期", "复查结果", "复查单位", "备注"]
    assert [c.value for c in sheet[2]][:2] == ["FC-2022-1-01", "A"]
    yellow = [sheet.cell(1, c.column).value for c in sheet[2] if c.fill.fgColor.rgb == "FFFFE699"]
    assert yellow == ["复查日期", "复查结果", "复查单位"]
    assert len(FILLED_BY_UNIT) == 3
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert [str(v.sqref) for v in lists] == ["D2", "D3"]
    assert "已停止,仍在生产,未采取有效制止措施" in str(lists[0].formula1)
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_letters_and_forms_are_the_same_bytes_each_time_they_are_written(one: Office) -> None:
    made = ask(one)
    with one.store.reading() as session:
        again = letters(session)
    for a, b in zip(made, again, strict=True):
        assert letter(a, "某办", REAL.tree) == letter(b, "某办", REAL.tree)
        assert form(a) == form(b)
        assert letter_name(a) == f"{a.number} {a.unit}.docx"
        assert form_name(a) in f"{form_name(b)}"


def test_a_name_that_a_file_system_refuses_gets_another(one: Office) -> None:
    made = ask(one)[0]
    bad = Letter(made.number, "甲/乙\\丙:丁", made.sent_on, made.due_on, made.rows, made.recorded_at)
    assert letter_name(bad) == "晋安办问责询〔2022〕1号 甲_乙_丙_丁.docx"


def test_the_settings_of_the_office_say_how_many_go_out_and_by_when() -> None:
    clocks = FRAME.settings.clocks
    assert (clocks.inquiries_at_once, clocks.answer_workdays, clocks.origin) == (20, 5, "local")
    assert XIXINZHUANG in REAL.tree
