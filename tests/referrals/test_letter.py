import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import specimens
import written
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from engine.dossiers import Dossier
from engine.other_side import Note
from engine.referrals import write_packages
from engine.referrals.content import SECTIONS


def letter_of(tmp_path: Path, **changes: Any) -> str:
    (folder,) = write_packages([specimens.dossier(**changes)], tmp_path)
    return written.letter(folder)


def test_the_letter_names_receiver_organ_posts_and_only_documented_persons(tmp_path: Path) -> None:
    text = letter_of(tmp_path)
    assert "吕梁市纪委监委（案件监督管理部门）：" in text
    assert "单位：吕梁市孝义市人民政府。" in text
    assert "职务：市长赵某（主要负责人；任职期间：2021年7月1日起；任职文件：任〔2021〕1号）。" in text
    assert "职务：副市长（相关负责人；所交记录不能确定有关日期由谁任职，不写人名）。" in text


def test_the_letter_quotes_the_clause_with_instrument_number_article_and_days(tmp_path: Path) -> None:
    text = letter_of(tmp_path)
    assert "（一）《国务院关于预防煤矿生产安全事故的特别规定》（国务院令第446号）第七条第一款" in text
    assert "规定：“在县级人民政府所辖区域内1个月内发现有2处" in text
    assert "依据自2005年9月3日起施行，至2024年4月30日止。" in text


def test_statutes_come_in_the_order_of_the_rule_and_a_title_in_a_title_takes_single_marks(
    tmp_path: Path,
) -> None:
    grounds = specimens.dossier().grounds
    notice = {
        **grounds[0],
        "instrument": "a-notice",
        "instrument_title": "关于《某通知》的通知",
        "article": "第五部分",
    }
    basis = [
        {"instrument": "order446", "article": "第七条第一款"},
        {"instrument": "a-notice", "article": "第五部分"},
    ]
    text = letter_of(tmp_path, grounds=(notice, *grounds), findings=(specimens.finding(legal_basis=basis),))
    assert text.index("（一）《国务院关于预防") < text.index("（二）《关于〈某通知〉的通知》")


def test_the_facts_give_place_stretch_windows_counts_and_dates_of_each_site(tmp_path: Path) -> None:
    text = letter_of(tmp_path)
    assert "区域：吕梁市孝义市。自2022年2月20日起符合认定条件，至评估日2022年3月7日仍在持续。" in text
    assert "同日计入的矿点最多2处；条文所定数量为2处。涉及矿点共2处。" in text
    assert "计数期间：自2022年2月1日起至2022年3月1日止，其间发现A、B。" in text
    assert (
        "甲矿点（编号A，又编为A2，位于吕梁市孝义市西辛庄镇）：未制止的日期：2022年2月20日至2022年3月7日。"
        in text
    )
    assert "发现（D1）2022年2月1日核实；2022年2月20日复查（C1），结论为未采取有效制止措施。" in text
    assert "线索E1：记录所述行为为“未到现场复查”，2022年2月10日发生，2022年2月21日由某安委办核实" in text


def test_a_finding_that_ended_says_so(tmp_path: Path) -> None:
    text = letter_of(tmp_path, findings=(specimens.finding(ended_on="2022-03-03"),))
    assert "自2022年2月20日起符合认定条件，至2022年3月3日止，其后不再符合。" in text


@pytest.mark.parametrize("sensitive", [True, False])
def test_a_finding_that_hangs_on_the_month_says_so(tmp_path: Path, *, sensitive: bool) -> None:
    text = letter_of(tmp_path, findings=(specimens.finding(window_sensitive=sensitive),))
    assert ("取决于“1个月”的起算方法" in text) is sensitive
    assert "条文未规定“1个月”的起算方法；按每次发现之日起向后计算。" in text


def test_every_section_of_the_other_side_stands_in_the_letter_an_empty_one_too(tmp_path: Path) -> None:
    text = letter_of(tmp_path)
    for name, title in SECTIONS.items():
        whose = "" if name in {"powers", "days_in_post", "prior_actions"} else "所涉矿点的"
        assert (f"{title}：{whose}记录中没有。" in text) is (name != "stops")
    assert "复查认定已停止的记录：1件。A：2022年2月20日复查结论为已停止。" in text


def test_more_notes_than_fit_the_letter_are_counted(tmp_path: Path) -> None:
    notes = tuple(Note(f"第{n}次", ("checks/C3",)) for n in range(1, 6))
    text = letter_of(tmp_path, other=specimens.other_side(measures=notes))
    assert "已采取的制止措施：5件。第1次；第2次；第3次；其余2件见要件对照表。" in text


def test_the_clock_is_the_offices_own_and_the_law_gives_no_number(tmp_path: Path) -> None:
    text = letter_of(tmp_path)
    assert (
        "法律没有规定移送的期限；晋安办发〔2022〕21号第五部分要求“及时移送”，没有日数；"
        "本办公室的期限：自评估之日起 5 个工作日内提出移送，即不晚于2022年3月14日。"
    ) in text
    assert "理由：县级领导班子由市级党委管理" in text
    assert "即不晚于" not in letter_of(tmp_path / "none", act_by=None)


def test_number_date_and_seal_are_left_to_the_office(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    texts = written.paragraphs(folder)
    assert "〔    〕    号" in texts
    assert texts[-4] == "山西省人民政府安全生产委员会办公室"
    assert re.fullmatch(r"\s*年\s*月\s*日", texts[-3])
    assert not [n for n in written.members(folder / written.LETTER) if "media" in n]


@pytest.mark.parametrize("restricted", [True, False])
def test_a_restricted_letter_says_so_in_its_head_and_in_the_manifest(
    tmp_path: Path, *, restricted: bool
) -> None:
    (folder,) = write_packages([specimens.dossier(restricted=restricted)], tmp_path)
    assert ("限定知悉范围" in written.letter(folder)) is restricted
    manifest = written.data(folder, "manifest.json")
    assert manifest["restricted"] is restricted
    assert (manifest.get("知悉范围") == "限定知悉范围") is restricted


def test_the_page_is_that_of_the_standard_and_draft_stands_on_every_page(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    document = Document(str(folder / written.LETTER))
    (section,) = document.sections
    page = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    for measure, wanted in zip(page, (Mm(210), Mm(297), Mm(37), Mm(28)), strict=True):
        assert abs(measure - wanted) < Mm(0.1)
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert abs(width - Mm(156)) < Mm(0.2)
    assert abs(height - Mm(225)) < Mm(0.2)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    assert document.styles["Normal"].font.size == Pt(16)
    assert document.styles["公文标题"].font.size == Pt(22)
    headers = [
        v for n, v in written.members(folder / written.LETTER).items() if "header" in n and "rels" not in n
    ]
    assert len(headers) == 3
    assert all('string="草稿"' in h.decode() for h in headers)
    assert section.different_first_page_header_footer
    assert document.settings.odd_and_even_pages_header_footer


def test_page_numbers_stand_outside_right_on_odd_and_left_on_even_pages(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    document = Document(str(folder / written.LETTER))
    (section,) = document.sections
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [p.style.paragraph_format.alignment.name for p in (odd, even)] == ["RIGHT", "LEFT"]
    for paragraph in (odd, even):
        assert paragraph.text.startswith("— ")
        assert paragraph.text.endswith(" —")
        assert "PAGE" in paragraph._p.xml
        assert paragraph.style.font.size == Pt(14)


def long_dossier() -> Dossier:
    """Three dozen findings: the longest letter one could think of."""
    return specimens.dossier(findings=tuple(specimens.finding() for _ in range(36)))


def test_headings_count_on_past_ten(tmp_path: Path) -> None:
    (folder,) = write_packages([long_dossier()], tmp_path)
    texts = written.paragraphs(folder)
    assert any(t.startswith("（十一）县级") for t in texts)
    assert any(t.startswith("（三十六）县级") for t in texts)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_every_character_of_the_letter(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.quarter()[5]], tmp_path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(folder / written.LETTER)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pdf = tmp_path / "移送函.pdf"
    assert pdf.stat().st_size > 10_000
    if shutil.which("pdftotext"):
        shown = subprocess.run(
            ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        kept = re.sub(r"\s", "", re.sub(r"— \d+ —", "", shown))
        body = re.sub(r"\s", "", "".join(p.text for p in Document(str(folder / written.LETTER)).paragraphs))
        assert sorted(set(body) - set(kept)) == []
        assert kept.count("，") >= body.count("，")
        assert kept.count("、") >= body.count("、")
