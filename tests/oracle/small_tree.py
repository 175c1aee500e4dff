"""A small tree of real places of Shanxi (Ministry of Civil Affairs, 2025-12-31), and made-up ones."""

_REAL = """
140000000000,山西省,province,,省
140100000000,太原市,city,140000000000,地级市
141100000000,吕梁市,city,140000000000,地级市
140181000000,古交市,county,140100000000,县级市
140181001000,东曲街道,township,140181000000,街道
140181100000,河口镇,township,140181000000,镇
140181201000,嘉乐泉乡,township,140181000000,乡
141122000000,交城县,county,141100000000,县
141122100000,天宁镇,township,141122000000,镇
141122103000,水峪贯镇,township,141122000000,镇
141122202000,东坡底乡,township,141122000000,乡
141181000000,孝义市,county,141100000000,县级市
141181001000,新义街道,township,141181000000,街道
141181003000,振兴街道,township,141181000000,街道
141181100000,兑镇镇,township,141181000000,镇
141181103000,西辛庄镇,township,141181000000,镇
141181201000,下栅乡,township,141181000000,乡
141181202000,驿马乡,township,141181000000,乡
"""
# Made up: a township directly under a city, one with another county's digits, a county under the province.
_MADE_UP = """
141100400000,云顶镇,township,141100000000,镇
141122900000,关河乡,township,141181000000,乡
149001000000,汾源县,county,140000000000,县
149001100000,河源镇,township,149001000000,镇
"""
COLUMNS = ("code", "name", "level", "parent_code", "kind")


def tree_rows() -> list[dict[str, str]]:
    """The rows of the tree: code, name, level, parent_code, kind."""
    return [dict(zip(COLUMNS, line.split(","), strict=True)) for line in (_REAL + _MADE_UP).split()]


XIAOYI = (
    "141181100000",
    "141181100000",
    "141181103000",
    "141181103000",
    "141181201000",
    "141181202000",
    "141181001000",
    "141181001000",
    "141181003000",
    "141181000000",
    "141122900000",
)
JIAOCHENG = ("141122100000", "141122103000", "141122202000", "141122000000")
GUJIAO = ("140181100000", "140181201000", "140181001000", "140181000000")
IRREGULAR = ("141100400000", "149001100000", "149001100000", "149001000000")
SUBDISTRICTS = ("141181001000", "141181003000", "140181001000")
