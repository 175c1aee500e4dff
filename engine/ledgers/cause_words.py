"""The reasons for what became of a finding, in words: each says itself whole, in Chinese."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.ledgers.record_news import News

KINDS: Final = {
    "first_run": "首次评估", "late": "迟报", "corrected": "记录更正", "withdrawn": "记录撤回", "reported": "本期记录",
    "joined": "矿点合并", "parted": "矿点拆分", "legal": "更正后不符合认定", "unsure": "更正后认定不明", "moved": "属地变动",
    "stopped": "已停止", "disputed": "复查不一致", "law_ended": "依据失效", "answered": "已答复", "rules": "规则变化",
    "asked": "询问", "law_began": "条文施行", "due": "期限届满",
    "settings": "设置变化", "jurisdictions": "区划变化", "engine": "程序变化", "days": "日期推移", "merged": "并入另一项",
    "split": "自另一项分出", "returned": "再次成立", "told": "已能判断", "untold": "转为不能判断", "blocked": "未能评估",
    "unblocked": "上次未能评估", "others": "其他记录", "standing": "没有变化", "unexplained": "原因不明",
}  # fmt: skip
"""Kind of a cause → its word for the reader."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason with the records that it rests on; `text` says it whole, in Chinese."""

    kind: str
    text: str
    records: tuple[str, ...] = ()

    def form(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {"kind": self.kind, "text": self.text, "records": list(self.records)}


UNEXPLAINED: Final = Cause(
    "unexplained", "原因不明：各步评估之间都没有差别。请保留台账并报告，不要据此办理。"
)


DAYS: Final = Cause("days", "日期推移：因日子到来而变，期间没有与之有关的记录。")
FRAME_SAID: Final = {
    "engine": "程序版本与上次不同", "rules": "规则文件与上次不同", "settings": "本办设置与上次不同",
    "jurisdictions": "行政区划及接收机关表与上次不同",
}  # fmt: skip
RANK: Final = {
    "blocked": -9, "law_ended": -8, "stopped": -7, "answered": -6, "disputed": -5, "moved": -4, "joined": -3, "parted": -3,
    "legal": -2, "unsure": -2, "withdrawn": -1, "corrected": -1, "late": -1, "others": 1, "days": 2,
}  # fmt: skip
"""Which reason a reader wants first."""
_SHOWN: Final = 12


def several(items: Sequence[str]) -> str:
    """The first few, and how many there are."""
    shown = "、".join(items[:_SHOWN])
    return shown if len(items) <= _SHOWN else f"{shown} 等 {len(items)} 项"


def by_kind(news: Sequence[News]) -> Iterator[Cause]:
    """One reason for each kind of row: late, corrected, withdrawn, joined, parted; the office's inquiries are none of these."""
    grouped: dict[str, list[News]] = {}
    for one in news:
        grouped.setdefault(_kind(one), []).append(one)
    for kind, some in sorted(grouped.items()):
        said = "；".join(_row_said(kind, one) for one in some[:_SHOWN])
        more = f"；共 {len(some)} 行" if len(some) > _SHOWN else ""
        yield Cause(kind, f"{KINDS[kind]}：{said}{more}。", tuple(n.reference for n in some))


def _kind(one: News) -> str:
    if one.kind == "added":
        return "asked" if _asks(one) else "late"
    return "answered" if one.kind == "corrected" and _asks(one) and one.cells.get("answered_on") else one.kind


def _asks(one: News) -> bool:
    return one.reference.startswith("inquiries/")


def _row_said(kind: str, one: News) -> str:
    if kind == "asked":
        return f"{one.reference}（{one.day} 发出）"
    if kind == "answered":
        return f"{one.cells['answered_on']} 收到答复（{one.reference}）"
    if kind == "late":
        return f"{one.reference}（{one.day}）在上次评估之后才报来"
    if kind == "corrected":
        corrects = f"（更正 {one.cells['replaces']}）" if one.cells.get("replaces") else ""
        return f"{one.reference}{corrects}"
    return one.reference


def reported(news: Sequence[News]) -> Cause:
    """The rows of the days between two runs."""
    said = "、".join(f"{n.reference}（{n.day}）" for n in news[:_SHOWN])
    more = f" 等 {len(news)} 行" if len(news) > _SHOWN else ""
    return Cause("reported", f"本期记录：{said}{more}。", tuple(n.reference for n in news))
