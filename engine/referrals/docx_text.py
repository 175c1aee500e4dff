"""What a letter's docx says, paragraph by paragraph: the PDF is made from it, so an edited letter has its own PDF."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml.etree import LxmlError

from engine.referrals.errors import ReferralError

_BEYOND: Final = {
    "w:tbl": "表格", "w:drawing": "图片或者文本框", "w:object": "嵌入对象", "w:ins": "未接受的修订", "w:del": "未接受的修订",
    "w:footnoteReference": "脚注", "w:endnoteReference": "尾注", "w:commentReference": "批注", "m:oMath": "公式",
    "w:sdt": "内容控件", "w:fldSimple": "域", "w:instrText": "域", "w:numPr": "自动编号", "w:pict": "图片或者文本框",
}  # fmt: skip
"""What may stand in a body and is not text of paragraphs: a PDF without it would not say what the letter says."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its style's id in the template, its text."""

    style: str
    text: str


def paragraphs(data: bytes, name: str) -> list[Paragraph]:
    """First page's header, then the body. Raises ReferralError: no document, or more in it than text."""
    try:
        document = Document(io.BytesIO(data))
        beyond = sorted(
            {word for tag, word in _BEYOND.items() if document.element.body.findall(f".//{_name(tag)}")}
        )
        header = document.sections[0].first_page_header.paragraphs if document.sections else []
        out = [*_read(header, header=True), *_read(document.paragraphs, header=False)]
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise ReferralError(
            f"{name} 不是可用的 Word 文档（{type(error).__name__}）；请恢复该文件。"
        ) from error
    if beyond:
        raise ReferralError(
            f"{name} 的正文含有{'、'.join(beyond)}，不能排成内容相同的 PDF；请改为普通段落（先接受全部修订）后重试。"
        )
    return out


def _name(tag: str) -> str:
    return (
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
        if tag == "m:oMath"
        else str(qn(tag))
    )


def _read(found: list[Any], *, header: bool) -> Iterator[Paragraph]:
    one: DocxParagraph
    for one in found:
        style = one.style.style_id if one.style is not None else ""
        if style != "Rule" and (one.text or not header):
            yield Paragraph("Letterhead" if header else str(style), one.text)
