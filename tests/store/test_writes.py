"""Registering recordings, and keeping what was heard and how it scored."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from qa_pipeline.call import CallMetadata, Span
from qa_pipeline.errors import CallqaError, UsageError
from qa_pipeline.finding import Scored
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import State
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.recordings import learn
from tests.examples import (
    METADATA,
    NOON,
    OWNER,
    add_recording,
    add_scored,
    example_call,
    example_scored,
    failed_scored,
    scaled_scored,
    sha_of,
    unsure_scored,
)


def detail_of(store: Store, recording_id: int) -> reads.CallDetail:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail


def count(store: Store, table: str) -> int:
    with store.reading() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608  # our own table names


def test_a_new_recording_is_received_with_its_metadata(store: Store) -> None:
    before = utc_now()
    recording_id = add_recording(store)
    row = detail_of(store, recording_id).row
    assert (row.file, row.path, row.sha256) == ("call.wav", "/calls/call.wav", sha_of("call.wav"))
    assert (row.state, row.score, row.flags, row.auto_fail) == (State.RECEIVED, None, (), False)
    assert row.metadata == METADATA
    assert before <= row.received_at <= utc_now()


def test_the_same_bytes_twice_are_one_recording(store: Store) -> None:
    first = add_recording(store)
    with store.session() as session:
        again = writes.register(
            session,
            path="/elsewhere/copy.wav",
            file="copy.wav",
            sha256=sha_of("call.wav"),
            size_bytes=1_000,
            metadata=CallMetadata(agent="Someone else"),
        )
    assert again == writes.Registered(first, created=False, state=State.RECEIVED)
    row = detail_of(store, first).row
    assert (row.file, row.agent) == ("call.wav", METADATA.agent)


def test_the_same_bytes_registered_by_many_at_once_are_one_recording(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(lambda _: add_recording(store), range(12)))
    assert len(ids) == 1
    assert count(store, "recordings") == 1


def test_a_file_name_that_is_no_text_is_refused_by_name(store: Store) -> None:
    with pytest.raises(UsageError, match="not UTF-8 text; rename the file"):
        add_recording(store, "call-\udce9.wav")


def test_what_was_heard_and_scored_comes_back_whole(store: Store) -> None:
    recording_id = add_scored(store)
    detail = detail_of(store, recording_id)
    assert detail.call == example_call()
    assert detail.scored == example_scored()
    assert detail.playback == "playback/call.wav.ogg"
    assert (detail.row.state, detail.row.duration, detail.row.channels) == (State.SCORED, 42.5, 2)
    assert (detail.row.language, detail.row.stage) == ("en", None)
    assert detail.row.processed_at is not None


@pytest.mark.parametrize("scored", [failed_scored(), example_scored(None), replace(example_scored(), flags=())])
def test_every_kind_of_result_comes_back_whole(store: Store, scored: Scored) -> None:
    assert detail_of(store, add_scored(store, scored=scored)).scored == scored


def test_a_recording_heard_twice_has_one_call_and_one_current_score(store: Store) -> None:
    recording_id = add_scored(store)
    with store.session() as session:
        writes.requeue(session, recording_id=recording_id)
    second = replace(example_call(), language="fi")
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=NOON)
        writes.save_result(
            session,
            recording_id=recording_id,
            owner=OWNER,
            call=second,
            scored=example_scored(60.0),
            playback=None,
        )
    detail = detail_of(store, recording_id)
    assert (detail.call, detail.scored, detail.playback) == (second, example_scored(60.0), None)
    assert (count(store, "calls"), count(store, "scores"), count(store, "scores WHERE is_current")) == (1, 2, 1)


def test_a_new_score_keeps_the_old_one_with_its_findings(store: Store) -> None:
    recording_id = add_scored(store)
    with store.session() as session:
        assert writes.save_score(session, recording_id=recording_id, scored=failed_scored())
    assert detail_of(store, recording_id).scored == failed_scored()
    assert count(store, "findings") == 2 * len(example_scored().criteria)
    assert detail_of(store, recording_id).row.auto_fail is True


def test_a_swap_check_stays_with_its_score(store: Store) -> None:
    recording_id = add_scored(store, scored=unsure_scored())
    assert detail_of(store, recording_id).scored == unsure_scored()
    with store.session() as session:
        assert not writes.save_score(session, recording_id=recording_id, scored=unsure_scored())


def test_levels_bonus_points_and_inner_sections_come_back(store: Store) -> None:
    recording_id = add_scored(store, scored=scaled_scored())
    assert detail_of(store, recording_id).scored == scaled_scored()


@pytest.mark.parametrize("told", [None, (), (Span(4.0, 9.5), Span(20.0, 30.0))])
def test_hold_events_come_back_as_they_were_told(store: Store, told: tuple[Span, ...] | None) -> None:
    recording_id = add_recording(store, metadata=CallMetadata(hold_events=told))
    assert detail_of(store, recording_id).row.metadata.hold_events == told


def test_the_same_score_again_is_not_stored_twice(store: Store) -> None:
    recording_id = add_scored(store)
    with store.session() as session:
        assert not writes.save_score(session, recording_id=recording_id, scored=example_scored())
    assert count(store, "scores") == 1


def test_many_rescores_at_once_end_in_one_current_score(store: Store) -> None:
    recording_id = add_scored(store)

    def rescore(score: int) -> None:
        with store.session() as session:
            writes.save_score(session, recording_id=recording_id, scored=example_scored(float(score)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(rescore, range(12)))
    assert (count(store, "scores"), count(store, "scores WHERE is_current")) == (13, 1)


def test_a_score_of_no_recording_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="recording 7: there is no such recording"), store.session() as session:
        writes.save_score(session, recording_id=7, scored=example_scored())


def test_a_result_that_cannot_be_stored_leaves_the_claim_as_it_was(store: Store) -> None:
    recording_id = add_recording(store)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=NOON)
    unfit = replace(example_call(), turns=list(example_call().turns))  # type: ignore[arg-type]
    with pytest.raises(CallqaError, match="Call does not go into JSON"), store.session() as session:
        writes.save_result(
            session, recording_id=recording_id, owner=OWNER, call=unfit, scored=example_scored(), playback=None
        )
    assert detail_of(store, recording_id).row.state is State.PROCESSING
    assert count(store, "scores") == 0


def test_what_the_pipeline_learns_of_a_call_fills_the_recordings_metadata(store: Store) -> None:
    recording_id = add_recording(store, metadata=CallMetadata(agent="Anna", queue="sales"))
    call = replace(example_call(), metadata=CallMetadata(agent="Anna-Liisa", started_at=NOON))
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=NOON)
        writes.save_result(
            session, recording_id=recording_id, owner=OWNER, call=call, scored=example_scored(), playback=None
        )
    row = detail_of(store, recording_id).row
    assert (row.agent, row.queue, row.started_at) == ("Anna-Liisa", "sales", NOON)
    with store.reading() as session:
        assert reads.calls(session, where=reads.CallFilter(text="liisa")).total == 1
        assert reads.calls(session, where=reads.CallFilter(until=NOON + timedelta(seconds=1))).total == 1


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    in_vilnius = datetime(2025, 3, 10, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    row = detail_of(store, add_recording(store, metadata=CallMetadata(started_at=in_vilnius))).row
    assert row.started_at == in_vilnius
    assert row.started_at is not None
    assert row.started_at.tzinfo is UTC
    assert row.started_at.day == 9


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2025, 3, 10, 12, 0)  # noqa: DTZ001  # the fault itself
    with pytest.raises(StatementError, match="has no time zone"):
        add_recording(store, metadata=CallMetadata(started_at=naive))


def test_where_audio_is_kept_is_learnt_once(store: Store) -> None:
    def register(key: str | None) -> str | None:
        with store.session() as session:
            sha = sha_of("kept.wav")
            told = {"path": "/calls/kept.wav", "file": "kept.wav", "sha256": sha, "size_bytes": 1}
            entry = writes.register(session, **told, metadata=CallMetadata(), audio_key=key)  # type: ignore[arg-type]
        return detail_of(store, entry.id).row.audio_key

    assert register(None) is None
    assert register("ab/cd/first.wav") == "ab/cd/first.wav"
    assert register(None) == "ab/cd/first.wav"
    assert register("ab/cd/second.wav") == "ab/cd/first.wav"


def test_scores_have_the_time_of_their_call_whichever_way_they_came(store: Store) -> None:
    """Lists of a month look for scores by it: one that differed would be missing there."""
    first = add_scored(store, "a.wav")
    second = add_scored(store, "b.wav", metadata=replace(METADATA, started_at=NOON + timedelta(days=3)))
    with store.session() as session:
        writes.save_score(session, recording_id=first, scored=scaled_scored())
        heard_at = next(row.heard_at for row in reads.heard_calls(session, where=reads.CallFilter(), limit=1))
        rescored = writes.Rescored(second, heard_at, scaled_scored(), wording="new")
        assert writes.save_scores(session, results=[rescored]).stored == 1
    apart = "FROM scores JOIN recordings ON recordings.id = recording_id WHERE scores.called_at <> recordings.called_at"
    with store.reading() as session:
        assert session.scalar(text(f"SELECT count(*) {apart} OR scores.called_at IS NULL")) == 0
        assert session.scalar(text("SELECT count(*) FROM scores")) == 4
    with store.session() as session:
        learn(session, first, CallMetadata(started_at=NOON - timedelta(days=40)))
    with store.reading() as session:
        assert session.scalar(text(f"SELECT count(*) {apart}")) == 0
        page = reads.calls(session, where=reads.CallFilter(until=NOON))
    assert [(row.id, row.scorecard_version) for row in page.rows] == [(first, scaled_scored().scorecard.version)]
