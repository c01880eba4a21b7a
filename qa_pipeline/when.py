"""Moments as people give them to a command, and as it tells them."""

from datetime import UTC, datetime, tzinfo

from qa_pipeline.errors import UsageError


def moment(text: str, option: str) -> datetime:
    """A day or a time in ISO 8601, in UTC where it names no zone; raises UsageError naming the option."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"{option} {text}: found no date; allowed are 2026-03-31, 2026-03-31T14:30 and 2026-03-31T14:30+02:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def told_moment(moment: datetime, zone: tzinfo) -> str:
    """A moment in a zone, to the minute, with the zone's short name, or its offset where it has none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
