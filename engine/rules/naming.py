"""Chinese names of the words of rule files, for sentences; codes and columns as the tables name them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from engine.records.schema import CODES, TABLES

LEVEL: Final[Mapping[str, str]] = {"township": "乡镇", "county": "县", "city": "市", "province": "省"}
PLACE: Final[Mapping[str, str]] = {
    "township": "一个乡镇", "county": "一个县级区划", "city": "一个设区的市", "province": "全省",
}  # fmt: skip
COUNTED: Final[Mapping[str, str]] = {"site": "矿点", "county": "县级区划", "township": "乡镇"}
ROLE: Final[Mapping[str, str]] = {code: words[0] for code, words in CODES["role"].items()}
ORGAN: Final[Mapping[str, str]] = {
    **{code: words[0] for code, words in CODES["organ"].items()},
    "as_named": "线索所指的单位",
    "county_department": "县级人民政府相关主管部门",
    "addressee": "被询问单位",
}
ORIGIN: Final[Mapping[str, str]] = {
    "law": "法定", "province": "省定", "city": "市定", "county": "县定", "local": "本办公室定", "interpretation": "解释",
}  # fmt: skip
STATE: Final[Mapping[str, str]] = {
    "not_stopped": "没有采取有效制止措施", "unknown": "是否已经停止不明", "stopped": "已经停止",
}  # fmt: skip
STATUS: Final[Mapping[str, str]] = {
    "draft": "草稿，不参与核查",
    "active": "在用",
    "retired": "已停用，只用于其施行期间",
}
_FACTS: Final[Mapping[str, str]] = {
    "discovery": "经核实的发现",
    "duty_evidence": "失职线索",
    "inquiry": "询问",
    "order": "已作决定的制止措施",
    "measure": "已执行的制止措施",
    "check": "复查",
    "appraisal": "价值认定",
    "illegal_coal_mine": "非法煤矿",
    "unauthorized_mining": "盗采煤以外矿产资源的矿点",
    "unlicensed_coal_production": "未依法取得安全生产许可证等擅自进行煤矿生产的矿点",
}
_TABLES: Final = ("discoveries", "sites", "duty_evidence", "inquiries")


def fact_name(name: str) -> str:
    """The Chinese name of a kind of fact; a rule's id stays as it is."""
    return _FACTS.get(name, name)


def column_name(column: str, tables: Sequence[str] | None = None) -> str:
    """The official Chinese header of a column; `tables`: where to look for it."""
    for table in tables or _TABLES:
        for known in TABLES[table].columns:
            if known.name == column:
                return known.label
    return column


def value_name(column: str, value: int | str | date, tables: Sequence[str] | None = None) -> str:
    """The official Chinese word of a coded value; `tables`: where to look for its column."""
    for table in tables or _TABLES:
        for known in TABLES[table].columns:
            if known.name == column and known.domain:
                words = {**CODES[known.domain], **(CODES["organ_prefix"] if known.domain == "organ" else {})}
                return words[str(value)][0] if str(value) in words else str(value)
    return str(value)
