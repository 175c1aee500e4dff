"""`回执.xlsx`: the receipt as a workbook, with the same labels as `回执.docx`; text cells, choices as drop-down lists."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.referrals.content import Content
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.receipt_labels import CHECKED, DISPOSITIONS, FIELDS, NOTICE_FIELDS
from engine.referrals.wording import shown

_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_CHOICES: Final = {"校验结果": CHECKED, "处置方式": DISPOSITIONS}
_HINTS: Final = {
    "收到日期": "写作 2022-03-10",
    "处置日期": "写作 2022-04-10",
    "校验结果": "从列表选",
    "处置方式": "从列表选",
}


def receipt_book(content: Content) -> bytes:
    """The receipt to fill in in Excel or WPS and send back; the same bytes wherever and whenever."""
    dossier = content.dossier
    known = {"移送材料编号": dossier.id, "移送单位": dossier.office, "涉及单位": dossier.organ_name}
    return _book(known, FIELDS, dossier.as_of)


def notice_receipt_book(content: Content, key: str, title: str) -> bytes:
    """The receipt of a letter that goes alone, named by its own key."""
    dossier = content.dossier
    known = {"函件编号": key, "函件名称": title, "发函单位": dossier.office}
    return _book(known, NOTICE_FIELDS, dossier.as_of)


def _book(known: Mapping[str, str], fields: Iterable[str], as_of: str) -> bytes:
    """What is known already first, then the labels to fill in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    day = datetime.fromisoformat(as_of)
    book.set_properties({"title": "回执", "author": "Wenze 问责", "created": day})
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 12, "text_wrap": True, "valign": "vcenter"}
    body = book.add_format({**plain, "border": 1, "num_format": "@"})
    head = book.add_format({**plain, "border": 1, "bold": True, "bg_color": "#E7E6E6"})
    hint = book.add_format({**plain, "font_color": "#606060", "font_size": 10})
    sheet = book.add_worksheet("回执")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for at, width in enumerate((20, 52, 20)):
        sheet.set_column(at, at, width)
    rows = [*known, *(label for label in fields if label not in known)]
    for row, label in enumerate(rows):
        sheet.set_row(row, 30)
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, shown(known.get(label, "")), body)
        sheet.write_string(row, 2, _HINTS.get(label, ""), hint)
        if label in _CHOICES:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(_CHOICES[label])})
    book.close()
    return fixed_zip(out.getvalue())
