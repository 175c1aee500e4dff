"""Answers that came: an inquiry of a letter is closed by what was asked for, and opened again if that is taken back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.inquiries import STATE
from engine.ledgers import audit
from engine.ledgers.inquiry_letters import Letter, LetterRow, letters, rows_of
from engine.office_day import legal_day
from engine.store import Writing
from engine.store.models import ImportFile, RecordVersion
from engine.store.versions import Version, append_versions, latest, owners

PROGRAM: Final = "wenze"
_TABLES: Final = ("checks", "measures", "discoveries", "sites")


@dataclass(frozen=True, slots=True)
class Answer:
    """A row that speaks of a site and came after a letter left; `on`: the day on which its file was received."""

    table: str
    record: str
    site: str
    on: date
    recorded_at: datetime
    seq: int
    content: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """An inquiry with the day of its answer and the records that answer it; `on` None: it is open again."""

    inquiry: str
    on: date | None
    records: tuple[str, ...]


def settle_answers(session: Writing) -> list[Closing]:
    """Close what has been answered and open again what was answered by rows since withdrawn; gives what changed.

    An answer to “stopped or not” is a check of the site, by whatever id, that came after the letter; an answer to
    anything else is one of the rows to complete that came with the letter, with something filled in. An inquiry that departments
    wrote themselves is theirs to close.
    """
    moves = pending(session)
    versions = []
    for move, content in moves:
        cells: dict[str, Any] = {k: v for k, v in content.items() if k not in ("answered_on", "evidence")}
        cells |= {d: date.fromisoformat(content[d]) for d in ("sent_on", "due_on")}
        if move.on:
            cells |= {"answered_on": move.on, "evidence": f";{';'.join(move.records)};"}
        versions.append(Version("inquiries", move.inquiry, cells))
    append_versions(session, versions, None)
    for move, _ in moves:
        action = "inquiry.answered" if move.on else "inquiry.reopened"
        detail = {"on": move.on.isoformat() if move.on else None, "records": list(move.records)}
        audit.append(session, session.now, PROGRAM, action, f"inquiries/{move.inquiry}", detail)
    return [move for move, _ in moves]


def pending(session: Session) -> list[tuple[Closing, Mapping[str, Any]]]:
    """What `settle_answers` would write, each with the inquiry's last content."""
    asked = rows_of(letters(session))
    known = latest(session, "inquiries", asked)
    contents = {one: json.loads(v.content) for one, v in known.items() if not v.withdrawn}
    taken_back = _taken_back(session, contents)
    open_ = {one: asked[one] for one, c in contents.items() if not c.get("answered_on") or one in taken_back}
    if not open_:
        return []
    came = list(_since(session, min(letter.recorded_at for letter, _ in open_.values())))
    by_site: dict[str, list[Answer]] = {}
    for one in came:
        by_site.setdefault(one.site, []).append(one)
    out = []
    for inquiry, (letter, row) in sorted(open_.items()):
        closing = answered(letter, row, by_site.get(row.site, ()))
        if closing.on != _day(contents[inquiry].get("answered_on")):
            out.append((closing, contents[inquiry]))
    return out


def answered(letter: Letter, row: LetterRow, came: Sequence[Answer]) -> Closing:
    """Whether everything that a row asks for has been answered by rows that came after the letter. Pure."""
    after = sorted((a for a in came if a.recorded_at > letter.recorded_at), key=lambda a: a.seq)
    needed = []
    if STATE in row.missing:
        needed.append(next((a for a in after if a.table in ("checks", "measures")), None))
    if set(row.missing) - {STATE}:
        needed.append(next((a for a in after if row.completed_by(a.table, a.record, a.content)), None))
    found = [a for a in needed if a is not None]
    if not found or len(found) < len(needed):
        return Closing(row.inquiry, None, ())
    return Closing(row.inquiry, max(a.on for a in found), tuple(f"{a.table}/{a.record}" for a in found))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _taken_back(session: Session, contents: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Inquiries of which an answering row was withdrawn."""
    cited: dict[str, set[str]] = {}
    by_row: dict[tuple[str, str], set[str]] = {}
    for inquiry, content in contents.items():
        for reference in filter(None, (content.get("evidence") or "").split(";")):
            table, _, record = reference.partition("/")
            cited.setdefault(table, set()).add(record)
            by_row.setdefault((table, record), set()).add(inquiry)
    out = set[str]()
    for table, records in cited.items():
        for record, version in latest(session, table, records).items():
            if version.withdrawn:
                out |= by_row.get((table, record), set())
    return out


def _since(session: Session, instant: datetime) -> Iterator[Answer]:
    """Rows of sites that came after an instant and stand; measures only where their result is filled."""
    v, f = RecordVersion, ImportFile
    asked = (
        select(v, f.received_at)
        .join(f, col(f.id) == col(v.import_id), isouter=True)
        .where(col(v.table).in_(_TABLES), col(v.recorded_at) > instant)
        .order_by(col(v.id))
    )
    found = session.exec(asked).all()
    gone = {(one.table, one.record_id): one.withdrawn for one, _ in found}
    sites = {json.loads(one.content).get("site_id", "") for one, _ in found}
    records = owners(session, "sites", sites)
    for one, received in found:
        content = json.loads(one.content)
        if (
            gone[one.table, one.record_id]
            or one.withdrawn
            or (one.table == "measures" and not content.get("result"))
        ):
            continue
        own = content.get("replaces") or one.record_id
        site = own if one.table == "sites" else content.get("site_id", "")
        day = legal_day(received or one.recorded_at)
        yield Answer(
            one.table, one.record_id, records.get(site, site), day, one.recorded_at, one.id or 0, content
        )
