"""The report as Word, PDF and workbook: the same bytes each time, every row somewhere, no box for a rare character."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from factmaking import REAL
from reporting import ON, section, whole, with_text

from engine.reports import glyphs
from engine.reports.docx import docx
from engine.reports.glyphs import font_files, has, missing, printable
from engine.reports.shapes import Report, ReportError
from engine.reports.typesetting import data_of, pdf, picture
from engine.reports.workbook import workbook


def paragraphs(data: bytes) -> str:
    made = Document(io.BytesIO(data))
    cells = [c.text for t in made.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


def pdf_text(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "r.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_each_form_has_the_same_bytes_each_time() -> None:
    for make in (docx, pdf, workbook):
        assert make(whole(), ON) == make(whole(), ON)


def test_another_day_of_making_would_show_so_the_day_is_the_reports_own() -> None:
    assert docx(whole(), ON) != docx(whole(), date(2022, 3, 15))
    assert pdf(whole(), ON) != pdf(whole(), date(2022, 3, 15))


def test_word_holds_the_sentences_the_tables_and_three_pictures() -> None:
    data = docx(whole(), ON)
    text = paragraphs(data)
    assert all(line in text for line in whole().summary)
    assert "庚煤矿（G）" in text
    pictures = [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.endswith(".png")]
    assert len(pictures) == len(whole().charts) == 3


def test_the_pdf_says_what_word_says_and_embeds_its_fonts(tmp_path: Path) -> None:
    data = pdf(whole(), ON)
    text = re.sub(r"\s", "", pdf_text(data, tmp_path))
    assert "庚煤矿（G）" in text
    assert "接近条件" in text
    fonts = subprocess.run(["pdffonts", tmp_path / "r.pdf"], capture_output=True, check=True).stdout.decode()
    assert "NotoSerifSC" in fonts
    assert {line.split()[-5] for line in fonts.splitlines()[2:]} == {"yes"}


def test_the_workbook_has_a_sheet_a_section_with_text_only_and_charts_of_its_own() -> None:
    data = workbook(whole(), ON)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "摘要"
    assert {"新增", "终止", "持续", "询问", "图表数据"} <= set(book.sheetnames)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert "&A" in str(book["询问"].oddHeader.center.text)  # a sheet on paper says which it is
    charts = [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 3


def long() -> Report:
    one = section(whole(), "continuing")
    assert one.table is not None
    rows = [(f"第{n}行", *one.table.rows[0][1:]) for n in range(one.table.shown + 5)]
    return replace(whole(), sections=[replace(one, table=replace(one.table, rows=rows))])


def test_paper_says_how_many_rows_it_leaves_to_the_workbook_which_has_them_all(tmp_path: Path) -> None:
    assert "其余 5 项见同期的 XLSX。" in paragraphs(docx(long(), ON))
    assert "其余5项见同期的XLSX" in re.sub(r"\s", "", pdf_text(pdf(long(), ON), tmp_path))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(long(), ON)))["持续"]
    told = [row[0].value for row in sheet.iter_rows()]
    assert sum(str(t).startswith("第") and str(t).endswith("行") for t in told) == 65


@pytest.mark.parametrize(
    "text", ["=1+1", "#set page(width: 1pt)", "*粗* _斜_ $x$ @a <b> \\ ` [c]", "{{ x }}", "a\x01b"]
)
def test_a_text_of_the_records_is_text_on_every_paper(text: str, tmp_path: Path) -> None:
    given = with_text(text)
    shown = text.replace("\x01", "␁")
    assert shown in paragraphs(docx(given, ON))
    cells = [
        c.value
        for row in openpyxl.load_workbook(io.BytesIO(workbook(given, ON)))["持续"].iter_rows()
        for c in row
    ]
    assert shown in cells
    said = re.sub(r"\s", "", pdf_text(pdf(given, ON), tmp_path))
    assert re.sub(r"\s", "", printable(text)) in said


# --- characters ---
def test_the_fonts_have_every_character_of_the_tree_and_rare_ones_of_shanxi() -> None:
    assert missing(p.name for p in REAL.tree) == []
    assert missing("虒亭镇墕圐圙垯〔〕“”‘’…—·①％") == []


def test_a_character_that_the_fonts_lack_stands_as_its_code_and_the_report_says_so(tmp_path: Path) -> None:
    lacking = "\U0002cba4"  # 𬮤, of 𬮤山镇 outside Shanxi
    assert not has(lacking)
    given = with_text(f"{lacking}山镇")
    data = data_of(given, ON)
    assert "U+2CBA4" in data["note"]
    text = re.sub(r"\s", "", pdf_text(pdf(given, ON), tmp_path))
    assert "[U+2CBA4]山镇" in text
    assert data_of(whole(), ON)["note"] == ""
    assert f"{lacking}山镇" in paragraphs(docx(given, ON))


def test_what_is_covered_is_read_from_the_fonts_themselves(tmp_path: Path) -> None:
    for path in font_files():
        runs = glyphs.ranges(path)
        assert runs == sorted(runs)
        assert any(first <= ord("虒") <= last for first, last in runs)
    bad = tmp_path / "bad.otf"
    bad.write_bytes(b"OTTO\x00\x01" + b"\x00" * 40)
    with pytest.raises(ReportError, match=r"bad\.otf"):
        glyphs.ranges(bad)


def test_pictures_are_images_and_an_unknown_one_is_refused_in_words() -> None:
    assert picture(whole(), "weeks", ON).startswith(b"\x89PNG")
    with pytest.raises(ReportError, match="不能排版"):
        picture(whole(), "none", ON)


def test_a_cell_longer_than_a_page_is_cut_on_paper_says_so_and_stands_whole_in_the_workbook() -> None:
    given = with_text("矿" * 2000)
    assert "过长，全文见 XLSX" in paragraphs(docx(given, ON))
    cells = [
        c.value
        for row in openpyxl.load_workbook(io.BytesIO(workbook(given, ON)))["持续"].iter_rows()
        for c in row
    ]
    assert "矿" * 2000 in cells
