"""An office of its own for a test: a store, files that come in, what became of them."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from sqlmodel import Session, select

from engine.jurisdictions import BUNDLED, Tree, load_jurisdictions
from engine.ledgers import quarantine
from engine.ledgers.imports import Outcome, Sending, take_in
from engine.ledgers.profiles import load_profile
from engine.ledgers.readmission import readmit
from engine.ledgers.returns import workbook
from engine.records import Records
from engine.store import create_store
from engine.store.models import ImportFile, QuarantinedRow, RecordVersion

NOW = datetime(2022, 3, 7, 1, tzinfo=UTC)
COUNTY_OFFICE, CITY_OFFICE = "宁武县应急管理局", "忻州市应急管理局"
TOWN, OTHER_TOWN, COUNTY = "140925101000", "140925102000", "140925000000"
SITE = {"矿点编号": "S1", "名称": "张家沟煤矿", "矿种": "煤", "行政区划": TOWN}
DISCOVERY = {
    "发现编号": "D1", "矿点编号": "S1", "是否生产": "是", "核实日期": "2022-02-20", "发现单位": "县应急局",
    "缺失证照": "采矿许可证",
}  # fmt: skip


@cache
def tree() -> Tree:
    return load_jurisdictions(BUNDLED).tree


def csv_file(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(h for row in rows for h in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


_BOOKS: dict[str, bytes] = {}


def book(merged: Sequence[str] = (), **sheets: Sequence[Sequence[Any]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    # a workbook holds the second it was saved in: the same rows must give the same bytes in one test
    return _BOOKS.setdefault(repr((merged, sheets)), out.getvalue())


def rows_of(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheets of a workbook as lists of rows."""
    read = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in read.worksheets
    }


def mended(data: bytes, sheet: str, **cells: str) -> bytes:
    """A returned workbook with cells of its first row changed."""
    made = openpyxl.load_workbook(io.BytesIO(data))
    heads = [cell.value for cell in made[sheet][1]]
    for heading, value in cells.items():
        made[sheet].cell(2, heads.index(heading) + 1).value = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class Office:
    """A store and its clock; every file that comes in moves the clock by a minute."""

    def __init__(self, home: Path) -> None:
        self.store = create_store(None, home / "home")
        self.clock = NOW

    def tick(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def sending(self, name: str, data: bytes, sender: str = COUNTY_OFFICE, **more: Any) -> Sending:
        profile = load_profile(self.store.home, more.pop("profile")) if "profile" in more else None
        on = more.pop("on", date(2022, 3, 7))
        return Sending(name, data, sender, NOW, on, "A01", profile, **more)

    def take(self, name: str, data: bytes, sender: str = COUNTY_OFFICE, **more: Any) -> Outcome:
        return take_in(self.store, self.sending(name, data, sender, **more), self.tick(), tree())

    def sites(self, *rows: dict[str, str], sender: str = COUNTY_OFFICE) -> Outcome:
        return self.take("矿点.csv", csv_file(*rows), sender)

    def discoveries(self, *rows: dict[str, str], sender: str = COUNTY_OFFICE) -> Outcome:
        return self.take("发现.csv", csv_file(*rows), sender)

    def readmit(self) -> int:
        with self.store.writing(self.tick()) as session:
            return len(readmit(session, tree()))

    def records(self, known_at: datetime | None = None) -> Records:
        return self.store.records(known_at, tree())

    def ids(self, table: str, known_at: datetime | None = None) -> list[str]:
        found = self.records(known_at).tables[table]
        return list(found.column(0).to_pylist())

    def waiting(self, sender: str | None = None) -> list[quarantine.Waiting]:
        with self.store.reading() as session:
            return quarantine.waiting(session, sender)

    def reasons(self, sender: str | None = None) -> list[str]:
        return [reason for entry in self.waiting(sender) for reason in entry.reasons]

    def returned(self, sender: str = COUNTY_OFFICE) -> bytes:
        entries = self.waiting(sender)
        names = {entry.given.profile for entry in entries if entry.given.profile}
        return workbook(entries, {name: load_profile(self.store.home, name) for name in names}, sender)

    def versions(self, record: str) -> list[RecordVersion]:
        with self.store.reading() as session:
            asked = select(RecordVersion).where(RecordVersion.record_id == record)
            return sorted(session.exec(asked), key=lambda one: one.version)

    def files(self) -> list[ImportFile]:
        with self.store.reading() as session:
            return list(session.exec(select(ImportFile)))

    def entries(self) -> list[QuarantinedRow]:
        with self.store.reading() as session:
            return list(session.exec(select(QuarantinedRow)))

    def reading(self) -> Any:
        return self.store.reading()

    def profile(self, name: str, text: str) -> None:
        (self.store.home / "profiles" / f"{name}.yaml").write_text(text, encoding="utf-8")


def total(session: Session, model: Any) -> int:
    return len(list(session.exec(select(model))))
