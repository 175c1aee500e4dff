"""Words that rule files do not use, with those of the project's glossary in their place."""

import re
from collections.abc import Mapping
from typing import Final

INSTEAD: Final[Mapping[str, str]] = {
    "alert": "finding", "event": "discovery", "case": "finding", "violation": "unauthorized mining",
    "hit": "met", "lead": "clue", "告警": "结论", "预警": "接近条件", "报警": "结论", "命中": "成立",
    "案件": "事项", "嫌疑人": "所涉岗位", "检举人": "举报人", "告密者": "举报人", "私挖滥采": "盗采矿产资源",
    "私采": "盗采矿产资源", "黑煤矿": "非法煤矿", "黑矿": "非法煤矿",
}  # fmt: skip
"""Word → the glossary's (the stages are record, fact, finding, escalation, referral package)."""

LEAD_AGENCY: Final = re.compile(r"lead[ _-]agenc(?:y|ies)", re.IGNORECASE)

JUDGING: Final = tuple(
    """
    有罪 犯罪 罪名 定罪 故意 蓄意 明知 包庇 纵容 玩忽职守 滥用职权 徇私 渎职罪
    处分 撤职 开除 降级 记过 记大过 免职 罢免 诫勉 严惩 判处 应当给予 建议给予
    縱容 玩忽職守 濫用職權 徇私 瀆職罪 處分 撤職 開除 降級 記過 記大過 免職 罷免 誡勉 嚴懲 判處 應當給予
    """.split()  # noqa: SIM905 - a list that people read and lengthen
)
"""Words of guilt, intent or sanction, in step with those that letters may not say (`referrals.wording`)."""
