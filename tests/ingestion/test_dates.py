"""Start times as many systems write them, in zones with and without summer time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.dates import Calendar, UnreadableDate, zone_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
VILNIUS = zone_of("Europe/Vilnius")


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, micro, UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-15T14:30:22Z", utc(2024, 1, 15, 14, 30, 22)),
        ("2024-01-15T14:30:22+02:00", utc(2024, 1, 15, 12, 30, 22)),
        ("2024-01-15 14:30:22 +0200", utc(2024, 1, 15, 12, 30, 22)),
        ("2024-01-15 14:30:22 UTC", utc(2024, 1, 15, 14, 30, 22)),
        ("2024-01-15T14:30:22.500", utc(2024, 1, 15, 12, 30, 22, 500_000)),
        ("2024-07-15T14:30:22", utc(2024, 7, 15, 11, 30, 22)),
        ("2024-01-15", utc(2024, 1, 14, 22)),
        ("20240115T143022", utc(2024, 1, 15, 12, 30, 22)),
        ("20240115143022", utc(2024, 1, 15, 12, 30, 22)),
        ("20240115-143022", utc(2024, 1, 15, 12, 30, 22)),
        ("20240115", utc(2024, 1, 14, 22)),
        ("2024-01-15T14-30-22", utc(2024, 1, 15, 12, 30, 22)),
        ("2024/01/15 14:30", utc(2024, 1, 15, 12, 30)),
        ("15.01.2024 14:30", utc(2024, 1, 15, 12, 30)),
        ("3.4.2024, 14:30:22", utc(2024, 4, 3, 11, 30, 22)),
        ("15/01/2024 2:30 pm", utc(2024, 1, 15, 12, 30)),
        ("01/15/2024 2:30:22 PM", utc(2024, 1, 15, 12, 30, 22)),
        ("04/04/2024 14:30", utc(2024, 4, 4, 11, 30)),
        ("Mon, 15 Jan 2024 14:30:22 +0000", utc(2024, 1, 15, 14, 30, 22)),
        ("1705329022", utc(2024, 1, 15, 14, 30, 22)),
        ("1705329022.123", utc(2024, 1, 15, 14, 30, 22)),
        ("1705329022000", utc(2024, 1, 15, 14, 30, 22)),
        # the hour that is there twice is taken for its first time
        ("2024-10-27 03:30", utc(2024, 10, 27, 0, 30)),
        ("2024-10-27 04:00", utc(2024, 10, 27, 2, 0)),
    ],
)
def test_a_start_time_is_read_in_the_zone_of_the_settings(text: str, moment: datetime) -> None:
    assert Calendar(VILNIUS).read(text, now=NOW) == moment


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yesterday", "no date that can be read; allowed are ISO 8601"),
        ("2024-13-01", "no date"),
        ("2024-02-30 10:00", "no date"),
        ("202401151430", "no date"),
        ("15:30", "no date"),
        ("03/04/2024 14:30", "could be two days; CALLQA_DATE_ORDER=dmy or mdy"),
        ("2024-03-31 03:30", "did not exist in Europe/Vilnius: the clocks were put forward"),
        ("2026-06-03 12:00", "is no time of a recorded call"),
        ("1970-01-01", "is no time of a recorded call"),
        ("0001-01-01", "is no time of a recorded call"),
        ("9999-12-31 23:59:59", "is no time of a recorded call"),
        ("٢٠٢٤-٠١-١٥x", "no date"),
    ],
)
def test_what_is_no_moment_or_two_is_said_to_be_so(text: str, says: str) -> None:
    with pytest.raises(UnreadableDate, match=says):
        Calendar(VILNIUS).read(text, now=NOW)


@pytest.mark.parametrize(("order", "day"), [("dmy", utc(2024, 4, 3, 14, 30)), ("mdy", utc(2024, 3, 4, 14, 30))])
def test_the_order_of_the_settings_decides(order: Any, day: datetime) -> None:
    assert Calendar(UTC, order).read("03/04/2024 14:30", now=NOW) == day


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="CALLQA_TIME_ZONE=Mars: no such time zone"):
        zone_of("Mars")
