"""How a claim ends, by the error that the hearing raised."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.errors import (
    CallqaError,
    LeaseLost,
    MissingModel,
    NoSpeech,
    OverTime,
    Transient,
    Unavailable,
    UsageError,
)
from qa_pipeline.jobs import Processor, Request
from qa_pipeline.pipeline import Analysis
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.worker.events import End, Ended
from qa_pipeline.worker.hearing import Hearer, Unfit
from tests.examples import add_recording
from tests.lives import settings_of
from tests.test_jobs import Hearing


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_of(tmp_path).model_copy(update={"retry_seconds": 0.001})
    migrate(made.resolved_database_url)
    return made


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.resolved_database_url)
    yield opened
    opened.close()


def hearer(settings: Settings, hearing: Callable[..., Analysis], **more: Any) -> Hearer:
    processor = Processor(settings, Request(), threads=1, analyse=hearing)
    processor.__dict__["ears"] = None  # no engines: the hearing stands in for them
    return Hearer(settings, processor, tuple(Lane), pause=lambda _: None, **more)


def queued(store: Store, file: str = "call.wav", lane: Lane = Lane.FRESH, priority: int = 5) -> int:
    recording_id = add_recording(store, file)
    with store.session() as session:
        writes.enqueue(session, recording_ids=[recording_id], lane=lane, priority=priority)
    return recording_id


def row_of(store: Store, recording_id: int) -> reads.CallRow:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail.row


def attempts_of(store: Store, recording_id: int) -> tuple[reads.Attempt, ...]:
    with store.reading() as session:
        return reads.attempts(session, recording_id=recording_id)


def test_what_waits_is_scored_and_the_attempt_is_noted(settings: Settings, store: Store) -> None:
    recording_id = queued(store)
    assert hearer(settings, Hearing()).take_one() == f"recording {recording_id}: scored"
    assert row_of(store, recording_id).state is State.SCORED
    (attempt,) = attempts_of(store, recording_id)
    assert (attempt.number, attempt.code) == (1, None)
    assert attempt.ended_at is not None
    assert hearer(settings, Hearing()).take_one() == "nothing waits"


def test_fresh_calls_go_first_then_the_urgent_then_the_oldest(settings: Settings, store: Store) -> None:
    order = [("old", Lane.BACKLOG, 0), ("b", Lane.FRESH, 5), ("c", Lane.FRESH, 5), ("a", Lane.FRESH, 1)]
    for name, lane, priority in order:
        queued(store, f"{name}.wav", lane, priority)
    hearing = Hearing()
    worker = hearer(settings, hearing)
    for _ in order:
        worker.take_one()
    assert hearing.heard == ["a.wav", "b.wav", "c.wav", "old.wav"]


@pytest.mark.parametrize(
    ("error", "state", "code", "end"),
    [
        (NoSpeech("nobody speaks"), State.FAILED, "no_speech", End.FAILED),
        (ValueError("shape mismatch"), State.FAILED, "internal", End.FAILED),
        (Transient("the line was bad"), State.QUEUED, "transient", End.LATER),
        (OverTime("longer than 600 s"), State.QUEUED, "over_time", End.LATER),
        (MemoryError(), State.QUEUED, "memory", End.LATER),
        (Unavailable("the disk is full"), State.QUEUED, "unavailable", End.LATER),
        (OSError(30, "Read-only file system", "/data"), State.QUEUED, "unavailable", End.LATER),
    ],
)
def test_an_error_ends_the_claim_as_it_asks_for(
    settings: Settings, store: Store, error: Exception, state: State, code: str, end: End
) -> None:
    recording_id = queued(store)
    told: list[Ended] = []
    worker = hearer(settings, Hearing(error))
    worker.listeners.ended.append(told.append)
    worker.take_one()
    row = row_of(store, recording_id)
    assert (row.state, row.error_code) == (state, code)
    assert attempts_of(store, recording_id)[0].code == code
    (ended,) = told
    assert (ended.end, ended.code) == (end, code)


@pytest.mark.parametrize("error", [MissingModel("no model"), UsageError("a scorecard is broken")])
def test_what_would_fail_every_recording_stops_the_worker_and_fails_none(
    settings: Settings, store: Store, error: CallqaError
) -> None:
    recording_id = queued(store)
    with pytest.raises(Unfit, match=str(error)):
        hearer(settings, Hearing(error)).take_one()
    assert row_of(store, recording_id).state is State.QUEUED
    assert attempts_of(store, recording_id)[0].code == "given_back"


def test_the_third_failure_that_may_pass_sets_the_recording_aside_with_all_reasons(
    settings: Settings, store: Store
) -> None:
    recording_id = queued(store)
    for reason in ("first", "second", "third"):
        time.sleep(0.05)  # until its next try, which the settings put near
        hearer(settings, Hearing(Transient(f"{reason} reason"))).take_one()
    row = row_of(store, recording_id)
    assert (row.state, row.error_code) == (State.QUARANTINED, "poison")
    told = "set aside after 3 tries: (1) first reason; (2) second reason; (3) third reason"
    assert row.error_message == told
    with store.session() as session:
        assert writes.enqueue_again(session, recording_ids=[recording_id]) == 1
    hearer(settings, Hearing(Transient("fourth"))).take_one()
    assert row_of(store, recording_id).state is State.QUEUED


def test_what_every_recording_needs_may_be_away_any_number_of_times(settings: Settings, store: Store) -> None:
    recording_id = queued(store)
    for _ in range(5):
        time.sleep(0.05)
        hearer(settings, Hearing(Unavailable("the disk is full"))).take_one()
    time.sleep(0.05)
    hearer(settings, Hearing()).take_one()
    assert row_of(store, recording_id).state is State.SCORED


def test_before_its_next_try_a_recording_is_left_alone(settings: Settings, store: Store) -> None:
    queued(store)
    patient = settings.model_copy(update={"retry_seconds": 60.0})
    hearer(patient, Hearing(Transient("once"))).take_one()
    assert hearer(patient, Hearing()).take_one() == "nothing waits"


def test_a_recording_that_another_has_by_now_is_left_to_it(settings: Settings, store: Store) -> None:
    queued(store)
    told: list[Ended] = []
    worker = hearer(settings, Hearing(LeaseLost("lease lost")))
    worker.listeners.ended.append(told.append)
    worker.take_one()
    assert told[0].end is End.LOST


def test_a_full_disk_keeps_the_playback_copy_from_being_written_and_nothing_is_lost(
    settings: Settings, store: Store
) -> None:
    recording_id = queued(store)
    settings.playback_dir.parent.mkdir(exist_ok=True)
    settings.playback_dir.write_text("a file stands where the folder would be made")
    hearer(settings, Hearing()).take_one()
    assert row_of(store, recording_id).error_code == "unavailable"
    settings.playback_dir.unlink()
    time.sleep(0.05)
    hearer(settings, Hearing()).take_one()
    assert row_of(store, recording_id).state is State.SCORED


def test_a_result_waits_for_a_database_that_is_away(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = queued(store)
    refused: list[int] = []
    save = writes.save_result

    def away_at_first(*args: Any, **named: Any) -> None:
        if len(refused) < 2:
            refused.append(1)
            raise Unavailable("database gone")
        save(*args, **named)

    monkeypatch.setattr(writes, "save_result", away_at_first)
    monkeypatch.setattr("qa_pipeline.store.outage.BETWEEN_TRIES", 0.01)
    worker = hearer(settings, Hearing())
    worker.processor.patience = 5.0
    worker.take_one()
    assert row_of(store, recording_id).state is State.SCORED
    assert len(attempts_of(store, recording_id)) == 1


def test_a_scorecard_that_cannot_be_asked_for_after_the_hearing_is_waited_for(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = queued(store)
    asked: list[int] = []
    choose = Processor._scorecard_of

    def away_at_first(self: Processor, row: reads.CallRow) -> Any:
        asked.append(row.id)
        if len(asked) == 1:
            raise Unavailable("database gone")
        return choose(self, row)

    monkeypatch.setattr(Processor, "_scorecard_of", away_at_first)
    monkeypatch.setattr("qa_pipeline.store.outage.BETWEEN_TRIES", 0.01)
    worker, hearing = patient(settings)
    worker.take_one()
    assert (asked, hearing.heard) == ([recording_id] * 2, ["call.wav"])
    assert [one.code for one in attempts_of(store, recording_id)] == [None]


def patient(settings: Settings) -> tuple[Hearer, Hearing]:
    hearing = Hearing()
    worker = hearer(settings, hearing)
    worker.processor.patience = 5.0
    return worker, hearing


def lose_the_answer(monkeypatch: pytest.MonkeyPatch, after: str) -> None:
    """The database goes once, right after what it did was committed and before it said so."""
    session, lost = Store.session, [False]
    change = getattr(writes, after)
    done: list[bool] = []

    def changed(*args: Any, **named: Any) -> Any:
        done.append(True)
        return change(*args, **named)

    @contextmanager
    def unanswered(self: Store) -> Iterator[Any]:
        with session(self) as opened:
            yield opened
        if done and not lost[0]:
            lost[0] = True
            raise Unavailable("database gone")

    monkeypatch.setattr(writes, after, changed)
    monkeypatch.setattr(Store, "session", unanswered)
    monkeypatch.setattr("qa_pipeline.store.outage.BETWEEN_TRIES", 0.01)


def test_a_result_that_was_stored_without_an_answer_is_stored_once_and_known_to_be(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = queued(store)
    worker, _ = patient(settings)
    lose_the_answer(monkeypatch, "save_result")
    assert worker.take_one() == f"recording {recording_id}: scored"
    assert [one.code for one in attempts_of(store, recording_id)] == [None]


def test_a_recording_that_was_claimed_without_an_answer_is_heard_by_whoever_claimed_it(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = queued(store)
    worker, _ = patient(settings)
    lose_the_answer(monkeypatch, "claim_next")
    with pytest.raises(Unavailable):
        worker.take_one()
    assert row_of(store, recording_id).state is State.PROCESSING
    assert worker.take_one() == f"recording {recording_id}: scored"
    assert [one.code for one in attempts_of(store, recording_id)] == [None]
