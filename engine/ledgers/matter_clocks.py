"""The clocks of papers to other bodies: the law's days and hours, each with its clause; the office's own where it sets none.

Days: the first is not counted, and a duty that would end on a holiday ends the day after it (民法典 arts. 201, 203).
Hours run on from their instant, over nights and holidays: art. 203 moves a last day, and hours have none.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from engine.errors import UsageError
from engine.ledgers.clocks import Deadline, deadline
from engine.ledgers.head_approval import head_approval
from engine.ledgers.lives import MATTER, MATTERS, Paper
from engine.office_day import BEIJING
from engine.periods import Overlay, roll_forward, to_date, to_day
from engine.settings import Settings

Clock = Mapping[str, Any]
_WAITS: Final = {
    "request": "提请关闭", "approve": "审批", "transfer": "移送", "decide": "决定", "review": "提请复议",
    "redecide": "复议决定", "hand_over": "移交物品",
}  # fmt: skip


_NO_HEAD: Final = "没有登记移送机关负责人批准的时刻，移送的小时数不能起算；印发时用 wenze issue --head 姓名 --head-at 时刻 登记。"


def due_of(paper: Paper, settings: Settings, calendar: Overlay) -> Deadline | None:
    """What a paper of any kind waits for in its state; None where nothing is due."""
    if paper.kind not in MATTERS or not paper.state:
        return deadline(paper, settings, calendar)
    if paper.kind == "judicial_transfer" and paper.state in ("approved", "issued"):
        return _transfer(paper, settings, calendar)
    name, start = _running(paper)
    if name is None or start is None:
        return _own(paper, settings, calendar)
    clock: Clock | None = _timed(paper)["clocks"].get(name)
    return _own(paper, settings, calendar) if clock is None else _deadline(name, clock, start, calendar)


def _timed(paper: Paper) -> Mapping[str, Any]:
    """Since when and by which clocks; steps of earlier engines have it in their dossier alone."""
    detail = paper.proposal.detail
    found: Mapping[str, Any] = detail.get(MATTER) or detail["dossier"][MATTER]
    return found


def _transfer(paper: Paper, settings: Settings, calendar: Overlay) -> Deadline | None:
    """The hours from the approval of the organ's head, until the police sign; not known where nobody filled it in."""
    clock: Clock | None = _timed(paper)["clocks"].get("transfer")
    head = head_approval(paper)
    if clock is not None and head is not None:
        return _deadline("transfer", clock, datetime.fromisoformat(head["at"]), calendar)
    if clock is None or paper.state == "issued":
        return _own(paper, settings, calendar)
    return Deadline(_WAITS["transfer"], None, unknown=_NO_HEAD, origin="law", clause=clock["clause"])


def _own(paper: Paper, settings: Settings, calendar: Overlay) -> Deadline | None:
    """The office's own clock for a step that no clause times; none for a decision that no clause times."""
    return (
        None
        if paper.state in ("receipt", "disposition", "review_requested")
        else deadline(paper, settings, calendar)
    )


def _running(paper: Paper) -> tuple[str | None, date | datetime | None]:
    """The clock that runs in the present state, and from when."""
    state = paper.state
    if paper.kind == "closure_request" and state in ("proposed", "drafted", "approved"):
        return "request", date.fromisoformat(_timed(paper)["since"])
    step = paper.last(state)
    if step is None:
        return None, None
    if state == "disposition":
        return _after_decision(paper), step.on
    return {"drafted": "approve", "receipt": "decide", "review_requested": "redecide"}.get(state), step.on


def _after_decision(paper: Paper) -> str | None:
    step = paper.last("disposition")
    decided = step.detail.get("kind") if step else None
    if decided == "case_filed":
        return "hand_over"
    return "review" if decided == "case_refused" and not paper.last("review_requested") else None


def _deadline(name: str, clock: Clock, start: date | datetime, calendar: Overlay) -> Deadline:
    what = _WAITS[name]
    if clock["unit"] == "小时":
        if not isinstance(start, datetime):
            raise TypeError(name)
        at = start + timedelta(hours=clock["number"])
        return Deadline(what, at.astimezone(BEIJING).date(), origin="law", clause=clock["clause"], at=at)
    try:
        by = roll_forward(to_day(start) + clock["number"], calendar)
    except UsageError as error:
        return Deadline(what, None, unknown=str(error), origin="law", clause=clock["clause"])
    return Deadline(what, to_date(by), origin="law", clause=clock["clause"])
