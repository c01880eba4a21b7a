"""What the overview says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from qa_pipeline.finding import Scored
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import CallFilter, CriterionRate, DayCount, FlagCount
from qa_pipeline.store.session import Store
from qa_pipeline.store.tables import CallTable, FindingTable, ScoreTable
from qa_pipeline.store.verdicts import LETTERS
from tests.examples import METADATA, NOON, OWNER, add_recording, add_scored, example_scored, unsure_scored


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


def test_criteria_are_counted_alike_wherever_they_stand_on_their_scorecard(shelf: Store) -> None:
    """Of four scores one has its criteria the other way round, and one has a single one under another title."""
    first, *others = example_scored().criteria
    turned = replace(example_scored(), criteria=(*reversed(others), first))
    alone = replace(example_scored(), criteria=(replace(first, title="Says the company"),))
    add_scored(shelf, "turned.wav", turned, replace(METADATA, started_at=NOON + timedelta(days=9)))
    add_scored(shelf, "alone.wav", alone, replace(METADATA, started_at=NOON + timedelta(days=9)))
    with shelf.reading() as session:
        everything = reads.overview(session).criteria
        late = reads.overview(session, since=NOON + timedelta(days=8)).criteria
    assert {(one.criterion, one.met + one.not_met + one.undetermined + one.not_applicable) for one in everything} == {
        ("company_named", 6),
        ("own_name_given", 5),
        ("hold_permission_asked", 5),
    }
    assert late[0] == CriterionRate("company_named", "Says the company", "opening", 2, 0, 0, 0)


@pytest.mark.parametrize("together", [False, True], ids=["save_score", "save_scores"])
def test_a_stored_score_has_the_verdicts_of_its_findings(store: Store, together: bool) -> None:
    recording_id, scored = add_scored(store), replace(unsure_scored(), score=1.0)
    with store.session() as session:
        if together:
            heard_at = session.scalars(select(CallTable.heard_at)).one()
            writes.save_scores(session, results=[writes.Rescored(recording_id, heard_at, scored, "wording")])
        else:
            writes.save_score(session, recording_id=recording_id, scored=scored)
    with store.reading() as session:
        (found,) = session.execute(select(ScoreTable.id, ScoreTable.verdicts).where(ScoreTable.is_current)).all()
        verdicts = session.scalars(
            select(FindingTable.verdict).where(FindingTable.score_id == found.id).order_by(FindingTable.position)
        )
        assert found.verdicts == "".join(LETTERS[verdict] for verdict in verdicts) != ""


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
