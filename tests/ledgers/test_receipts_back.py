"""A filled 回执 joins its referral; one that is foreign, altered, early or double is named, and nothing is recorded."""

import io
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from offices import COUNTY, SERIES, TOWNS, Office, and_also, run, third_mine, two_mines
from openpyxl import load_workbook

from engine.document import document
from engine.ledgers import carrying
from engine.ledgers.listing import told as history
from engine.ledgers.lives import LifeError, Paper
from engine.ledgers.packing import files
from engine.ledgers.papers import paper
from engine.ledgers.receipts_back import take
from engine.ledgers.seen import RunSeen
from engine.ledgers.supervising import supervised
from engine.referrals import ReferralError
from engine.referrals.receipts import read_receipt
from engine.referrals.wording import visible

WITHDRAWAL = f"{COUNTY}.withdrawal-1"
NUMBER = f"{SERIES}〔2022〕1号"
GOOD = {"移送函文号": NUMBER, "收到日期": "2022-03-10", "接收单位": "吕梁市纪委监委案件监督管理室"}
LATER = {**GOOD, "处置方式": "初步核实", "处置日期": "2022-04-11"}


@pytest.fixture
def issued(tmp_path: Path) -> Office:
    office = Office(tmp_path / "home")
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.on("2022-05-10")
    return office


def form(office: Office, kind: str, key: str = COUNTY) -> bytes:
    with office.store.reading() as session:
        return files(paper(session, key), [])[f"回执.{kind}"]


def filled(blank: bytes, values: dict[str, str]) -> bytes:
    """The office's own form, filled in as Word, WPS or Excel would."""
    out = io.BytesIO()
    try:
        book = load_workbook(io.BytesIO(blank))
    except (KeyError, ValueError, OSError):
        document = Document(io.BytesIO(blank))
        for row in document.tables[0].rows:
            if row.cells[0].text in values:
                row.cells[1].text = values[row.cells[0].text]
        document.save(out)
        return out.getvalue()
    for line in book.active.iter_rows(max_col=2):
        if line[0].value in values:
            line[1].value = values[line[0].value]
    book.save(out)
    return out.getvalue()


def back(office: Office, data: bytes, name: str = "回执") -> tuple[Paper, list[str]]:
    with office.store.writing(office.now()) as session:
        return take(session, office.drafter, read_receipt(data, name), sha256(data).hexdigest(), name)


def steps(office: Office, key: str = COUNTY) -> list[tuple[str, date]]:
    return [(s.step, s.on) for s in office.paper(key).steps]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_filled_receipt_joins_its_referral_with_what_it_says(issued: Office, kind: str) -> None:
    data = filled(form(issued, kind), {**LATER, "说明": "=1+1 只是文字"} if kind == "docx" else LATER)
    one, told = back(issued, data)
    assert one.key == COUNTY
    assert told == ["回执（2022-03-10，吕梁市纪委监委案件监督管理室）", "处置：初步核实（2022-04-11）"]
    assert steps(issued)[-2:] == [("receipt", date(2022, 3, 10)), ("disposition", date(2022, 4, 11))]
    last = issued.every()[0].last("receipt")
    assert last is not None
    assert last.detail["file_sha256"] == sha256(data).hexdigest()
    assert last.signature


def test_a_disposition_may_come_later_on_a_second_receipt_that_agrees(issued: Office) -> None:
    blank = form(issued, "xlsx")
    assert back(issued, filled(blank, GOOD))[1] == ["回执（2022-03-10，吕梁市纪委监委案件监督管理室）"]
    assert back(issued, filled(blank, LATER))[1] == ["处置：初步核实（2022-04-11）"]
    assert back(issued, filled(blank, {**LATER, "处置方式": "立案", "处置日期": "2022-05-09"}))[1] == [
        "处置：立案（2022-05-09）"
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"移送函文号": f"{SERIES}〔2022〕7号"}, "没有文号为"),
        ({"移送材料编号": TOWNS[0]}, "填错或被改动"),
        ({"移送函文号": "", "移送材料编号": "999999999999-x-to-1"}, "没有编号为“999999999999-x-to-1”"),
        ({"接收单位": "太原市纪委监委"}, "不是 141181000000-county_government-to-141100000000 的接收机关"),
        ({"接收单位": "中共孝义市纪律检查委员会"}, "请查明材料是否误送"),
        ({"收到日期": "2022年3月"}, "只有年月"),
        ({"收到日期": "2022-02-10"}, "须不早于上一步"),
        ({"收到日期": "2023-02-10"}, "也不晚于今天"),
        ({"处置方式": "初步核实"}, "缺“处置日期”"),
        ({"处置日期": "2022-04-11"}, "缺“处置方式”"),
        ({"处置方式": "其他", "处置日期": "2022-04-11"}, "须由人归类"),
        ({"处置方式": "立案", "处置日期": "2022-03-09"}, "早于收到日期"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_recorded(
    issued: Office, values: dict[str, str], said: str
) -> None:
    before = steps(issued)
    with pytest.raises(LifeError, match=said):
        back(issued, filled(form(issued, "xlsx"), {**GOOD, **values}))
    assert steps(issued) == before


@pytest.fixture
def taken_back(issued: Office) -> Office:
    """The referral's two mines turn out to be one short: it was taken back by a letter with a receipt of its own."""
    issued.on("2022-03-21")
    issued.propose({**two_mines(), "checks": []}, "2022-03-21")
    issued.send(WITHDRAWAL)
    issued.on("2022-05-10")
    return issued


@pytest.mark.parametrize("number", ["", f"{SERIES}〔2022〕2号"])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_receipt_of_a_withdrawal_joins_it_and_not_the_referral(
    taken_back: Office, kind: str, number: str
) -> None:
    answer = {
        "函件文号": number,
        "收到日期": "2022-03-24",
        "接收单位": "吕梁市纪委监委",
        "说明": "已抽出原件",
    }
    one, told = back(taken_back, filled(form(taken_back, kind, WITHDRAWAL), answer))
    assert (one.key, told) == (WITHDRAWAL, ["回执（2022-03-24，吕梁市纪委监委）"])
    assert one.state_said == "已回执，可以办结"
    assert steps(taken_back, WITHDRAWAL)[-1] == ("receipt", date(2022, 3, 24))
    assert "receipt" not in dict(steps(taken_back))


def test_a_withdrawals_receipt_with_the_number_of_the_referral_is_named(taken_back: Office) -> None:
    answer = {"函件文号": NUMBER, "收到日期": "2022-03-24", "接收单位": "吕梁市纪委监委"}
    with pytest.raises(LifeError, match="填错或被改动"):
        back(taken_back, filled(form(taken_back, "xlsx", WITHDRAWAL), answer))
    wanting = filled(form(taken_back, "docx", WITHDRAWAL), {"收到日期": "2022-03-24"})
    with pytest.raises(ReferralError, match="“接收单位”没有填写"):
        read_receipt(wanting, "回执.docx")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_receipt_says_which_of_two_letters_of_one_unit_came(tmp_path: Path, kind: str) -> None:
    office = Office(tmp_path / "home")
    city = "141100000000-city_government-supervision"
    for rows, as_of, key in (
        (two_mines(), "2022-03-07", city),
        (and_also(two_mines(), **third_mine()), "2022-03-28", f"{city}~2"),
    ):
        made = run(rows, date.fromisoformat(as_of))
        office.on(as_of)
        with office.store.writing(office.now()) as session:
            carrying.supervise(session, None, supervised(made, document(made), RunSeen(made)), RunSeen(made))
        office.send(key)
    office.on("2022-05-10")
    answer = {"收到日期": "2022-04-01", "接收单位": "吕梁市人民政府"}
    for key in (f"{city}~2", city):
        assert back(office, filled(form(office, kind, key), answer))[0].key == key


@pytest.mark.parametrize(
    "written", ["吕梁市纪委监委", "中共吕梁市纪律检查委员会", "案件监督管理室", "山西省吕梁市监委"]
)
def test_the_receiving_body_may_be_called_in_any_usual_way(issued: Office, written: str) -> None:
    assert back(issued, filled(form(issued, "docx"), {**GOOD, "接收单位": written}))[0].state == "receipt"


def test_brackets_and_spaces_of_a_number_are_taken_as_meant(issued: Office) -> None:
    assert (
        back(issued, filled(form(issued, "docx"), {**GOOD, "移送函文号": f"{SERIES} [2022] 1号"}))[0].key
        == COUNTY
    )


def test_a_receipt_for_what_has_not_been_issued_is_named(issued: Office) -> None:
    with pytest.raises(LifeError, match="已印发"):
        back(
            issued,
            filled(form(issued, "docx", TOWNS[0]), {**GOOD, "移送函文号": "", "接收单位": "孝义市纪委监委"}),
        )


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (GOOD, GOOD, "是同一份文件"),
        (GOOD, {**GOOD, "说明": "又一份"}, "重复，没有再登记"),
        (GOOD, {**GOOD, "收到日期": "2022-03-11"}, "相抵触（收到日期已登记 2022-03-10，这份是 2022-03-11"),
        (GOOD, {**LATER, "接收单位": "吕梁市监委"}, "相抵触（接收单位已登记"),
        (LATER, {**LATER, "说明": "又一份"}, "的处置与 .*重复"),
        (LATER, {**LATER, "处置日期": "2022-04-12"}, "的处置（初步核实，2022-04-12）与 .*相抵触"),
        (LATER, {**LATER, "处置方式": "予以了结"}, "相抵触"),
    ],
)
def test_a_second_receipt_is_named_as_double_or_contradicting(
    issued: Office, first: dict[str, str], second: dict[str, str], said: str
) -> None:
    blank = form(issued, "xlsx")
    data = filled(blank, first)
    back(issued, data)
    before = steps(issued)
    with pytest.raises(LifeError, match=said):
        back(issued, data if first == second else filled(blank, second))
    assert steps(issued) == before


@pytest.mark.parametrize(
    ("instant", "day"), [("2022-05-10T15:59:30", "2022-05-10"), ("2022-05-10T19:03:00", "2022-05-11")]
)
def test_a_double_is_said_to_be_recorded_on_the_day_in_beijing(
    issued: Office, instant: str, day: str
) -> None:
    data = filled(form(issued, "xlsx"), GOOD)
    issued.clock = datetime.fromisoformat(f"{instant}+00:00")
    back(issued, data)
    with pytest.raises(LifeError, match=f"与 {day} 登记在"):
        back(issued, data)


def test_the_form_as_a_workbook_is_the_same_each_time(issued: Office) -> None:
    assert form(issued, "xlsx") == form(issued, "xlsx")
    sheet: Any = load_workbook(io.BytesIO(form(issued, "xlsx"))).active
    told = {r[0].value: r[1].value for r in sheet.iter_rows(max_col=2)}
    assert (told["移送材料编号"], told["收到日期"] or "") == (COUNTY, "")


@pytest.mark.parametrize(
    "text",
    ["甲\n  9. 2022-05-10 办结 C03（已签名）", "\u202e甲", "=1+1", "<b>甲</b>", "[red]甲[/red]", "甲\t乙"],
)
def test_a_receipts_texts_are_told_as_they_are_and_forge_no_line(issued: Office, text: str) -> None:
    written = f"吕梁市纪委监委案管室{text}"
    data = filled(form(issued, "docx"), {**GOOD, "接收单位": written})
    one, _ = back(issued, data)
    lines = list(history(one, [one]))
    assert [line for line in lines if visible(written) in line] != []
    assert [line for line in lines if "\n" in line or "\u202e" in line] == []
    step = issued.paper(COUNTY).last("receipt")
    assert step is not None
    assert step.detail["by"] == written
