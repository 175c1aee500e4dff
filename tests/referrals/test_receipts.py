"""A 回执 that comes back: read where it is sound, named where it is not."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import specimens
from docx import Document
from openpyxl import load_workbook

from engine.referrals import ReferralError
from engine.referrals.content import content
from engine.referrals.forms import receipt_form
from engine.referrals.receipt_book import receipt_book
from engine.referrals.receipt_labels import DISPOSITIONS
from engine.referrals.receipts import read_receipt

NEEDED = {"收到日期": "2022-03-10", "接收单位": "吕梁市纪委监委案件监督管理室"}


def filled(**values: str) -> bytes:
    document = Document(io.BytesIO(receipt_form(content(specimens.dossier()))))
    for row in document.tables[0].rows:
        if row.cells[0].text in {**NEEDED, **values}:
            row.cells[1].text = {**NEEDED, **values}[row.cells[0].text]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_filled_receipt_gives_what_was_written() -> None:
    read = read_receipt(
        filled(
            处置方式="□谈话函询　√初步核实　□暂存待查", 说明="已收。\n共一份。", 校验结果="☑相符　□不相符："
        ),
        "回执.docx",
    )
    assert read.package == specimens.dossier().id
    assert (read.received_on, read.received_by) == tuple(NEEDED.values())
    assert (read.checked, read.disposition, read.note) == ("相符", "初步核实", "已收。\n共一份。")


def test_a_receipt_without_a_choice_has_none() -> None:
    read = read_receipt(filled(), "回执.docx")
    assert (read.checked, read.disposition, read.disposed_on) == ("", "", "")


@pytest.mark.parametrize("word", DISPOSITIONS)
@pytest.mark.parametrize("form", ["{}", "√{}", "□√{}", "■ {}", "□其他事　√{}"])
def test_a_choice_is_the_one_marked_or_the_only_one_left(word: str, form: str) -> None:
    if form.startswith("□其他") and word == "其他":
        return
    assert read_receipt(filled(处置方式=form.format(word)), "x").disposition == word


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("√不相符：少一页", "不相符"), ("√相符　□不相符", "相符"), ("□相符　■不相符", "不相符")],
)
def test_agreeing_is_not_taken_for_disagreeing(text: str, wanted: str) -> None:
    assert read_receipt(filled(校验结果=text), "x").checked == wanted


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"处置方式": "√谈话函询　√初步核实"}, "选了2项"), ({"收到日期": ""}, "“收到日期”没有填写"),
        ({"移送材料编号": " "}, "“移送材料编号”没有填写"),
    ],
)  # fmt: skip
def test_a_wrong_receipt_is_named_and_not_guessed(values: dict[str, str], said: str) -> None:
    with pytest.raises(ReferralError, match=said) as caught:
        read_receipt(filled(**values), "回执.docx")
    assert str(caught.value).startswith("回执.docx")
    assert "\n" not in str(caught.value)


def test_a_label_that_stands_twice_is_named() -> None:
    document = Document(io.BytesIO(filled()))
    row = document.tables[0].add_row()
    row.cells[0].text, row.cells[1].text = "收到日期", "2022-03-11"
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(ReferralError, match="“收到日期”出现两次"):
        read_receipt(out.getvalue(), "回执.docx")


def packed(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK", packed(b""), packed(b"<a/>"), packed(b" " * 20_000_000), packed(b"<a>" * 100_000),
        packed(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(ReferralError, match=r"回执\.docx") as caught:
        read_receipt(data, "回执.docx")
    assert "\n" not in str(caught.value)
    assert "root:" not in str(caught.value)


def booked(**values: Any) -> bytes:
    book = load_workbook(io.BytesIO(receipt_book(content(specimens.dossier()))))
    for line in book.active.iter_rows(max_col=2):
        if line[0].value in {**NEEDED, **values}:
            line[1].value = {**NEEDED, **values}[line[0].value]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"x")
    return out.getvalue()


def test_a_workbook_gives_what_was_written_typed_days_too() -> None:
    read = read_receipt(booked(收到日期=date(2022, 3, 10), 处置方式="立案", 校验结果="相符"), "回执.xlsx")
    assert read == replace(
        read_receipt(filled(处置方式="√立案", 校验结果="√相符"), "x"), received_on="2022-03-10"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (with_part(filled(), "word/vbaProject.bin"), "含有宏"),
        (with_part(booked(), "xl/vbaProject.bin"), "含有宏"),
        (booked(说明='=HYPERLINK("http://example.org")'), "含有公式"),
        (booked(收到日期="2022-03-10").replace(b"PK\x01\x02", b"PK\x01\x03"), "没有登记"),
        (booked(接收单位=""), "“接收单位”没有填写"),
    ],
)  # fmt: skip
def test_macros_and_formulas_are_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(ReferralError, match=said) as caught:
        read_receipt(data, "回执.xlsx")
    assert "\n" not in str(caught.value)
