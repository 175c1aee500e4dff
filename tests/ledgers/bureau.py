"""A workbook as a county bureau sends it, and the profile that reads it."""

from collections.abc import Sequence
from typing import Any

from importing import COUNTY_OFFICE, Office, book

HEAD = ["序号", "矿井名称", "所在乡镇", "查处时间", "是否生产", "采矿许可证", "安全生产许可证", "查处单位"]
TITLES: list[list[Any]] = [
    ["宁武县非法开采矿点查处情况统计表"],
    ["填报单位：宁武县应急管理局", "", "", "", "", "填报日期：2022年3月7日"],
]
ROWS: list[list[Any]] = [
    [1, "张家沟煤矿", "阳方口镇", "2022年2月20日", "是", "无", "无", "县应急局"],
    [2, "李家湾煤矿", "", "2022-02-25", "生产", "无", "有", "县应急局"],
    ["", "小计", "", "2处"],
    [3, "大石沟煤矿", "东寨镇", "2022/2/26", "停产", "有", "无", "县应急局"],
]
FOOT: list[list[Any]] = [["合计", "", "", "3处"], ["填报人：张三", "", "", "审核人：李四"]]
MERGED = ("A1:H1", "A2:E2", "F2:H2", "C4:C5", "A8:C8")
PROFILE = f"""\
sender: {COUNTY_OFFICE}
county: 宁武县
sheets:
- header: [矿井名称, 所在乡镇]
  headings:
    序号: 忽略
    矿井名称: sites.name
    所在乡镇: sites.jurisdiction
    查处时间: discoveries.verified_on
    是否生产: discoveries.producing
    采矿许可证: discoveries.missing_licences
    安全生产许可证: discoveries.missing_licences
    查处单位: discoveries.found_by
  values:
    是否生产: {{停产: no, 生产: yes}}
    采矿许可证: {{无: mining_permit, 有: ""}}
    安全生产许可证: {{无: safety_permit, 有: ""}}
  fixed: {{sites.mineral: coal}}
  fill_down: [所在乡镇]
  footers: [填报人]
  mint:
    sites: [name, jurisdiction]
    discoveries: [site_id, verified_on]
"""


def ledger(*rows: Sequence[Any], merged: Sequence[str] = (), head: Sequence[Any] = HEAD) -> bytes:
    """The bureau's workbook; without rows, the usual ones."""
    if rows:
        return book(merged, 台账=[*TITLES, head, *rows])
    return book(MERGED, 台账=[*TITLES, head, *ROWS, *FOOT])


def bureau(office: Office, text: str = PROFILE, name: str = "宁武") -> Office:
    office.profile(name, text)
    return office


def one(name: str = "张家沟煤矿", town: str = "阳方口镇", day: str = "2022-02-20", **cells: str) -> list[Any]:
    row = {"序号": 1, "矿井名称": name, "所在乡镇": town, "查处时间": day, "是否生产": "是", "采矿许可证": "无",
           "安全生产许可证": "无", "查处单位": "县应急局", **cells}  # fmt: skip
    return list(row.values())
