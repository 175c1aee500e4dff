"""Who sent what of which county, when: a report of none differs from silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, select

from engine.errors import UsageError
from engine.jurisdictions import Tree
from engine.ledgers import audit
from engine.records.schema import TABLES
from engine.store import Writing
from engine.store.models import CoverageReport
from engine.store.versions import append_rows

if TYPE_CHECKING:
    # A week asks for no more than what was reported; what takes rows in is not loaded for it.
    from engine.ledgers.imports import Sending
    from engine.ledgers.incoming import Batch
    from engine.ledgers.judging import Verdict

REPORTED, NONE, SILENT = "有记录", "零报告", "未报送"
Place = tuple[str, str]
"""County, table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A county and a sender as of a day; `sender` None: nobody ever reported of the county."""

    county: str
    sender: str | None
    last: date | None
    rows: int
    """Rows of all reports up to the day."""
    state: str
    tables: tuple[str, ...]
    """Tables of the last report."""


def zero_places(
    session: Session, sender: str, county: str | None, batch: Batch, verdict: Verdict
) -> dict[Place, int]:
    """The places for which a file with a header and no row reports none: the county named, else all the sender's own.

    Raises UsageError where neither is known: of which place there is none must be said.
    """
    filled = {a.version.table for a in verdict.accepted} | {r.table for r in verdict.refused}
    tables = [table for table in dict.fromkeys(batch.empty) if table not in filled]
    if not tables:
        return {}
    places = [county] if county else sorted(_counties_of(session, sender))
    if not places:
        names = "、".join(TABLES[table].label for table in tables)
        raise UsageError(
            f"{names}表只有表头，按零报告登记，但不知是哪个县的；请加 --county 行政区划（名称或 12 位编码）。"
        )
    return {(place, table): 0 for place in places for table in tables}


def _counties_of(session: Session, sender: str) -> set[str]:
    asked = select(CoverageReport.jurisdiction).where(CoverageReport.sender == sender).distinct()
    return set(session.exec(asked))


def report(
    session: Writing, sending: Sending, import_id: int, places: Mapping[Place, int], none: Mapping[Place, int]
) -> None:
    """Record that a file covered its counties and tables up to the day of receipt."""
    append_rows(
        session,
        CoverageReport,
        [
            {
                "import_id": import_id, "sender": sending.sender, "jurisdiction": place, "table": table,
                "period_from": None, "period_to": sending.received_on, "rows": rows, "zero": (place, table) in none,
                "actor": sending.actor,
            }
            for (place, table), rows in sorted({**none, **places}.items())
        ],
    )  # fmt: skip


def report_none(
    session: Writing, sender: str, county: str, tables: Sequence[str], period: tuple[date, date], actor: str
) -> None:
    """Record an explicit report of none for a period, made without a file."""
    for table in tables:
        session.add(
            CoverageReport(
                sender=sender, jurisdiction=county, table=table, period_from=period[0], period_to=period[1], rows=0,
                zero=True, actor=actor,
            )
        )  # fmt: skip
    session.flush()
    detail = {"sender": sender, "tables": list(tables), "from": str(period[0]), "to": str(period[1])}
    audit.append(session, session.now, actor, "coverage.zero", f"coverage/{county}", detail)


def coverage(session: Session, tree: Tree, as_of: date, within: int) -> list[Line]:
    """A line for each county and sender, counties without any included; silent: no report in the last `within` days.

    A report counts from the day of receipt, an explicit one of none for each day of its period.
    """
    rows = session.exec(select(CoverageReport).order_by(col(CoverageReport.id)))
    by_pair: dict[tuple[str, str], list[CoverageReport]] = {}
    for row in rows:
        if (row.period_from or row.period_to) <= as_of:
            by_pair.setdefault((row.jurisdiction, row.sender), []).append(row)
    lines = [_line(county, sender, given, as_of, within) for (county, sender), given in by_pair.items()]
    heard = {line.county for line in lines}
    lines += [
        Line(place.code, None, None, 0, SILENT, ())
        for place in tree
        if place.level == "county" and place.code not in heard
    ]
    return sorted(lines, key=lambda line: (line.county, line.sender or ""))


def _line(county: str, sender: str, given: Iterable[CoverageReport], as_of: date, within: int) -> Line:
    reports = list(given)
    last = max(min(row.period_to, as_of) for row in reports)
    newest = [row for row in reports if min(row.period_to, as_of) == last]
    state = NONE if all(row.zero for row in newest) else REPORTED
    if last <= as_of - timedelta(days=within):
        state = SILENT
    tables = tuple(dict.fromkeys(TABLES[row.table].label for row in newest if row.table in TABLES))
    return Line(county, sender, last, sum(row.rows for row in reports), state, tables)


WEEK: Final = 7
"""Days after which a county that sent nothing is silent, unless the reader asks otherwise."""
