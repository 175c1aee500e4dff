"""The tables of a package, said once: sheets of the workbook, annexes of the PDF, parts of the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.referrals.attachments import NOT_GIVEN, UNCOUNTED, lacking, places
from engine.referrals.content import Content
from engine.referrals.duties import duties
from engine.referrals.labels import STATUS, cell, column_label, finder, table_label
from engine.referrals.paging import told
from engine.referrals.shapes import Row
from engine.referrals.wording import shown

UNNAMED: Final = "记录未列证据"
NO_RECORD: Final = "–"
BLANK: Final = "签名：　　　　　日期：　　　　"
"""What a person fills in who has looked and found nothing."""
Line = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name, what it says at its head, its columns with their widths in characters, its lines."""

    name: str
    note: str
    columns: tuple[tuple[str, int], ...]
    lines: Callable[[Content], Iterable[Line]]

    def texts(self, content: Content) -> list[list[str]]:
        """Its cells as they are shown."""
        return [[shown(text) for text in line] for line in self.lines(content)]


def _elements(content: Content) -> Iterable[Line]:
    for finding in content.findings:
        for one in finding["proof"]:
            status = content.status(one)
            disputed = sorted(content.disputed & set(one["records"]))
            word = STATUS.get(status, status)
            if disputed:
                word += f"（相互矛盾的记录：{'、'.join(disputed)}）"
            records = _several(one["records"]) or "（无单独记录）"
            copies = _copies(content, one["records"]) or (UNNAMED if one["records"] else NO_RECORD)
            facts = _several(one["facts"])
            yield finding["title"], one["element"], facts, records, copies, word, finding["id"]


def _timeline(content: Content) -> Iterable[Line]:
    for one in content.timeline:
        copies = _copies(content, [one["record"]])
        by = f"{finder(one)}{one['by']}" if one["by"] else ""
        yield one["on"], one["site"] or "", one["what"], one["said"], by, one["record"], copies


def _copies(content: Content, records: Sequence[str]) -> str:
    """Where the files stand that some records name, those that are not here too; empty where these name none."""
    return _several(places(records, content.records, content.evidence))


def _sites(content: Content) -> Iterable[Line]:
    for number, one in enumerate(content.dossier.sites, 1):
        also = "、".join(map(str, one.get("also", ())))
        yield str(number), one["site_id"], one["name"], one.get("place") or one["jurisdiction"], also


def _other_side(content: Content) -> Iterable[Line]:
    for section in content.sections:
        if not section.notes:
            yield section.title, "0", "", section.none, "", content.stated.none_found or BLANK
        for number, note in enumerate(section.notes, 1):
            yield section.title, str(len(section.notes)), str(number), note.text, _several(note.records), ""


def _catalogue(content: Content) -> Iterable[Line]:
    for reference, row in content.records.items():
        table = reference.partition("/")[0]
        for column in _ordered(row):
            yield reference, table_label(table), column_label(table, column), cell(table, column, row[column])


def _evidence(content: Content) -> Iterable[Line]:
    """Every file that the records name, those that are not here too."""
    lines = {
        name: (NOT_GIVEN, name, _several(records), "", "", "", "", "")
        for name, records in lacking(content.records, content.evidence).items()
    }
    for one in content.evidence:
        records = _several(f"{r.record}（{one.remark(r)}）" if r.pages else r.record for r in one.references)
        pages, span = (str(one.pages), told(one.span)) if one.pages else (UNCOUNTED, "")
        size = str(len(one.data))
        lines[one.given] = (one.number, one.given, records, pages, span, one.copy, size, one.sha256)
    return [line for _, line in sorted(lines.items())]


def _masked(content: Content) -> Iterable[Line]:
    return ((what, f"{count}处") for what, count in content.masked)


def _ordered(row: Row) -> list[str]:
    """Ids first, then by name: a record's columns come in any order."""
    return sorted(row, key=lambda c: (not c.endswith("_id"), c))


def _several(items: Iterable[str]) -> str:
    return "；".join(items)


def _table(
    name: str, note: str, columns: str, widths: Sequence[int], lines: Callable[[Content], Iterable[Line]]
) -> Table:
    return Table(name, note, tuple(zip(columns.split(), widths, strict=True)), lines)


TABLES: Final = (
    _table(
        "要件对照", "逐项列出条款的要件、事实、记录、证据材料（编号和卷内页码）和状态；有矛盾的，列出相互矛盾的记录。",
        "认定事项 要件 事实 记录 证据材料 状态 认定编号", (26, 34, 38, 24, 22, 14, 28), _elements,
    ),
    _table(
        "事实经过", "按日期排列全部所引记录，包括有利的和未采信的记录。",
        "日期 矿点 事项 内容 单位 记录 证据材料", (12, 12, 16, 44, 26, 26, 22), _timeline,
    ),
    _table("矿点", "图中各行的编号和名称。", "行 编号 名称 位置 又编为", (6, 16, 40, 40, 20), _sites),
    _table(
        "职责依据", "先列职务，再列有关各日由何人担任；没有任职文件的，不写人名。",
        "职务 类别 依据条款 有关日期 任职人 任职文件", (20, 16, 44, 40, 24, 24), duties,
    ),
    _table(
        "有利情节与未采信记录", "由程序从全部记录中算出，不能删减；没有的，由具名人员查明后在“查无”栏签名。",
        "类别 该类件数 序号 内容 记录 查无", (24, 10, 8, 56, 30, 32), _other_side,
    ),
    _table("证据目录", "所引记录的全部内容。", "记录 记录种类 项目 内容", (34, 14, 20, 76), _catalogue),
    _table(
        "证据材料",
        "记录所列的证据文件；随附的有编号、页数、卷内起止页码和校验值，其余写明未随附。卷内页码按本表次序连续编排，"
        "副本与原件逐字节相同，页码没有印在副本上；页数未计的不编页码。",
        "编号 原名 记录 页数 起止页码 文件 字节 SHA-256", (12, 32, 28, 10, 14, 36, 12, 36), _evidence,
    ),
)  # fmt: skip
"""Every table of a package, in the order of print."""
_MASKED: Final = _table(
    "遮蔽说明",
    "本副本按阅读人的类别遮蔽了下列内容；证据文件不能遮蔽，没有随附。",
    "遮蔽的内容 处数",
    (60, 20),
    _masked,
)


def tables(content: Content) -> tuple[Table, ...]:
    """The tables of a package, or of a copy of it with what is masked in the copy."""
    return (*TABLES, _MASKED) if content.masked else TABLES
