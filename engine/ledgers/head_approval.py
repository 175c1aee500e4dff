"""When the head of the organ that transfers approved it: who, at which instant (Order 310, art. 5 para. 2).

The hours of a transfer run from there. What the office approves is its own draft, often before the organ has seen it:
the day is filled in by a person, with the approval or with the issue, and never taken from either.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from engine.ledgers.lives import LifeError, Paper

HEAD: Final = "head"
"""Key of a step's detail: `name`, and `at` (ISO 8601 with offset)."""


def head_detail(one: Paper, name: str | None, at: datetime | None, now: datetime) -> Mapping[str, Any]:
    """The detail of a step that carries it; empty where nothing is said.

    Raises LifeError: a paper that is no transfer, one half without the other, an instant to come, another than before.
    """
    if name is None and at is None:
        return {}
    if one.kind != "judicial_transfer":
        raise LifeError(
            f"{one.key} 不是涉嫌犯罪案件移送书，没有移送机关负责人批准一项；请去掉 --head 和 --head-at。"
        )
    if at is None or not (name or "").strip():
        raise LifeError(f"{one.key}：负责人的姓名（--head）和批准的时刻（--head-at）须一并写明。")
    if at > now:
        raise LifeError(f"{one.key}：负责人批准的时刻 {at.isoformat()} 还没有到；请核对 --head-at。")
    said = {"name": (name or "").strip(), "at": at.isoformat()}
    known = head_approval(one)
    if known is not None and (known["name"], datetime.fromisoformat(known["at"])) != (said["name"], at):
        raise LifeError(
            f"{one.key} 已登记负责人 {known['name']} 于 {known['at']} 批准，与所写不同；请核对，没有登记。"
        )
    return {HEAD: said}


def head_approval(one: Paper) -> Mapping[str, str] | None:
    """Name and instant as recorded since the paper was last drafted; None where nobody has filled them in."""
    for step in reversed(one.steps):
        if step.step in ("proposed", "drafted"):
            return None
        if step.step in ("approved", "issued") and HEAD in step.detail:
            found: Mapping[str, str] = step.detail[HEAD]
            return found
    return None
