"""A book of rows as departments would send them, written by a seeded pen."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random

COLUMNS = {
    "sites": "site_id name mineral jurisdiction site_kind same_as",
    "discoveries": "discovery_id site_id situation producing missing_licences reported_on verified_on"
    " registered_on township_informed_on reported_up reported_up_on found_by source",
    "measures": "measure_id site_id kind ordered_on executed_on by result_on result result_by",
    "checks": "check_id site_id checked_on result checked_by",
    "inquiries": "inquiry_id site_id sent_on sent_to due_on answered_on",
    "duty_evidence": "evidence_id jurisdiction organ post kind act occurred_on source verified"
    " verified_by verified_on site_id names_body",
}
EVERY_TABLE = ("recorded_at", "replaces", "withdrawn", "note")
LETTERS = {
    "sites": "S",
    "discoveries": "D",
    "measures": "M",
    "checks": "C",
    "inquiries": "Q",
    "duty_evidence": "E",
}
BEIJING = timezone(timedelta(hours=8))

Row = dict[str, str]


class Book:
    """The tables of one history while they are written."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.tables: dict[str, list[Row]] = {table: [] for table in COLUMNS}

    def write(self, table: str, learned_on: date, **cells: str | date) -> Row:
        """A new row with the next id of its table; the office learns of it about the given day."""
        columns = COLUMNS[table].split()
        row = dict.fromkeys((*columns, *EVERY_TABLE), "")
        row[columns[0]] = f"{LETTERS[table]}{len(self.tables[table]) + 1}"
        row.update({name: str(value) for name, value in cells.items()})
        row["recorded_at"] = self.instant_after(learned_on) if self.rng.random() < 0.93 else ""
        self.tables[table].append(row)
        return row

    def instant_after(self, day: date) -> str:
        """An instant on the day or some days after it, with an offset."""
        lag = self.rng.choices((0, 1, 3, 8, 20), (40, 30, 15, 10, 5))[0]
        moment = datetime.combine(day + timedelta(days=lag), time(self.rng.randrange(8, 20), 30), BEIJING)
        if self.rng.random() < 0.3:
            moment = moment.astimezone(UTC)
        return moment.isoformat()

    def id_of(self, table: str, row: Row) -> str:
        """The id of a row."""
        return row[self.id_column(table)]

    def id_column(self, table: str) -> str:
        """The column that names the rows of a table."""
        return COLUMNS[table].split()[0]

    def shuffled(self) -> dict[str, list[Row]]:
        """The tables, their rows in any order, some sent twice: neither means anything."""
        for rows in self.tables.values():
            rows += [dict(row) for row in rows if self.rng.random() < 0.02]
            self.rng.shuffle(rows)
        return self.tables
