"""The closed words of rule files: keys in Chinese, columns that conditions may name, codes, units, kinds."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from engine.records.schema import CODES
from engine.rules import messages as say

ORGAN_PREFIXES: Final = tuple(CODES["organ_prefix"])

COLUMNS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "discovery": {
        "mineral": tuple(CODES["mineral"]),
        "producing": tuple(CODES["answer"]),
        "situation": tuple(CODES["situation"]),
        "missing_licences": tuple(CODES["licence"]),
    },
    "order": {"kind": tuple(CODES["measure_kind"]), "mineral": tuple(CODES["mineral"])},
    "measure": {"kind": tuple(CODES["measure_kind"]), "mineral": tuple(CODES["mineral"])},
    "check": {"result": tuple(CODES["result"])},
    "appraisal": {
        "kind": tuple(CODES["appraisal_kind"]),
        "protected": tuple(CODES["answer"]),
        "mineral": tuple(CODES["mineral"]),
    },
    "duty_evidence": {
        "organ": (*CODES["organ"], *ORGAN_PREFIXES),
        "kind": tuple(CODES["evidence_kind"]),
        "verified": tuple(CODES["answer"]),
    },
}
"""Fact → column that a condition may name → its codes.

`mineral` is the site's; a prefix of `organ` stands for any such body.
"""

DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "discovery": ("verified_on", "reported_on"), "order": ("ordered_on",), "measure": ("executed_on", "ordered_on"),
    "check": ("checked_on",), "appraisal": ("determined_on",), "duty_evidence": ("occurred_on",),
}  # fmt: skip
"""Fact → columns of days that a condition may compare; the first is the fact's own legal day and never empty."""
NUMBERS: Final[Mapping[str, Mapping[str, str]]] = {"appraisal": {"value": "元"}}
"""Fact → columns of numbers that a condition may compare, never empty → their unit."""
CODE_OPERATORS: Final = ("is", "in", "not")
DAY_OPERATORS: Final = ("on_or_after", "before")
NUMBER_OPERATORS: Final = ("at_least", "at_most")

TOWNSHIP_KINDS: Final = ("乡", "镇", "民族乡", "苏木", "民族苏木", "街道")
LEVELS: Final = ("township", "county", "city", "province")
COUNT_UNITS: Final = ("处", "个", "次")
PERIOD_UNITS: Final = ("日", "月")
CLOCK_UNITS: Final = (*PERIOD_UNITS, "工作日")
ADMITTING_UNITS: Final = ("证照", "情形")

KEYS: Final[Mapping[str, str]] = {
    "id": "编号", "title": "标题", "title_en": "英文标题", "status": "状态", "legal_basis": "依据",
    "instrument": "文书", "article": "条款", "quote": "引文", "in_force": "施行期间", "from": "起始日",
    "to": "结束日", "parameters": "参数", "unit": "单位", "origin": "出处", "values": "各日的值",
    "when": "条件", "then": "结果", "limits": "局限", "count": "计数", "state": "状态",
    "distinct": "按什么计数", "in": "在哪一级", "within": "窗口", "at_least": "至少", "fact": "事实",
    "where": "筛选", "define": "定义", "any": "任一", "all": "全部", "joined_by": "以什么合并",
    "finding": "结论", "organ": "单位", "roles": "岗位", "accountable": "谁负责", "without": "缺少",
    "places": "各地另定", "place": "地方", "basis": "文件", "left_to_place": "交由地方规定的原文",
    "after": "自何时起", "every": "每一个", "has": "须有", "each": "周期", "needs": "须齐备",
    "sum": "累计", "over": "上限", "while": "处于何种状态", "before": "先于",
    "derive": "得出", "number": "文号", "kind": "种类", "sentence": "句子", "case": "情形",
    "as_of": "核查日", "records": "记录", "expect": "预期", "outcome": "结论",
    "jurisdiction": "行政区划", "reason": "理由", "applies": "适用情形", "text": "须知的文字",
    "old": "旧规定", "new": "新规定", "leans_on": "所用开放概念", "term": "概念", "definition": "工作解释",
    "decided_by": "由谁判断", "per": "逐什么",
}  # fmt: skip

CASES: Final[Mapping[str, str]] = {
    "at_threshold": "正好达到阈值",
    "one_below": "差一处",
    "window_edge": "窗口最后一天与次日",
    "met": "成立",
    "not_met": "不成立",
    "other": "其他",
}


NO_COLUMN: Final[Mapping[str, str]] = {
    "shaft": "没有哪张表登记井口，记录只到矿点",
    "enterprise": "没有哪张表逐行写明企业，只有线索的单位可以是企业：请用 per: organ，并写 where: {organ: {in: [enterprise]}}",
}
"""Why no condition can be told apart by a word, though DESIGN §7 has it."""


def days_of(fact: str, *, defining: bool) -> tuple[str, ...]:
    """The columns of days that a condition on a fact may compare; only a definition can tell what an empty one means."""
    return DAYS.get(fact, ()) if defining else DAYS.get(fact, ())[:1]


def listed(words: Iterable[str]) -> str:
    """The words as a Chinese enumeration; long lists are cut."""
    shown = list(words)
    return "、".join(shown[:14]) + (f" 等 {len(shown)} 个" if len(shown) > 14 else "") if shown else "（无）"  # noqa: PLR2004


def guess(found: object, words: Iterable[str]) -> str:
    """`是否想写“…”？` for the nearest of the words, empty when none is near."""
    near = get_close_matches(str(found), list(words), n=1, cutoff=0.6)
    return say.GUESS.format(guess=near[0]) if near else ""
