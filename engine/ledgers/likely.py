"""Headings and value words that county bureaus use; only proposals, which a person checks before they are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_SITE_NAMES: Final = (
    "矿井名称",
    "矿名",
    "煤矿名称",
    "矿点名称",
    "矿山名称",
    "非法矿点名称",
    "非法煤矿名称",
    "地点名称",
)
_PLACES: Final = ("所在乡镇", "乡镇", "所属乡镇", "乡(镇)", "乡镇(街道)", "所在乡(镇)", "所属乡(镇)")
_PARENTS: Final = ("所在县", "县(市、区)", "所属县", "县区", "县市区")
_LICENCES: Final = {
    "采矿许可证": "mining_permit", "安全生产许可证": "safety_permit", "营业执照": "business_licence",
    "矿长资格证": "manager_qualification", "矿长安全资格证": "manager_safety", "煤炭生产许可证": "coal_permit",
}  # fmt: skip
_HAVING: Final = ("", "有无", "是否有", "有否")

SURE: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("序号", "no", "no."), ("忽略",)),
    **dict.fromkeys(_SITE_NAMES, ("sites.name",)),
    **dict.fromkeys((*_PLACES, *_PARENTS), ("sites.jurisdiction",)),
    **dict.fromkeys(("开采矿种", "矿产种类"), ("sites.mineral",)),
    **dict.fromkeys(
        ("所缺证照", "缺少证照", "缺失的证照", "证照缺失情况"), ("discoveries.missing_licences",)
    ),
    **dict.fromkeys(("是否正在生产", "是否在生产", "是否生产"), ("discoveries.producing",)),
    **{
        f"{having}{licence}": ("discoveries.missing_licences",) for licence in _LICENCES for having in _HAVING
    },
}
"""Heading → what it means; `忽略` for what is no content."""

LIKELY: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(
        ("查处时间", "查处日期", "发现时间", "发现日期", "核实时间", "查实时间", "查实日期"),
        ("discoveries.verified_on", "discoveries.registered_on", "discoveries.reported_on"),
    ),
    **dict.fromkeys(("举报时间", "接报时间", "接报日期"), ("discoveries.reported_on",)),
    **dict.fromkeys(
        ("生产情况", "生产状态", "生产迹象", "有无生产迹象", "是否有生产迹象"), ("discoveries.producing",)
    ),
    **dict.fromkeys(("查处单位", "发现部门"), ("discoveries.found_by",)),
    **dict.fromkeys(("坐标", "经纬度", "地理坐标", "矿点坐标"), ("sites.note",)),
    **dict.fromkeys(("复查时间",), ("checks.checked_on",)),
    **dict.fromkeys(("复查情况",), ("checks.result",)),
    **dict.fromkeys(("复查部门",), ("checks.checked_by",)),
    **dict.fromkeys(("处理措施", "采取措施", "处置措施", "处理情况"), ("measures.kind",)),
}
"""Heading → what it may mean: days and outcomes decide findings, so a person says which."""

WORDS: Final[Mapping[str, Mapping[str, str | None]]] = {
    "answer": {
        "有": "yes",
        "无": "no",
        "在产": "yes",
        "停产": "no",
        "生产": "yes",
        "未生产": "no",
        "正在生产": "yes",
    },
    "licence": {
        "采矿证": "mining_permit",
        "安全证": "safety_permit",
        "安许证": "safety_permit",
        "安全许可证": "safety_permit",
        "煤炭证": "coal_permit",
        "执照": "business_licence",
        "无": None,
    },
    **{
        f"{having}{licence}": {"无": code, "没有": code, "有": ""}
        for licence, code in _LICENCES.items()
        for having in _HAVING
    },
}
"""Heading or closed list → value word → code; an empty code says nothing, None asks a person."""

DATES: Final[Mapping[str, Sequence[str]]] = {
    "discoveries": ("reported_on", "verified_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("ordered_on", "executed_on"),
}
"""The day that tells two rows of one site apart, by table; the first that a file gives."""
