"""Times, shares and scores as people read them. What is not known is an en dash, never a zero."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UNKNOWN = "–"


def clock(seconds: float | None) -> str:
    """A length to the nearest second, `2:05`, from an hour up `1:02:05`."""
    if seconds is None:
        return UNKNOWN
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def percent(share: float | None) -> str:
    """A share from 0 to 1 as `94 %`."""
    return UNKNOWN if share is None else f"{100 * share:.0f} %"


def points(score: float | None) -> str:
    """A score from 0 to 100 with one decimal, `82.5`; whole ones as `82`."""
    return UNKNOWN if score is None else f"{score:.1f}".removesuffix(".0")


def score_range(low: float | None, high: float | None) -> str:
    """`78 to 88`, or nothing when the two ends read the same."""
    if low is None or high is None or points(low) == points(high):
        return ""
    return f"{points(low)} to {points(high)}"


def hours(seconds: float) -> str:
    """An amount of sound: `48 s`, `12 min`, `3.4 h`, `1,250 h`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    amount = seconds / 3600
    return f"{amount:.1f} h" if amount < 100 else f"{amount:,.0f} h"


def moment(value: datetime | None, timezone: str | None) -> str:
    """Day and minute in the reader's own time zone; without a known one in UTC, and saying so."""
    if value is None:
        return UNKNOWN
    zone = _zone(timezone)
    if zone is None:
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
