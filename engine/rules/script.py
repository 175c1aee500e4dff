"""One spelling for comparing quotations: no spaces, half-width forms, simplified characters.

The table holds the traditional forms of the characters that Orders 446 and 774 and the notice use;
parts 4 and 5 of the published notice stand in them. The original stays for citation.
"""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

TRADITIONAL: Final = (
    "並倉個傘備傳傷傾價償優內兩冊別則劃動務勞勢勵匯區協厲參員問啟單噸嚴國圍圖執堅報場塵壓壞夠學實審寫將專"
    "對導層屬崗巖師帶幹庫廠廢廣廳強後從復徹惡態應懲掛採揮損搶撓擊擔據擬擴擺數斷於時晉暫書會條棄業極構標機"
    "檔檢權毀決沒況淺減測準溝滅漲濟濫瀆災為無熱營牽狀獎獨獲現環產畢當發盜盡監眾瞞確礙礦祕種稱積穩窯節範築"
    "簡簽糾紀納紙級終組結絕絡給統經綜維網緊線締編練縣縱總織繫繳繼續罰義聞聯職聽肅脅臺與舉華萬著蓋藝藥處虛"
    "號術衝補裝見規觀訂計訊訓記訟設許訴評話該認說調請論謊證識議護變負財貫責費資賠賣質賬購趕較載輕輪輸轄轉"
    "辦進運過達違遠適選還邊郵鄉鄰釋針銅銜銷錄鎢鎮鐵鑑長門閉開間閱關隊際險隱雙雜離難電響頂項須預頒頓領頭題"
    "額類風養駐驗體點黨"
)
SIMPLIFIED: Final = (
    "并仓个伞备传伤倾价偿优内两册别则划动务劳势励汇区协厉参员问启单吨严国围图执坚报场尘压坏够学实审写将专"
    "对导层属岗岩师带干库厂废广厅强后从复彻恶态应惩挂采挥损抢挠击担据拟扩摆数断于时晋暂书会条弃业极构标机"
    "档检权毁决没况浅减测准沟灭涨济滥渎灾为无热营牵状奖独获现环产毕当发盗尽监众瞒确碍矿秘种称积稳窑节范筑"
    "简签纠纪纳纸级终组结绝络给统经综维网紧线缔编练县纵总织系缴继续罚义闻联职听肃胁台与举华万着盖艺药处虚"
    "号术冲补装见规观订计讯训记讼设许诉评话该认说调请论谎证识议护变负财贯责费资赔卖质账购赶较载轻轮输辖转"
    "办进运过达违远适选还边邮乡邻释针铜衔销录钨镇铁鉴长门闭开间阅关队际险隐双杂离难电响顶项须预颁顿领头题"
    "额类风养驻验体点党"
)
_TABLE: Final = str.maketrans(TRADITIONAL, SIMPLIFIED)


def comparable(text: str) -> str:
    """The text as quotations are compared: NFKC, all white space removed, simplified characters."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_TABLE).split())


@cache
def _converted() -> Callable[[str], str]:
    import opencc  # its dictionaries take a moment: only a quote that the table cannot match needs them

    return opencc.OpenCC("t2s").convert


def same_in_either_script(quote: str, text: str) -> bool:
    """Whether a comparable quote stands in a comparable text once every traditional character is simplified."""
    convert = _converted()
    return comparable(convert(quote)) in comparable(convert(text))
