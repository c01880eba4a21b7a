"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from qa_pipeline.call import Span

JsonObject = dict[str, Any]
PortableJson = JSON().with_variant(JSONB(), "postgresql")
# None is the database's NULL, not the JSON word `null`.
JsonOrNothing = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def utc_now() -> datetime:
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC on both sides; SQLite keeps no zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a datetime without a zone: guessing one would move calls to another day."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; the database takes aware datetimes only")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Spans(TypeDecorator[tuple[Span, ...]]):
    """Stretches of a recording as JSON, `[[start, end], …]` in seconds; None where nobody told."""

    impl = JsonOrNothing
    cache_ok = True

    def process_bind_param(self, value: tuple[Span, ...] | None, _dialect: Dialect) -> Any:
        return None if value is None else [[span.start, span.end] for span in value]

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[Span, ...] | None:
        return None if value is None else tuple(Span(start, end) for start, end in value)


def words_of(kind: type[PythonEnum], name: str) -> Enum:
    """A column for a string enum: its values as plain text, held by a check constraint of that name."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=_values,
        validate_strings=True,
    )


def _values(kind: type[PythonEnum]) -> list[str]:
    return [str(member.value) for member in kind]
