"""Number formats of a workbook that show only a part of a date, so that the rest is Excel's invention.

Excel stores a typed `2022年2月` as the first of the month, and `2月22日` as that day in the year of typing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from defusedxml import ElementTree

_NO_DAY = "单元格只显示年月，没有日，不能推定；请写成 2022-02-22 这样的完整日期"
_NO_YEAR = "单元格只显示月日，没有年份，不能推定；请写成 2022-02-22 这样的完整日期"
# Formats that Excel builds in (ECMA-376 part 1, 18.8.30, zh-cn) and a file names by number only.
_BUILT_IN = {
    **dict.fromkeys((17, 27, 36, 50, 52, 57), _NO_DAY),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), _NO_YEAR),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def partial_dates(styles: bytes) -> Mapping[bytes, str]:
    """Index of a cell style, as cells name it → why a date in that style is no whole date.

    `styles` is the part `xl/styles.xml`. Raises SyntaxError or ValueError where it is damaged.
    """
    root = ElementTree.fromstring(styles, forbid_dtd=True)
    reasons = dict(_BUILT_IN)
    for element in root.iter():
        if local(element.tag) == "numFmt":
            number = int(element.get("numFmtId", "0"))
            reasons.pop(number, None)
            if reason := _reason(element.get("formatCode", "")):
                reasons[number] = reason
    formats = next((element for element in root if local(element.tag) == "cellXfs"), ())
    return {
        str(index).encode(): reason
        for index, style in enumerate(formats)
        if (reason := reasons.get(int(style.get("numFmtId", "0"))))
    }


def local(tag: str) -> str:
    """The name of an XML element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def _reason(code: str) -> str | None:
    plain = _LITERAL.sub("", code.partition(";")[0]).casefold()
    if "m" not in plain or "h" in plain or "s" in plain:
        return None
    if "y" in plain:
        return None if "d" in plain else _NO_DAY
    return _NO_YEAR if "d" in plain else None
