"""When a call took place, as many systems write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qa_pipeline.errors import UsageError

DateOrder = Literal["", "dmy", "mdy"]
FIRST_YEAR = 1990
ALLOWED = "allowed are ISO 8601 (2026-03-31T14:30:00+02:00), seconds since 1970, 31.03.2026 14:30, 2026/03/31 14:30 …"
# Digits of a whole number of seconds, milliseconds and microseconds since 1970, for the years from 2001 to 2286.
EPOCH_UNITS = {10: 1, 13: 1_000, 16: 1_000_000}
SEPARATED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,T]+(.+))?")
PLAIN_FORMS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d-%H%M%S",
    "%Y%m%d_%H%M%S",
    "%Y%m%d %H%M%S",
    "%Y-%m-%dT%H-%M-%S",
    "%Y-%m-%d %H-%M-%S",
    "%Y-%m-%d-%H-%M-%S",
    "%Y-%m-%d_%H-%M-%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
)
TIMES = ("%H:%M:%S", "%H:%M", "%H.%M.%S", "%H.%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")


class UnreadableDate(ValueError):
    """What was found is no moment, or more than one; the text says why."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How dates without a zone, and dates that could be two, are to be read."""

    zone: tzinfo = UTC
    order: DateOrder = ""

    def read(self, text: str, *, now: datetime) -> datetime:
        """The moment that a text tells, in UTC.

        An hour that a change of the clock repeats is taken for its first time. Raises UnreadableDate for no date,
        for one that could be two, for a time that a change of the clock skipped, and for one that is not of a call.
        """
        found = self._found(" ".join(text.split()))
        # The year first: at either end of what datetime can hold, no zone can be put to it.
        if FIRST_YEAR <= found.year <= now.year + 1:
            moment = (_placed(found, self.zone) if found.tzinfo is None else found).astimezone(UTC)
            if moment <= now + timedelta(days=1):
                return moment
        raise UnreadableDate(f"{text!r} is {found:%Y-%m-%d}, which is no time of a recorded call")

    def _found(self, text: str) -> datetime:
        for reading in (_epoch(text), _plain(text), _iso(text), self._separated(text), _mail(text)):
            if reading is not None:
                return reading
        raise UnreadableDate(f"{text!r} is no date that can be read; {ALLOWED}")

    def _separated(self, text: str) -> datetime | None:
        """Day, month and year with points, slashes or dashes between."""
        parts = SEPARATED.fullmatch(text)
        if parts is None:
            return None
        first, mark, second, year, time = parts.groups()
        orders = ["dmy"] if mark == "." else [self.order] if self.order else ["dmy", "mdy"]
        days = {day for order in orders if (day := _day(int(first), int(second), int(year), order)) is not None}
        if len(days) > 1:
            raise UnreadableDate(f"{text!r} could be two days; CALLQA_DATE_ORDER=dmy or mdy says which")
        clock = _clock(time) if time else datetime(1900, 1, 1)  # noqa: DTZ001  # the zone is put to it later
        if not days or clock is None:
            return None
        return datetime.combine(days.pop(), clock.time())


def zone_of(name: str, where: str = "CALLQA_TIME_ZONE") -> tzinfo:
    """The time zone of an IANA name; raises UsageError for one that is not known."""
    if name.upper() in ("UTC", "Z", "GMT"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"{where}={name}: no such time zone; allowed are names such as Europe/Vilnius, UTC") from None


def _placed(naive: datetime, zone: tzinfo) -> datetime:
    placed = naive.replace(tzinfo=zone)
    if placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise UnreadableDate(f"{naive:%Y-%m-%d %H:%M} did not exist in {zone}: the clocks were put forward")
    return placed


def _epoch(text: str) -> datetime | None:
    whole, _, part = text.partition(".")
    unit = EPOCH_UNITS.get(len(whole)) if whole.isascii() and whole.isdigit() else None
    if unit is None or (part and not part.isdigit()):
        return None
    return datetime.fromtimestamp(int(whole) / unit, UTC)


def _iso(text: str) -> datetime | None:
    # 2026-03-31 14:30:00 +0200, and with " UTC" or " Z" behind
    text = re.sub(r" (?=[+-]\d\d:?\d\d$)", "", re.sub(r" ?(UTC|GMT|Z)$", "+00:00", text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _plain(text: str) -> datetime | None:
    # strptime takes fewer digits than a form has: 12 of them for YYYYMMDDhhmmss too.
    return next((found for form in PLAIN_FORMS for found in _read_by(text, (form,)) if f"{found:{form}}" == text), None)


def _clock(text: str) -> datetime | None:
    return next(_read_by(text.upper(), TIMES), None)


def _read_by(text: str, forms: tuple[str, ...]) -> Iterator[datetime]:
    for form in forms:
        try:
            yield datetime.strptime(text, form)  # noqa: DTZ007  # the zone is put to it later
        except ValueError:
            continue


def _day(first: int, second: int, year: int, order: str) -> datetime | None:
    day, month = (first, second) if order == "dmy" else (second, first)
    try:
        return datetime(year, month, day)  # noqa: DTZ001  # likewise
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    """`Wed, 31 Mar 2026 14:30:00 +0200` and `31 Mar 2026 14:30`."""
    if not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
