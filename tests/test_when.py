"""Moments as people write them."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.when import moment, told_moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", datetime(2026, 3, 31, tzinfo=UTC)),
        ("2026-03-31T14:30", datetime(2026, 3, 31, 14, 30, tzinfo=UTC)),
        ("2026-03-31T14:30+02:00", datetime(2026, 3, 31, 14, 30, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_moment_is_in_utc_unless_it_says_otherwise(text: str, expected: datetime) -> None:
    assert moment(text, "--since") == expected


@pytest.mark.parametrize("text", ["yesterday", "31.3.2026", "2026-02-30", ""])
def test_what_is_no_moment_is_refused_by_its_option(text: str) -> None:
    with pytest.raises(UsageError, match=f"--until {text}: found no date; allowed are 2026-03-31"):
        moment(text, "--until")


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (UTC, "2026-07-01 12:00 UTC"),
        (ZoneInfo("Europe/Vilnius"), "2026-07-01 15:00 EEST"),
        (ZoneInfo("America/Sao_Paulo"), "2026-07-01 09:00 -03"),
    ],
)
def test_a_moment_is_told_with_its_zone(zone: tzinfo, told: str) -> None:
    assert told_moment(datetime(2026, 7, 1, 12, tzinfo=UTC), zone) == told
