"""Tables of what came in: files, versions of records, quarantine, coverage, letters of inquiry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from engine.store.columns import KEY, Instant, Json, Row


class ImportFile(Row, table=True):
    """One content from one sender, read with one profile; the file itself is kept under `received/<sha256>`."""

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("sha256", "sender", "profile_sha256"),)

    name: str
    sender: str = Field(index=True)
    sha256: str
    size: int = Field(sa_type=BigInteger)
    received_at: datetime = Field(sa_type=Instant)
    actor: str
    profile: str | None = None
    """The sender profile it was read with."""
    profile_sha256: str = ""
    """Digest of that profile: after the office taught a profile, the same content is read anew."""
    rows_accepted: int = 0
    rows_unchanged: int = 0
    rows_corrected: int = 0
    rows_rejected: int = 0
    rows_withdrawn: int = 0
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class RecordVersion(Row, table=True):
    """What was said of one record at one instant; written through `engine.store.versions.append_versions`."""

    __tablename__ = "record_version"
    __table_args__ = (
        UniqueConstraint("table", "record_id", "version"),
        UniqueConstraint("table", "row_id"),
    )

    table: str
    record_id: str
    """The department's id, or minted."""
    version: int
    row_id: str
    """`record_id` for version 1, `record_id~n` after: the id that the engine and its documents show."""
    content: str
    """Canonical JSON of the typed row without `recorded_at` and empty cells."""
    content_sha256: str
    withdrawn: bool = False
    minted_from: str | None = Field(default=None, index=True)
    """What a minted id stands for (its natural key), None where the department gave the id."""
    import_id: int | None = Field(default=None, foreign_key="import_file.id", sa_type=KEY, index=True)
    """None: the office itself wrote it (an inquiry sent, an action taken)."""
    sheet: str | None = None
    row: int | None = None


class QuarantinedRow(Row, table=True):
    """One fault of one row that was not accepted (row None: the whole file or sheet)."""

    __tablename__ = "quarantined_row"

    import_id: int = Field(foreign_key="import_file.id", sa_type=KEY, index=True)
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str = ""
    reason: str
    owner: str = Field(index=True)
    """The sender who must mend it."""
    table: str | None = None
    record_id: str | None = None
    cells: Any = Field(default=None, sa_type=Json, nullable=True)
    """The whole row as given: header → cell."""


class QuarantineAnswer(Row, table=True):
    """What ended the waiting of a quarantined row: `mended` by an import, `set_aside` by a person; or `reopened`."""

    __tablename__ = "quarantine_answer"

    quarantined_id: int = Field(foreign_key="quarantined_row.id", sa_type=KEY, index=True)
    kind: str
    import_id: int | None = Field(default=None, foreign_key="import_file.id", sa_type=KEY)
    actor: str
    reason: str | None = None


class CoverageReport(Row, table=True):
    """That a sender covered a place and table up to a day; `zero`: it said so explicitly, with no row."""

    __tablename__ = "coverage_report"

    import_id: int | None = Field(default=None, foreign_key="import_file.id", sa_type=KEY, index=True)
    """None for a zero report made by letter or telephone."""
    sender: str = Field(index=True)
    jurisdiction: str = Field(index=True)
    """The county's code."""
    table: str
    period_from: date | None = None
    period_to: date
    rows: int = 0
    zero: bool = False
    actor: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class InquiryLetter(Row, table=True):
    """A letter that carried inquiries to one unit; the inquiries themselves are records of table `inquiries`."""

    __tablename__ = "inquiry_letter"

    number: str = Field(unique=True)
    addressee: str = Field(index=True)
    jurisdiction: str | None = None
    sent_on: date
    due_on: date
    inquiries: Any = Field(sa_type=Json)
    """Record ids of table `inquiries`."""
    kind: str = "inquiry"
    """`inquiry`, or `supervision` (督办) for those overdue."""
    sha256: str | None = None
    actor: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class SiteMatch(Row, table=True):
    """Two sites that may be one, offered to a person; `site_a` < `site_b`."""

    __tablename__ = "site_match"

    site_a: str = Field(index=True)
    site_b: str = Field(index=True)
    reasons: Any = Field(sa_type=Json)
    score: int | None = None
    import_id: int | None = Field(default=None, foreign_key="import_file.id", sa_type=KEY)
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class SiteDecision(Row, table=True):
    """A person's `join`, `refuse` or `undo` of two sites; the last one on a pair, in either order, speaks.

    A join makes `same_as` the site whose mineral and jurisdiction count.
    """

    __tablename__ = "site_decision"

    kind: str
    site: str = Field(index=True)
    """Record id in table `sites`."""
    same_as: str = Field(index=True)
    match_id: int | None = Field(default=None, foreign_key="site_match.id", sa_type=KEY)
    undoes_id: int | None = Field(default=None, foreign_key="site_decision.id", sa_type=KEY)
    actor: str
    reason: str
    effect: Any = Field(default=None, sa_type=Json, nullable=True)
    """What the person was shown beforehand: thresholds it would move."""
    signature: str | None = None
