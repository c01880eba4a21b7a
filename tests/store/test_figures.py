"""What the overview says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_pipeline.finding import Scored
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import CallFilter, CriterionRate, DayCount, FlagCount
from qa_pipeline.store.session import Store
from tests.examples import METADATA, NOON, OWNER, add_recording, add_scored, example_scored


def test_the_overview_counts_every_recording_and_averages_the_scored(shelf: Store) -> None:
    fail(shelf, "f.wav")
    with shelf.reading() as session:
        overview = reads.overview(session)
    assert (overview.calls, overview.scored, overview.failed, overview.waiting) == (6, 4, 1, 1)
    assert overview.audio_seconds == pytest.approx(4 * 42.5)
    assert overview.mean_score == pytest.approx((75 + 90 + 0) / 3)
    assert overview.pass_rate == pytest.approx(2 / 3)
    assert overview.mean_coverage == pytest.approx((0.8 + 0.5 + 0.8) / 3)
    assert overview.flagged == 3
    assert overview.flags == (FlagCount("low_coverage", 2), FlagCount("auto_fail", 1), FlagCount("no_speech", 1))


def test_the_overview_tells_each_day(shelf: Store) -> None:
    add_scored(shelf, "late.wav", example_scored(65.0), replace(METADATA, started_at=NOON.replace(hour=23, minute=59)))
    with shelf.reading() as session:
        days = reads.overview(session).by_day
    assert days[0] == DayCount(date(2025, 3, 10), 2, 70.0, 0.5)
    assert days[1] == DayCount(date(2025, 3, 11), 1, 90.0, 1.0)
    assert days[4] == DayCount(date(2025, 3, 14), 1, None, None)


def test_the_overview_counts_the_verdicts_in_the_scorecards_order(shelf: Store) -> None:
    with shelf.reading() as session:
        criteria = reads.overview(session, since=NOON + timedelta(days=1)).criteria
    assert criteria == (
        CriterionRate("company_named", "Names the company", "opening", 3, 0, 0, 0),
        CriterionRate("own_name_given", "Gives their own name", "opening", 0, 3, 0, 0),
        CriterionRate("hold_permission_asked", "Asks before a hold", "hold", 0, 0, 0, 3),
    )


def test_the_overview_since_a_moment_leaves_out_what_was_before(shelf: Store) -> None:
    with shelf.reading() as session:
        overview = reads.overview(session, since=NOON + timedelta(days=2))
    assert (overview.calls, overview.scored, overview.flagged, len(overview.by_day)) == (3, 2, 2, 3)


def test_the_overview_of_nothing_is_zeros_and_no_means(store: Store) -> None:
    with store.reading() as session:
        overview = reads.overview(session)
    assert (overview.calls, overview.audio_seconds, overview.flagged) == (0, 0.0, 0)
    assert (overview.mean_score, overview.pass_rate, overview.mean_coverage) == (None, None, None)
    assert (overview.by_day, overview.flags, overview.criteria) == ((), (), ())


def test_a_score_that_was_replaced_is_in_no_figure(shelf: Store) -> None:
    with shelf.session() as session:
        row = reads.calls(session, where=CallFilter(order="oldest")).rows[0]
        replaced: Scored = replace(example_scored(100.0), flags=(), criteria=())
        writes.save_score(session, recording_id=row.id, scored=replaced)
        overview = reads.overview(session, since=NOON)
    assert overview.by_day[0].mean_score == 100.0
    assert overview.flags[0] == FlagCount("auto_fail", 1)
    assert overview.criteria[0].met == 3


def fail(store: Store, file: str) -> None:
    recording_id = add_recording(store, file)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=NOON)
        writes.mark_failed(session, recording_id=recording_id, owner=OWNER, code="no_speech", reason="nobody speaks")
