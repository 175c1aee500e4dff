"""What had come in by an instant and what had not: rows to be mended, senders that fell silent, counties never heard of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from engine.jurisdictions import Tree
from engine.ledgers.coverage import WEEK
from engine.ledgers.inquiry_letters import ANSWERS
from engine.office_day import legal_day
from engine.store.models import CoverageReport, ImportFile, QuarantineAnswer, QuarantinedRow, RecordVersion


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows in quarantine that one sender must mend."""

    owner: str
    rows: int
    since: date
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """A sender that has been heard of and sent nothing for a week or longer; `counties`: codes it reported of."""

    sender: str
    counties: tuple[str, ...]
    last: date


def waiting(session: Session, at: datetime) -> list[Waiting]:
    """Rows that waited for their mend at an instant, by owner."""
    q, a = QuarantinedRow, QuarantineAnswer
    newest = select(func.max(col(a.id))).where(col(a.recorded_at) <= at).group_by(col(a.quarantined_id))
    closed = select(col(a.quarantined_id)).where(col(a.id).in_(newest), col(a.kind) != "reopened")
    asked = (
        columns(
            col(q.owner), col(q.import_id), col(q.table), col(q.sheet), col(q.row), col(q.id), col(q.recorded_at),
            col(q.file),
        )
        .where(col(q.recorded_at) <= at, col(q.id).not_in(closed))
        .order_by(col(q.id))
    )  # fmt: skip
    rows: dict[str, set[tuple[Any, ...]]] = {}
    since: dict[str, datetime] = {}
    files: dict[str, set[str]] = {}
    for owner, import_id, table, sheet, row, one, recorded_at, file in session.execute(asked):
        rows.setdefault(owner, set()).add((import_id, table, sheet, row if row is not None else f"-{one}"))
        since[owner] = min(since.get(owner, recorded_at), recorded_at)
        files.setdefault(owner, set()).add(file)
    return [
        Waiting(owner, len(rows[owner]), legal_day(since[owner]), tuple(sorted(files[owner])))
        for owner in sorted(rows)
    ]


def _reports(session: Session, at: datetime) -> list[tuple[str, str, date]]:
    """Each sender and county that it reported of, with the last day covered."""
    c = CoverageReport
    asked = columns(col(c.sender), col(c.jurisdiction), func.max(col(c.period_to)))
    asked = asked.where(col(c.recorded_at) <= at).group_by(col(c.sender), col(c.jurisdiction))
    return [(sender, county, day) for sender, county, day in session.execute(asked)]


def silent(session: Session, at: datetime, as_of: date) -> list[Silent]:
    """Senders whose last report by then lies a week or longer before the day, the longest silent first.

    Who did nothing but answer inquiries reports nothing week by week, and is not waited for.
    """
    answering = _answering(session, at)
    last: dict[str, date] = {}
    counties: dict[str, set[str]] = {}
    for sender, county, day in _reports(session, at):
        if sender in answering:
            continue
        last[sender] = max(last.get(sender, date.min), min(day, as_of))
        counties.setdefault(sender, set()).add(county)
    return sorted(
        (
            Silent(s, tuple(sorted(counties[s])), d)
            for s, d in last.items()
            if d <= as_of - timedelta(days=WEEK)
        ),
        key=lambda s: (s.last, s.sender),
    )


def _answering(session: Session, at: datetime) -> set[str]:
    """Senders of whom there are answers to inquiries and nothing else."""
    f, v, c = ImportFile, RecordVersion, CoverageReport
    answer = or_(*(col(v.record_id).startswith(f"{sign}-", autoescape=True) for sign in ANSWERS))
    of_file = columns(col(v.id)).where(col(v.import_id) == col(f.id))

    def senders(which: Any) -> set[str]:  # noqa: ANN401 - a condition
        asked = columns(col(f.sender)).where(col(f.recorded_at) <= at, of_file.where(which).exists())
        return set(session.execute(asked.distinct()).scalars())

    none = columns(col(c.sender)).where(col(c.recorded_at) <= at, col(c.zero)).distinct()
    return senders(answer) - senders(~answer) - set(session.execute(none).scalars())


def unheard(session: Session, at: datetime, tree: Tree) -> list[str]:
    """Counties of which nobody had ever reported by then."""
    heard = {county for _, county, _ in _reports(session, at)}
    return [p.code for p in tree if p.level == "county" and p.code not in heard]
