"""What every table of the store has: an id, the instant it was recorded, and types equal on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)
"""All tables of the store; names of constraints are fixed so that a later migration can name them."""

KEY: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Ids grow in the order of writing: one writer at a time."""


class Instant(TypeDecorator[datetime]):
    """An instant, UTC-aware on both databases; text of fixed width on SQLite, so that order of text is order of time."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """`timestamptz` where the database has it."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's type
        """UTC; a naive datetime is a fault of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else written(utc)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """UTC-aware."""
        if value is None:
            return None
        read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return read.astimezone(UTC)


def written(instant: datetime) -> str:
    """An instant as the store writes it: `2026-03-09T01:00:00.000000Z`, always 27 characters."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


class Json(TypeDecorator[Any]):
    """A mapping or list kept as canonical JSON text: the same bytes on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Canonical text; None stays NULL."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """What the text says."""
        return None if value is None else json.loads(value)


def canonical(value: Mapping[str, Any] | list[Any] | tuple[Any, ...]) -> str:
    """JSON with sorted keys, no space, characters as they are. Raises TypeError or ValueError for what JSON lacks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Row(SQLModel):
    """A row that is written once: never changed, never deleted."""

    metadata: ClassVar[MetaData] = METADATA

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    recorded_at: datetime = Field(default=None, sa_type=Instant, nullable=False, index=True)
    """UTC; filled with the instant of the transaction when left out."""
