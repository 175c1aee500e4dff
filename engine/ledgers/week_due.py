"""What somebody waits for in a week: each thing with its day; in a long ledger, what has long stood as counts.

A thing is counted where its day passed more than `LONG` days ago, nothing was done about it since the last report, and
more than `LISTED` things are waited for at all; `wenze refer list` names each.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from engine.jurisdictions import Tree
from engine.ledgers.asking import Sent, unit_said
from engine.ledgers.clocks import Deadline
from engine.ledgers.lives import SUPERVISION, Paper
from engine.ledgers.matter_clocks import due_of
from engine.organs import organ_name
from engine.periods import Overlay, to_day
from engine.settings import Settings

LISTED: Final = 2_000
LONG: Final = 90
"""Days after its own day from which a thing that nobody touches may be counted."""
ANSWER: Final = "答复询问"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody waits for; `by` None where the calendar does not reach.

    `unknown` says why then, else the clause and the instant where the law sets the clock.
    """

    what: str
    subject: str
    by: date | None
    overdue: bool
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Things of one kind at one county, or city, that have long stood: how many, the first and the last of their days.

    `place` is a code; empty for what only some may read.
    """

    what: str
    place: str
    count: int
    first: date
    last: date


@dataclass(frozen=True)
class Moment:
    """When a report is made, and in which frame; `told`: when the last one was, None for the first."""

    as_of: date
    at: datetime
    told: datetime | None
    settings: Settings
    calendar: Overlay
    tree: Tree


def waits(papers: Sequence[Paper], inquiries: Sequence[Sent], moment: Moment) -> tuple[list[Due], list[Standing]]:  # fmt: skip
    """What is waited for by day, and the counts of what has long stood by kind and place."""
    of_papers = [(p, d) for p in papers if (d := due_of(p, moment.settings, moment.calendar)) is not None]
    asked = [one for one in inquiries if one.open(moment.as_of)]
    many = len(of_papers) + len(asked) > LISTED
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    due: list[Due] = []
    for paper, deadline in of_papers:
        if many and deadline.by is not None and _stands(deadline.by, paper.steps[-1].at, moment):
            days[deadline.what, _place(paper, moment)].append(deadline.by)
        else:
            due.append(_of_paper(paper, deadline, moment))
    for one in asked:
        about = f"{one.inquiry}（{unit_said(one.unit)}，矿点 {one.site}）"
        due.append(Due(ANSWER, about, one.due_on, one.overdue(moment.as_of)))
    due.sort(key=lambda d: (_rank(d, moment, many=many), d.what, d.subject))
    return due, list(_counted(days))


def _rank(due: Due, moment: Moment, *, many: bool) -> int:
    """By day; of too many, what is due soon or was due lately first: paper has room for the first ones alone."""
    day = to_day(due.by or date.max)
    return abs(day - to_day(moment.as_of)) if many else day


def _stands(by: date, done: datetime, moment: Moment) -> bool:
    """Whether a day is long past and nothing was done since the last report."""
    return (
        moment.told is not None
        and done <= moment.told
        and by + timedelta(days=LONG) < moment.as_of
    )  # fmt: skip


def _place(paper: Paper, moment: Moment) -> str:
    code = paper.jurisdiction
    if restricted(paper) or code not in moment.tree:
        return ""
    return moment.tree.county_or_city(code, to_day(moment.as_of))


def _counted(days: dict[tuple[str, str], list[date]]) -> Iterator[Standing]:
    """The most at once first."""
    for (what, place), found in sorted(days.items(), key=lambda one: (-len(one[1]), one[0])):
        yield Standing(what, place, len(found), min(found), max(found))


def restricted(paper: Paper) -> bool:
    """Whether only some may read of a paper: a report that all read does not tell its subject."""
    return paper.key.partition(".")[0].rstrip("~0123456789").endswith("-restricted")


def _of_paper(paper: Paper, due: Deadline, moment: Moment) -> Due:
    named = paper.kind == SUPERVISION
    whom = paper.receiver_body if named else organ_name(moment.tree, paper.jurisdiction, paper.organ)
    subject = "限制知悉范围的一件" if restricted(paper) else f"{whom}（{paper.key}）"
    hours = f"，{due.said} 前" if due.at else ""
    note = due.unknown or (f"{due.clause}{hours}" if due.clause else None)
    late = due.overdue(moment.as_of, moment.at if due.at else None)
    return Due(due.what, f"{paper.title}：{subject}", due.by, late, note)
