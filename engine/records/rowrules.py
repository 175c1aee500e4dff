"""What the cells of one row must say together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from engine.records.drafts import Draft


def check_rows(draft: Draft) -> None:
    """Reject rows whose cells contradict or need each other."""
    check = _CHECKS.get(draft.table.name)
    if check:
        check(draft)


def _inquiries(draft: Draft) -> None:
    _not_before(draft, "answered_on", "sent_on")
    _not_before(draft, "due_on", "sent_on")


def _posts(draft: Draft) -> None:
    _not_before(draft, "to_on", "from_on")


def _prior_actions(draft: Draft) -> None:
    for row, (organ, site) in enumerate(zip(draft.values["organ"], draft.values["site_id"], strict=True)):
        if organ is None and site is None:
            draft.reject(row, "organ", "单位与矿点编号至少填写一项；请补填")


def _not_before(draft: Draft, later: str, earlier: str) -> None:
    after, before = draft.table.column(later).label, draft.table.column(earlier).label
    for row, (second, first) in enumerate(zip(draft.values[later], draft.values[earlier], strict=True)):
        if isinstance(second, date) and isinstance(first, date) and second < first:
            draft.reject(row, later, f"{after} {second} 早于{before} {first}；请核对两个日期")


_CHECKS: dict[str, Callable[[Draft], None]] = {
    "inquiries": _inquiries,
    "posts": _posts,
    "prior_actions": _prior_actions,
}
