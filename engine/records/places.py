"""Cells that name a place in the tree of divisions."""

from __future__ import annotations

import re

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.records.cells import Fault
from engine.records.texts import hidden, narrow

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)


def parse_place(text: str, tree: Tree, *, below_city: bool) -> str | Fault:
    """The 12-digit code of a place.

    `below_city` refuses provinces and cities: a site there belongs to no county, and no rule could count it.
    """
    spelt = narrow(text)
    if _SCIENTIFIC.fullmatch(spelt):
        return Fault("行政区划代码被 Excel 改成了科学计数法，末位已丢失；请把该列设为文本后重新填写12位代码")
    if unseen := hidden(spelt):
        return Fault(f"行政区划中有看不见的字符 {unseen}；请删去后重新填写")
    try:
        code = tree.resolve(spelt)
        level = tree.place(code).level
    except PlaceError as error:
        return Fault(str(error).rstrip("。"))
    if below_city and level in {"province", "city"}:
        return Fault("矿点须落到县级或乡镇；请填写乡镇（或县级）的代码或名称，例如 孝义市/西辛庄镇")
    return code
