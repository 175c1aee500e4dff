"""Letters of inquiry in the store: one a unit, each row a record of table `inquiries` with the check that will answer it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.inquiries import CONTRADICTION, INFORMED, LICENCES, PRODUCING, REPORTED, STATE, TOWNSHIP
from engine.ledgers import audit
from engine.ledgers.asking import Asking, Sent, by_unit
from engine.ledgers.numbers import next_number
from engine.records import TABLES
from engine.records.cells import Value
from engine.store import Writing
from engine.store.models import InquiryLetter, RecordVersion
from engine.store.versions import Version, append_versions, owners

KIND: Final = "inquiry"
ANSWERS: Final = ("FC", "BC")
"""How the ids begin that letters give to what will answer them: checks, rows to complete."""
OF_DISCOVERY: Final = frozenset({PRODUCING, LICENCES, CONTRADICTION, INFORMED, REPORTED})
"""What is missing → a cell of the site's discoveries answers it; STATE is answered by a check, TOWNSHIP by the site's row."""
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One inquiry of a letter, whole: the letter can be written again from it."""

    inquiry: str
    check: str | None
    """The id of the check that answers it, given beforehand; None where no check is asked for."""
    site: str
    name: str
    place: str
    missing: tuple[str, ...]
    since: str
    decides: str
    rows: tuple[Content, ...] = ()
    """Rows of other tables to complete, as last known: `{"table": …, cells…}`."""

    def completed_by(self, table: str, record: str, content: Content) -> bool:
        """Whether a record is a row of the letter sent back with something filled in."""
        for row in self.rows:
            if row["table"] == table and row[TABLES[table].key] == record:
                columns = {*row, *content} - {"table", "replaces", "note", "evidence", TABLES[table].key}
                return any(row.get(c) != content.get(c) for c in columns)
        return False

    def form(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {
            "inquiry": self.inquiry, "check": self.check, "site": self.site, "name": self.name, "place": self.place,
            "missing": list(self.missing), "since": self.since, "decides": self.decides, "rows": [dict(r) for r in self.rows],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was sent."""

    number: str
    unit: str
    sent_on: date
    due_on: date
    rows: tuple[LetterRow, ...]
    recorded_at: datetime


def send(
    session: Writing, rows: Sequence[Asking], *, on: date, due: date, series: str, actor: str
) -> list[Letter]:
    """Record one letter for each unit of the rows, in order; every row becomes an inquiry that the engine sees."""
    out = []
    for unit, mine in by_unit(rows).items():
        given = [n for n in session.exec(select(InquiryLetter.number)) if n]
        number = next_number(series, on.year, given)
        serial = number.rpartition("〕")[2].removesuffix("号")
        made = tuple(_row(session, one, f"{on.year}-{serial}-{at:02}") for at, one in enumerate(mine, 1))
        append_versions(
            session, [_inquiry(r, one, on, due, number) for r, one in zip(made, mine, strict=True)], None
        )
        letter = InquiryLetter(
            number=number, addressee=unit, jurisdiction=mine[0].place or None, sent_on=on, due_on=due,
            inquiries=[r.inquiry for r in made], kind=KIND, actor=actor, detail={"rows": [r.form() for r in made]},
        )  # fmt: skip
        session.add(letter)
        session.flush()
        audit.append(
            session, session.now, actor, "inquiry.sent", f"inquiries/{number}",
            {"unit": unit, "on": on.isoformat(), "due_on": due.isoformat(), "inquiries": letter.inquiries},
        )  # fmt: skip
        out.append(_letter(letter))
    return out


def _row(session: Session, one: Asking, serial: str) -> LetterRow:
    wanted = set(one.missing)
    found = [("discoveries", c) for c in _discoveries(session, one, wanted)] if wanted & OF_DISCOVERY else []
    if TOWNSHIP in wanted:
        found += [("sites", c) for c in _contents(session, "sites", [one.record])]
    rows = tuple(
        _completing(
            table, content, f"{ANSWERS[1]}-{serial}" if len(found) == 1 else f"{ANSWERS[1]}-{serial}-{at}"
        )
        for at, (table, content) in enumerate(found, 1)
    )
    return LetterRow(
        f"XW-{serial}", f"{ANSWERS[0]}-{serial}" if STATE in wanted else None, one.record, one.name, one.place, one.missing,
        one.since.isoformat(), one.decides_said, rows,
    )  # fmt: skip


def _completing(table: str, content: Content, name: str) -> Content:
    """A row as last known under an id of its own that corrects it: whoever answers need not be who first sent it."""
    key = TABLES[table].key
    return {"table": table, **content, key: name, "replaces": content[key]}


def _discoveries(session: Session, one: Asking, wanted: set[str]) -> list[dict[str, Any]]:
    """The verified discoveries of a site that lack what is asked for."""
    lacks: Mapping[str, Callable[[Content], bool]] = {
        PRODUCING: lambda c: c.get("producing") == "unknown",
        LICENCES: lambda c: not c.get("missing_licences"),
        CONTRADICTION: lambda c: c.get("missing_licences") == ";none;",
        INFORMED: lambda c: not c.get("township_informed_on"),
        REPORTED: lambda c: c.get("reported_up") in (None, "unknown"),
    }
    found = _of_site(session, one)
    return [c for c in found if c.get("verified_on") and any(lacks[w](c) for w in wanted & set(lacks))]


def _of_site(session: Session, one: Asking) -> list[dict[str, Any]]:
    """Last contents of a site's discoveries, by id."""
    ids = {one.record, one.site}
    asked = select(RecordVersion.record_id).where(
        RecordVersion.table == "discoveries",
        col(RecordVersion.content).contains(json.dumps(one.record, ensure_ascii=False), autoescape=True),
    )
    found = _contents(session, "discoveries", sorted(set(session.exec(asked))))
    return [c for c in found if c.get("site_id") in ids]


def _contents(session: Session, table: str, records: Sequence[str]) -> list[dict[str, Any]]:
    """Last contents of records that are not withdrawn, by id."""
    out: dict[str, dict[str, Any]] = {}
    asked = select(RecordVersion).where(
        RecordVersion.table == table, col(RecordVersion.record_id).in_(records)
    )
    for version in session.exec(asked.order_by(col(RecordVersion.version))):
        out[version.record_id] = json.loads(version.content)
        out[version.record_id][TABLES[table].key] = version.record_id
    return [out[k] for k in sorted(out) if not out[k].get("withdrawn")]


def _inquiry(row: LetterRow, one: Asking, on: date, due: date, number: str) -> Version:
    cells: dict[str, Value] = {
        "inquiry_id": row.inquiry, "site_id": one.record, "sent_on": on, "sent_to": one.unit_code, "due_on": due,
        "note": f"{number}：{'、'.join(one.missing)}",
    }  # fmt: skip
    return Version("inquiries", row.inquiry, cells)


# --- reading back ---
def letters(session: Session, on: date | None = None) -> list[Letter]:
    """Every letter of inquiry in the order of writing, or those sent on a day."""
    asked = select(InquiryLetter).where(InquiryLetter.kind == KIND)
    if on is not None:
        asked = asked.where(InquiryLetter.sent_on == on)
    return [_letter(one) for one in session.exec(asked.order_by(col(InquiryLetter.id)))]


def _letter(one: InquiryLetter) -> Letter:
    rows = tuple(
        LetterRow(**{**r, "missing": tuple(r["missing"]), "rows": tuple(r["rows"])})
        for r in (one.detail or {}).get("rows", ())
    )
    return Letter(one.number, one.addressee, one.sent_on, one.due_on, rows, one.recorded_at)


def sent(session: Session, at: datetime | None = None) -> list[Sent]:
    """Every inquiry on record, whoever wrote it, as known at an instant; sites as records."""
    asked = select(RecordVersion).where(RecordVersion.table == "inquiries")
    if at is not None:
        asked = asked.where(RecordVersion.recorded_at <= at)
    last = {v.record_id: v for v in session.exec(asked.order_by(col(RecordVersion.version)))}
    contents = {one: json.loads(v.content) for one, v in last.items() if not v.withdrawn}
    records = owners(session, "sites", {c["site_id"] for c in contents.values()})
    return [_sent(one, c, records) for one, c in sorted(contents.items())]


def _sent(inquiry: str, content: Content, records: Mapping[str, str]) -> Sent:
    answered = content.get("answered_on")
    return Sent(
        inquiry, records.get(content["site_id"], content["site_id"]), content["sent_to"],
        date.fromisoformat(content["sent_on"]), date.fromisoformat(content["due_on"]),
        date.fromisoformat(answered) if answered else None,
    )  # fmt: skip


def rows_of(some: Iterable[Letter]) -> dict[str, tuple[Letter, LetterRow]]:
    """Inquiry → its letter and row."""
    return {row.inquiry: (letter, row) for letter in some for row in letter.rows}
