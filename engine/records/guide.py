"""The words of the blank tables, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.records.schema import CODES, Column, Table

_HINTS_ZH = {
    "id": "编号；同一编号只用于同一行内容",
    "ref": "矿点表中的矿点编号",
    "name": "名称",
    "text": "文字",
    "amount": "金额，以元为单位的数字，至多两位小数，如 352413.50",
    "date": "日期，写成 2022-02-22、2022/2/22 或 2022年2月22日，须有年月日",
    "instant": "办公室得知的时间，带时区的 ISO 8601，如 2022-02-22T09:30:00+08:00",
    "flag": "填 是，否则留空",
    "list": "编号或文件名，几项之间用分号",
    "code": "从下拉列表中选一项",
    "codes": "可填几项，之间用分号；留空表示未核查",
    "jurisdiction": "12位行政区划代码，或名称，如 孝义市/西辛庄镇",
    "mineral": "从下拉列表中选一项；表内没有的写成 其他:名称",
    "organ": "从下拉列表中选一项，或写 部门:名称、垂直管理机构:名称、企业:名称、村:名称",
    "addressee": "从下拉列表中选一项，或写单位名称",
}
_HINTS_EN = {
    "id": "Id; one id stands for one content",
    "ref": "A site_id of the table of sites",
    "name": "Name",
    "text": "Text",
    "amount": "Amount in yuan, a number with two decimals at most: 352413.50",
    "date": "Day with year, month and day: 2022-02-22, 2022/2/22 or 2022年2月22日",
    "instant": "When the office learned of it: ISO 8601 with offset, 2022-02-22T09:30:00+08:00",
    "flag": "yes, or empty",
    "list": "Ids or file names, ; between",
    "code": "One of the list",
    "codes": "One or several, ; between; empty means not checked",
    "jurisdiction": "12-digit code, or names such as 孝义市/西辛庄镇",
    "mineral": "One of the list; others as other:NAME",
    "organ": "One of the list, or department:NAME, vertical:NAME, enterprise:NAME, village:NAME",
    "addressee": "One of the list, or the name of the body",
}
# Columns whose meaning the kind doesn't tell.
_NOTES_ZH = {
    "replaces": "本行更正的那一行的编号；本行另用新编号",
    "withdrawn": "撤回时填 是",
    "same_as": "与本行是同一处的另一矿点编号",
    "evidence": "证据的编号或文件名，几项之间用分号",
    "situation": "通知第一部分的情形，可填几项，之间用分号",
    "missing_licences": "缺失的证照，可填几项，之间用分号；核查后不缺填 无缺失；留空表示未核查",
    "verified_on": "核实的日期，须有年月日；未核实则留空",
    "post_id": "更正任职时用；一般留空",
}
_NOTES_EN = {
    "replaces": "Id of the row that this one corrects; this row has an id of its own",
    "withdrawn": "yes when the row is taken back",
    "same_as": "site_id of the row that stands for the same place",
    "evidence": "Ids or files of the evidence, ; between",
    "situation": "Situations of part 1 of the notice, one or several, ; between",
    "missing_licences": "Licences missing, ; between; none = checked and none missing; empty = not checked",
    "verified_on": "Day on which it was verified; empty if it is not",
    "post_id": "Only to correct a row later; may stay empty",
}


@dataclass(frozen=True)
class Guide:
    """Headers, hints and choices of the blank tables in one language."""

    chinese: bool
    guide_sheet: str
    options_sheet: str
    guide_headers: tuple[str, str, str, str, str]
    yes: str
    separator: str
    hints: Mapping[str, str]
    notes: Mapping[str, str]

    def table_name(self, table: Table) -> str:
        """Name of the file and the sheet."""
        return table.label if self.chinese else table.name

    def header(self, column: Column) -> str:
        """Header of a column."""
        return column.label if self.chinese else column.name

    def other_header(self, column: Column) -> str:
        """Header of a column in the other language, which reads the same."""
        return column.name if self.chinese else column.label

    def hint(self, column: Column) -> str:
        """What to fill in."""
        return self.notes.get(column.name) or self.hints[column.base]

    def choices(self, column: Column) -> list[str]:
        """The words of the drop-down; empty where the column has no closed list."""
        codes = CODES.get("organ" if column.base == "addressee" else column.domain, {})
        return [words[0] if self.chinese else code for code, words in codes.items()]

    def spelt_choices(self, column: Column) -> list[str]:
        """The closed list in both languages."""
        codes = CODES.get("organ" if column.base == "addressee" else column.domain, {})
        pairs = [(words[0], code) if self.chinese else (code, words[0]) for code, words in codes.items()]
        return [f"{first} = {second}" for first, second in pairs]


GUIDES: Mapping[str, Guide] = {
    "zh": Guide(
        chinese=True,
        guide_sheet="说明",
        options_sheet="选项",
        guide_headers=("列名", "英文列名", "必填", "填写说明", "可填的值"),
        yes="是",
        separator="；",
        hints=_HINTS_ZH,
        notes=_NOTES_ZH,
    ),
    "en": Guide(
        chinese=False,
        guide_sheet="instructions",
        options_sheet="options",
        guide_headers=("column", "Chinese header", "required", "what to fill in", "values"),
        yes="yes",
        separator="; ",
        hints=_HINTS_EN,
        notes=_NOTES_EN,
    ),
}
GUIDE_SHEETS = frozenset(
    name for guide in GUIDES.values() for name in (guide.guide_sheet, guide.options_sheet)
)
"""Sheets of the blank tables that hold no records."""
