"""Word documents built piece by piece: Chinese fonts, tables whose head repeats, page numbers; the same bytes always."""

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import visible

SONG, HEI, FANG, TITLE = "宋体", "黑体", "仿宋_GB2312", "方正小标宋简体"
WEST: Final = "Times New Roman"
GREY: Final = "E8ECF1"
_TEXT, _SPACE, _ANY = qn("w:t"), qn("xml:space"), "文"


class Paper:
    """One document on A4; `wide` lays it across."""

    def __init__(self, title: str, on: date, *, wide: bool, body: str = SONG, size: float = 10.5) -> None:
        """Begin with empty pages."""
        self._doc = Document()
        self._on = on
        self._properties(title)
        section = self._doc.sections[0]
        across = (297, 210) if wide else (210, 297)
        section.page_width, section.page_height = Mm(across[0]), Mm(across[1])
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Mm(15 if wide else 28)
        section.header_distance = section.footer_distance = Mm(8 if wide else 15)
        section.top_margin, section.bottom_margin = Mm(17 if wide else 37), Mm(15 if wide else 35)
        self.width = across[0] - (30 if wide else 54)
        normal = self._doc.styles["Normal"]
        normal.font.size = Pt(size)
        normal.paragraph_format.space_after = Pt(3)
        _fonts(normal.element.get_or_add_rPr(), body)

    def _properties(self, title: str) -> None:
        instant = datetime(self._on.year, self._on.month, self._on.day, tzinfo=UTC)
        properties = self._doc.core_properties
        properties.created = properties.modified = instant
        properties.author = properties.last_modified_by = "Wenze 问责"
        properties.title, properties.revision, properties.comments = title, 1, ""

    def paragraph(
        self, text: str, *, font: str | None = None, size: float | None = None, align: str = "left",
        indent: bool = False, keep: bool = False, space: float | None = None, exact: float | None = None,
    ) -> None:  # fmt: skip
        """One paragraph; `indent` by two characters, `keep` on the page of the next, `exact` line height in points."""
        one = self._doc.add_paragraph()
        self._set(one, text, font, size)
        form = one.paragraph_format
        one.alignment = {
            "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]  # fmt: skip
        form.keep_with_next = keep
        if indent:
            form.first_line_indent = Pt(2 * (size or self._doc.styles["Normal"].font.size.pt))
        if space is not None:
            form.space_before = Pt(space)
        if exact is not None:
            form.line_spacing = Pt(exact)

    def _set(self, paragraph: Any, text: str, font: str | None, size: float | None) -> None:  # noqa: ANN401
        run = paragraph.add_run(visible(text))
        if size is not None:
            run.font.size = Pt(size)
        if font is not None:
            _fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001 - python-docx has no name for East Asian fonts

    def heading(self, text: str) -> None:
        """A section's heading, kept with what follows, in the outline."""
        self.paragraph(text, font=HEI, size=13, keep=True, space=9)
        properties = self._doc.paragraphs[-1]._p.get_or_add_pPr()  # noqa: SLF001
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0")
        properties.append(level)

    def notice(self, text: str) -> None:
        """A line that must not be missed."""
        self.paragraph(text, font=HEI)
        self._doc.paragraphs[-1].runs[0].font.color.rgb = RGBColor(0xB4, 0x5F, 0x06)

    def pictures(self, images: Sequence[bytes]) -> None:
        """Images side by side over the width of the page."""
        each = self.width / len(images)
        table = self._doc.add_table(rows=1, cols=len(images))
        for cell, data in zip(table.rows[0].cells, images, strict=True):
            cell.paragraphs[0].add_run().add_picture(io.BytesIO(data), width=Mm(each - 4))

    def table(
        self, headers: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], size: float = 8.5
    ) -> None:
        """A table with a head that repeats on each page; rows don't break across pages."""
        table = self._doc.add_table(rows=1, cols=len(headers))
        table.style = "Table Grid"
        table.autofit = False
        _margins(table)
        shares = [self.width * w / sum(widths) for w in widths]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(share)
        for cell, text, share in zip(table.rows[0].cells, headers, shares, strict=True):
            self._cell(cell, text, share, size, HEI)
            _shade(cell)
        _flag(table.rows[0], "w:tblHeader")
        if rows:
            self._alike(table, rows, shares, size)
        self.paragraph("", size=4)

    def _alike(self, table: Any, rows: Sequence[Sequence[str]], shares: Sequence[float], size: float) -> None:  # noqa: ANN401
        """The rows of a table: one is made by python-docx, and each is a copy of it with its own texts."""
        made = table.add_row()
        _flag(made, "w:cantSplit")
        for cell, share in zip(made.cells, shares, strict=True):
            self._cell(cell, _ANY, share, size, None)
        pattern, body = made._tr, table._tbl  # noqa: SLF001
        body.remove(pattern)
        for texts in rows:
            row = deepcopy(pattern)
            for place, text in zip(list(row.iter(_TEXT)), map(visible, texts), strict=True):
                place.text = text
                if not text:
                    place.getparent().remove(place)
                elif text != text.strip():
                    place.set(_SPACE, "preserve")
            body.append(row)

    def _cell(self, cell: Any, text: str, share: float, size: float, font: str | None) -> None:  # noqa: ANN401
        cell.width = Mm(share)
        one = cell.paragraphs[0]
        one.paragraph_format.space_after = Pt(0)
        self._set(one, text, font, size)

    def running(self, header: str, footer: str) -> None:
        """Header, and footer with the page's number."""
        section = self._doc.sections[0]
        self._set(section.header.paragraphs[0], header, None, 8)
        foot = section.footer.paragraphs[0]
        self._set(foot, f"{footer}　　第 ", None, 8)
        _field(foot, "PAGE")
        self._set(foot, " 页，共 ", None, 8)
        _field(foot, "NUMPAGES")
        self._set(foot, " 页", None, 8)

    def data(self) -> bytes:
        """The bytes, the same wherever and whenever."""
        out = io.BytesIO()
        self._doc.save(out)
        return fixed_zip(out.getvalue())


def _fonts(properties: Any, east: str) -> None:  # noqa: ANN401 - an lxml element
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name, value in (("ascii", WEST), ("hAnsi", WEST), ("cs", WEST), ("eastAsia", east)):
        fonts.set(qn(f"w:{name}"), value)
    fonts.set(qn("w:hint"), "eastAsia")


def _margins(table: Any) -> None:  # noqa: ANN401
    """Room above and below a cell's text: fonts that replace others are taller."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70)):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), str(twips))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.append(margins)  # noqa: SLF001


def _shade(cell: Any) -> None:  # noqa: ANN401
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", GREY)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _flag(row: Any, name: str) -> None:  # noqa: ANN401
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)  # noqa: SLF001
