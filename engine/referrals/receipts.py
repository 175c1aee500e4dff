"""A filled 回执, docx or xlsx, read back: what the receiving body wrote beside each label; never guessed."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zipfile import BadZipFile

from lxml import etree

from engine.records import limits
from engine.records.cells import Cell, Unreadable
from engine.records.package import Package
from engine.records.rejections import RecordsError
from engine.records.workbook import workbook_grids
from engine.referrals.errors import ReferralError
from engine.referrals.receipt_labels import CHECKED, DISPOSITIONS, FIELDS, NOTICE_FIELDS

_BODY: Final = "word/document.xml"
_BOOK: Final = "xl/workbook.xml"
_MACROS: Final = ("word/vbaProject.bin", "xl/vbaProject.bin")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ >/]")
_LARGEST: Final = 8 << 20
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NEEDED: Final = ("package", "received_on", "received_by")
_LABELS: Final = FIELDS.keys() | NOTICE_FIELDS.keys()
_BOXES: Final = "□☐○"
_TICKS: Final = "√✓✔☑☒■●"
_MARKED: Final = re.compile(f"([{_BOXES}{_TICKS}]*)([^{_BOXES}{_TICKS}]+)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt's fields as written; `checked` and `disposition` are of the form's choices, empty where none is marked.

    `package` is the dossier's id on the form of a referral, the paper's own key on that of a letter that goes alone.
    """

    package: str
    number: str
    received_on: str
    received_by: str
    person: str
    note: str
    checked: str = ""
    accepted_as: str = ""
    disposition: str = ""
    disposed_on: str = ""


def read_receipt(data: bytes, name: str) -> Receipt:
    """The receipt in the bytes of a docx or xlsx. Raises ReferralError: none, hostile, a label missing or twice, two choices."""
    told = _fields(data, name)
    form = FIELDS if told.keys().isdisjoint(NOTICE_FIELDS.keys() - FIELDS.keys()) else NOTICE_FIELDS
    if missing := [label for label in form if label not in told]:
        raise ReferralError(
            f"{name} 不是本材料所附的回执：没有“{'”“'.join(missing)}”；请用材料中的回执填写。"
        )
    if empty := [label for label, field in form.items() if field in _NEEDED and not told[label]]:
        raise ReferralError(f"{name}：“{'”“'.join(empty)}”没有填写；请退回补填，没有登记。")
    values = {field: told[label] for label, field in form.items()}
    if form is FIELDS:
        values["checked"] = _choice(values["checked"], CHECKED, f"{name} 的“校验结果”")
        values["disposition"] = _choice(values["disposition"], DISPOSITIONS, f"{name} 的“处置方式”")
    return Receipt(**values)


def _fields(data: bytes, name: str) -> dict[str, str]:
    """Label → value beside it."""
    out: dict[str, str] = {}
    try:
        rows = list(_rows(data, name))
    except (BadZipFile, KeyError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error,
            etree.LxmlError) as error:  # fmt: skip
        raise ReferralError(
            f"{name} 不是可用的 Word 文档或 Excel 工作簿（{type(error).__name__}）；请退回重填，没有登记。"
        ) from error
    except RecordsError as error:
        raise ReferralError(f"{str(error).rstrip('。')}；没有登记。") from error
    for label, value in rows:
        if label not in _LABELS:
            continue
        if label in out:
            raise ReferralError(f"{name}：“{label}”出现两次，不知以哪一处为准；请退回重填，没有登记。")
        out[label] = value
    return out


def _rows(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Rows of two cells, by what the archive holds, whatever the file is called."""
    package = Package(data, name)
    if any(part in package for part in _MACROS):
        raise ReferralError(f"{name} 含有宏；请退回，改用不含宏的 docx 或 xlsx 重填，没有登记。")
    if _BODY in package:
        yield from _document_rows(package, name)
    elif _BOOK in package:
        yield from _sheet_rows(package, data, name)
    else:
        raise ReferralError(f"{name} 既不是 Word 文档，也不是 Excel 工作簿；请退回重填，没有登记。")


def _document_rows(package: Package, name: str) -> Iterator[tuple[str, str]]:
    if package.size(_BODY) > _LARGEST:
        raise ReferralError(f"{name} 的正文超过 {_LARGEST >> 20} MiB，不是回执；请退回重填，没有登记。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for row in etree.fromstring(b"".join(package.xml(_BODY)), parser).iter(f"{_W}tr"):
        yield from _pair([_text(cell) for cell in row.iter(f"{_W}tc")])


def _sheet_rows(package: Package, data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """The first two cells of each row: what stands after them on the form are hints."""
    sheets = package.within("xl/worksheets")
    limits.check_unpacked_size(name, sum(map(package.size, sheets)))
    if any(_FORMULA.search(b"".join(package.xml(part))) for part in sheets):
        raise ReferralError(f"{name} 含有公式；请退回，改为直接填写文字，没有登记。")
    for grid in workbook_grids(name, data):
        for row in grid.rows:
            yield from _pair([_plain(cell, grid.place) for cell in row[:2]])


def _pair(cells: list[str]) -> Iterable[tuple[str, str]]:
    return [(cells[0], cells[1])] if len(cells) == len(("label", "value")) else []


def _plain(cell: Cell, where: str) -> str:
    if isinstance(cell, Unreadable):
        raise ReferralError(f"{where}：“{cell}”不能采用（{cell.reason}）；请退回重填，没有登记。")
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _text(cell: etree._Element) -> str:
    signs = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t"}
    paragraphs = (
        "".join(
            signs.get(str(t.tag), str(t.text or ""))
            for t in p.iter(f"{_W}t", *signs)
            if t.getparent().tag == f"{_W}r"  # a paragraph's own tab stops are w:tab too
        )
        for p in cell.iter(f"{_W}p")
    )
    return "\n".join(paragraphs).strip()


def _choice(text: str, words: tuple[str, ...], where: str) -> str:
    """The one choice that is marked, or the only one left standing; none is an empty text."""
    marked, standing = [], []
    for marks, said in _MARKED.findall(text):
        word = next(
            (w for w in sorted(words, key=len, reverse=True) if said.strip(" 　：:\n").startswith(w)), None
        )
        if word:
            standing.append(word)
            marked += [word] if any(m in _TICKS for m in marks) else []
    chosen = marked or (standing if len(standing) == 1 else [])
    if len(chosen) > 1:
        raise ReferralError(
            f"{where}选了{len(chosen)}项（{'、'.join(chosen)}）；请退回核定为一项，没有登记。"
        )
    return chosen[0] if chosen else ""
