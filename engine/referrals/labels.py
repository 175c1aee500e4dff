"""Chinese words for tables, columns and coded cells, read as data from the lists of `engine/records`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

STATUS: Final = {"proved": "已证明", "not_proved": "未证明", "contradicted": "有矛盾"}
ROLES: Final = {
    "principal": "主要负责人", "responsible": "相关负责人", "direct": "直接责任人员", "": "线索所指职务",
}  # fmt: skip
_FOUND: Final = ("producing", "missing_licences", "situation")
_OWN_WORDS: Final = "负有责任的"
_PREFIXES: Final = {
    "department": "部门",
    "vertical": "垂直管理机构",
    "enterprise": "企业",
    "village": "村",
    "other": "其他",
}


def role_said(post: str, role: str) -> str:
    """A post's role in words; a title in the words of a law (负有责任的领导人员) says it itself."""
    return post if post.startswith(_OWN_WORDS) else ROLES.get(role, role)


@cache
def _data(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("engine").joinpath("records", name).read_text(encoding="utf-8"))


@cache
def _kinds() -> frozenset[str]:
    """The words for the kind of a unit that may stand before its name."""
    words = _data("codes.toml")["organ_prefix"]
    return frozenset({*words, *(one for some in words.values() for one in some)})


def unit_name(unit: str) -> str:
    """A unit without the word for its kind: `孝义市自然资源局` of `部门:孝义市自然资源局`."""
    kind, colon, name = unit.replace("：", ":", 1).partition(":")
    return name.strip() if colon and kind.strip() in _kinds() else unit


def finder(entry: Mapping[str, Any]) -> str:
    """What stands before the unit of an entry of the timeline: a discovery names who found the site, on whatever day."""
    return "发现单位：" if str(entry["record"]).startswith("discoveries/") else ""


@cache
def _columns(table: str) -> Mapping[str, tuple[str, str]]:
    """Column → its label and closed list."""
    rows = [
        *_data("tables.toml").get(table, {}).get("columns", ()),
        *_data("tables.toml")["common"]["columns"],
    ]
    out = {}
    for row in rows:
        base, _, domain = row["kind"].partition(":")
        out[row["name"]] = (row["zh"][0], domain or base)
    return out


def table_label(table: str) -> str:
    """`checks` → 复查; the name itself if the lists don't know it."""
    known = _data("tables.toml").get(table)
    return str(known["zh"][0]) if known else table


def column_label(table: str, column: str) -> str:
    """`checks`, `checked_on` → 复查日期; the name itself if the lists don't know it."""
    return _columns(table).get(column, (column, ""))[0]


def found_said(row: Mapping[str, Any]) -> str:
    """What a discovery says of its site, in words: production, licences, situation; a column that is empty is left out."""
    return "；".join(
        f"{column_label('discoveries', c)}：{cell('discoveries', c, row[c])}" for c in _FOUND if row.get(c)
    )


def cell(table: str, column: str, value: Any) -> str:  # noqa: ANN401 - a cell of any column
    """A cell in words: codes by their official Chinese word, several joined by 、, other text as it is."""
    if isinstance(value, (list, tuple)):
        return "、".join(cell(table, column, v) for v in value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text, domain = str(value), _columns(table).get(column, ("", ""))[1]
    words = _data("codes.toml").get(domain, {}).get(text)
    if words:
        return str(words[0])
    prefix, colon, name = text.partition(":")
    if colon and domain in {"organ", "addressee", "mineral"} and prefix in _PREFIXES:
        return f"{_PREFIXES[prefix]}:{name}"
    return text
