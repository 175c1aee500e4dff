"""The office's own clocks: by when the next step of a paper is due, and when the next body up is asked.

Every number is a setting of origin local (no statute sets one). A year whose holidays are not known is an error that is
said in words, never a guess.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from engine.errors import UsageError
from engine.ledgers.lives import Paper
from engine.office_day import BEIJING
from engine.periods import Overlay, months_later, roll_forward, to_date, to_day, working_days_later
from engine.settings import Settings

WAITS: Final = {
    "proposed": "起草", "drafted": "审批", "approved": "印发", "issued": "回执", "receipt": "处置意见",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is waited for and by when; `last` is the ladder's last rung, None where the step is the office's own.

    `by` is None with `unknown` saying why where the calendar does not reach.
    """

    what: str
    by: date | None
    last: date | None = None
    unknown: str | None = None
    origin: str = "local"
    clause: str = ""
    """The clause that sets it, where one does."""
    at: datetime | None = None
    """The instant at which hours end; `by` is its day in Beijing."""

    def overdue(self, today: date, now: datetime | None = None) -> bool:
        """Whether the day has passed; of hours, whether `now` is after their last instant, which is still in time."""
        if self.at is not None and now is not None:
            return now > self.at
        return self.by is not None and today > self.by

    @property
    def said(self) -> str:
        """`2022-03-09 17:30` where hours end, else the day; 不能推算 where it can't be told."""
        if self.at is not None:
            return f"{self.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        return "不能推算" if self.by is None else self.by.isoformat()

    def past_ladder(self, today: date) -> bool:
        """Whether the last rung has passed."""
        return self.last is not None and today > self.last


def deadline(paper: Paper, settings: Settings, calendar: Overlay) -> Deadline | None:
    """What a paper waits for in its state; None where nothing is due."""
    clocks, state = settings.clocks, paper.state
    start = paper.last(state) if state else None
    if start is None:
        return None
    day = to_day(start.on)
    try:
        if state in ("proposed", "drafted", "approved"):
            if state == "approved":
                first = next(s for s in paper.steps if s.step == "proposed")
                by = working_days_later(to_day(first.on), settings.referral_workdays, calendar)
            else:
                days = clocks.draft_workdays if state == "proposed" else clocks.approve_workdays
                by = working_days_later(day, days, calendar)
            return Deadline(WAITS[state], to_date(by))
        if state == "issued":
            return Deadline(
                WAITS[state],
                to_date(working_days_later(day, clocks.receipt_workdays, calendar)),
                to_date(working_days_later(day, clocks.receipt_last_workdays, calendar)),
            )
        rungs = _rungs(paper, settings)
        if rungs is None:
            return None
        what, months, last = rungs
        return Deadline(what, _month(day, months, calendar), _month(day, last, calendar))
    except UsageError as error:
        return Deadline(WAITS.get(state, "办理结果"), None, unknown=str(error))


def _rungs(paper: Paper, settings: Settings) -> tuple[str, int, int] | None:
    clocks = settings.clocks
    if paper.kind not in ("referral", "escalation"):
        return None
    if paper.state == "receipt":
        return WAITS["receipt"], clocks.disposition_months, clocks.disposition_last_months
    if paper.state == "disposition":
        step = paper.last("disposition")
        kind = step.detail.get("kind") if step else None
        if kind == "initial_review":
            return "初步核实结果", clocks.initial_review_months, clocks.initial_review_last_months
        if kind == "talk":
            return "谈话函询结果", clocks.talk_months, clocks.talk_last_months
    return None


def _month(day: int, months: int, calendar: Overlay) -> date:
    """A month's end, rolled over a holiday: it is a duty to act (民法典 arts. 202, 203)."""
    return to_date(roll_forward(months_later(day, months), calendar))
