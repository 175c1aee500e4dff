"""What a package is written from: a dossier's shape, so that nothing here reaches up to who gathers it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]


class NoteContent(Protocol):
    """One thing that speaks for the subject or against the record."""

    @property
    def text(self) -> str:
        """What it says, in Chinese."""

    @property
    def records(self) -> Sequence[str]:
        """The `table/id` of the records that say it."""


class OtherSideContent(Protocol):
    """The other side of a referral (DESIGN §6.18)."""

    @property
    def notes(self) -> Mapping[str, Sequence[NoteContent]]:
        """Notes by section, empty ones too."""


class DossierContent(Protocol):
    """One referral's whole input. Days are `YYYY-MM-DD`, codes are strings."""

    @property
    def id(self) -> str:
        """Speaks: place, organ, receiver; also the folder's name."""

    @property
    def organ(self) -> str:
        """The accountable organ as records code it: `county_government`, `department:NAME`."""

    @property
    def organ_name(self) -> str:
        """The organ as a letter names it."""

    @property
    def place(self) -> str:
        """12-digit code of the organ's place."""

    @property
    def place_name(self) -> str:
        """Its names from the city down."""

    @property
    def receiver(self) -> str:
        """12-digit code of the receiving body's place."""

    @property
    def receiver_name(self) -> str:
        """The receiving body with its receiving office."""

    @property
    def receiver_reason(self) -> str:
        """Why this body receives (DESIGN §6.14)."""

    @property
    def restricted(self) -> bool:
        """Whether knowledge of it is restricted."""

    @property
    def office(self) -> str:
        """The sender."""

    @property
    def as_of(self) -> str:
        """The day evaluated."""

    @property
    def act_by(self) -> str | None:
        """Last day of the office's own clock; None where it can't be told."""

    @property
    def clock(self) -> str:
        """The clock in words: that no law sets one, who asks for promptness, and the office's own."""

    @property
    def findings(self) -> Sequence[Row]:
        """The grounds of the referral, each as in DESIGN §8."""

    @property
    def grounds(self) -> Sequence[Row]:
        """Clauses: rule, title, instrument, instrument_title, number, article, quote, limits; from, to."""

    @property
    def posts(self) -> Sequence[Row]:
        """Posts: post, role, person, document, from_on, to_on."""

    @property
    def sites(self) -> Sequence[Row]:
        """Sites: site_id, name, jurisdiction, place, also."""

    @property
    def timeline(self) -> Sequence[Row]:
        """Dated entries: on, what, site, said, by, record."""

    @property
    def records(self) -> Mapping[str, Row]:
        """Every cited record by `table/id`."""

    @property
    def other(self) -> OtherSideContent:
        """What speaks for the subject or against the records."""

    @property
    def reader_notes(self) -> Sequence[Row]:
        """Notes for the reader: id, title, text; basis (instrument, article, cited, quote), lines (text, records)."""

    @property
    def digests(self) -> Mapping[str, str]:
        """Digests of rules, settings, jurisdictions and inputs."""
