"""Times, shares and scores as people read them."""

from datetime import UTC, datetime

import pytest

from dashboard.widgets import numbers


@pytest.mark.parametrize(
    ("seconds", "read"),
    [(None, "–"), (0.0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (125.0, "2:05"), (3725.4, "1:02:05")],
)
def test_a_length_is_read_as_a_clock_to_the_nearest_second(seconds: float | None, read: str) -> None:
    assert numbers.clock(seconds) == read


@pytest.mark.parametrize(("score", "read"), [(None, "–"), (0.0, "0"), (82.46, "82.5"), (82.0, "82"), (100.0, "100")])
def test_a_score_has_one_decimal_where_it_needs_one(score: float | None, read: str) -> None:
    assert numbers.points(score) == read


@pytest.mark.parametrize(
    ("low", "high", "read"),
    [(78.0, 88.0, "78 to 88"), (82.5, 82.5, ""), (82.51, 82.54, ""), (None, 88.0, ""), (None, None, "")],
)
def test_a_range_is_told_only_where_there_is_one(low: float | None, high: float | None, read: str) -> None:
    assert numbers.score_range(low, high) == read


@pytest.mark.parametrize(
    ("seconds", "read"), [(0, "0 s"), (48, "48 s"), (720, "12 min"), (12_240, "3.4 h"), (4_500_000, "1,250 h")]
)
def test_an_amount_of_sound_has_the_unit_that_fits(seconds: float, read: str) -> None:
    assert numbers.hours(seconds) == read


@pytest.mark.parametrize(
    ("zone", "read"),
    [
        ("Europe/Helsinki", "2025-03-14 11:26"),
        ("America/New_York", "2025-03-14 05:26"),
        (None, "2025-03-14 09:26 UTC"),
        ("No/Such", "2025-03-14 09:26 UTC"),
        ("../etc/passwd", "2025-03-14 09:26 UTC"),
    ],
)
def test_a_moment_is_told_in_the_readers_own_time(zone: str | None, read: str) -> None:
    assert numbers.moment(datetime(2025, 3, 14, 9, 26, tzinfo=UTC), zone) == read


def test_what_is_not_known_is_no_zero() -> None:
    assert numbers.percent(None) == numbers.moment(None, None) == "–"
    assert numbers.percent(0.0) == "0 %"
