"""A recording is one worker's at a time, whatever the others do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from qa_pipeline.errors import Transient
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import CallRow
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import State
from tests.examples import NOON, OWNER, add_recording, add_scored, example_call, example_scored
from tests.store.processes import claim_all, run_together

OTHER = "host:2:2"
LATER = NOON + timedelta(seconds=61)


def claim(store: Store, recording_id: int, owner: str = OWNER, now: object = NOON) -> bool:
    with store.session() as session:
        return writes.claim(session, recording_id=recording_id, owner=owner, lease_seconds=60, now=now)  # type: ignore[arg-type]


def row_of(store: Store, recording_id: int) -> CallRow:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail.row


def put_in(store: Store, state: State) -> int:
    """A recording in that state, by the way that leads there."""
    if state is State.SCORED:
        return add_scored(store)
    recording_id = add_recording(store)
    with store.session() as session:
        if state is State.QUEUED:
            writes.requeue(session, recording_id=recording_id)
        if state is State.QUARANTINED:
            writes.quarantine(session, recording_id=recording_id, code="date", reason="started_at is unreadable")
        if state in (State.PROCESSING, State.FAILED):
            writes.claim(session, recording_id=recording_id, owner=OTHER, lease_seconds=60, now=NOON)
        if state is State.FAILED:
            writes.mark_failed(
                session, recording_id=recording_id, owner=OTHER, code="no_speech", reason="nobody speaks"
            )
    return recording_id


@pytest.mark.parametrize(
    ("state", "free"),
    [
        (State.RECEIVED, True),
        (State.QUEUED, True),
        (State.FAILED, True),
        (State.PROCESSING, False),
        (State.SCORED, False),
        (State.QUARANTINED, False),
    ],
)
def test_only_recordings_that_wait_for_it_can_be_claimed(store: Store, state: State, free: bool) -> None:
    recording_id = put_in(store, state)
    assert row_of(store, recording_id).state is state
    assert claim(store, recording_id) is free
    assert row_of(store, recording_id).state is (State.PROCESSING if free else state)


def test_a_recording_that_is_not_there_cannot_be_claimed(store: Store) -> None:
    assert claim(store, 7) is False


def test_a_claim_counts_the_attempt_and_clears_the_last_error(store: Store) -> None:
    recording_id = put_in(store, State.FAILED)
    failed = row_of(store, recording_id)
    assert (failed.error_code, failed.error_message, failed.attempts) == ("no_speech", "nobody speaks", 1)
    assert failed.processed_at is not None
    claim(store, recording_id)
    again = row_of(store, recording_id)
    assert (again.error_code, again.error_message, again.attempts) == (None, None, 2)


def test_a_dead_workers_recording_is_free_when_its_lease_is_over(store: Store) -> None:
    recording_id = add_recording(store)
    assert claim(store, recording_id, OTHER)
    assert not claim(store, recording_id, OWNER, NOON + timedelta(seconds=60))
    assert claim(store, recording_id, OWNER, LATER)


def test_a_renewed_lease_holds(store: Store) -> None:
    recording_id = add_recording(store)
    claim(store, recording_id)
    with store.session() as session:
        now = NOON + timedelta(seconds=50)
        writes.renew(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=now)
    assert not claim(store, recording_id, OTHER, LATER)


def test_the_holder_is_known_until_the_claim_ends(store: Store) -> None:
    recording_id = add_recording(store)
    claim(store, recording_id)
    with store.session() as session:
        assert writes.holder(session, recording_id=recording_id) == OWNER
        writes.release(session, recording_id=recording_id, owner=OWNER)
        assert writes.holder(session, recording_id=recording_id) is None
    assert row_of(store, recording_id).state is State.QUEUED


def test_the_stage_is_shown_while_it_lasts(store: Store) -> None:
    recording_id = add_recording(store)
    claim(store, recording_id)
    with store.session() as session:
        writes.set_stage(session, recording_id=recording_id, owner=OWNER, stage="transcribe")
    assert row_of(store, recording_id).stage == "transcribe"


OWNED_WRITES: dict[str, Callable[[Session, int], object]] = {
    "renew": lambda session, it: writes.renew(session, recording_id=it, owner=OWNER, lease_seconds=60, now=LATER),
    "set_stage": lambda session, it: writes.set_stage(session, recording_id=it, owner=OWNER, stage="decode"),
    "release": lambda session, it: writes.release(session, recording_id=it, owner=OWNER),
    "mark_failed": lambda session, it: writes.mark_failed(session, recording_id=it, owner=OWNER, code="x", reason="y"),
    "save_result": lambda session, it: writes.save_result(
        session, recording_id=it, owner=OWNER, call=example_call(), scored=example_scored(), playback=None
    ),
}


@pytest.mark.parametrize("write", OWNED_WRITES)
def test_a_worker_that_lost_its_lease_writes_nothing(store: Store, write: str) -> None:
    recording_id = add_recording(store)
    assert claim(store, recording_id, OWNER)
    assert claim(store, recording_id, OTHER, LATER)
    before = row_of(store, recording_id)
    with pytest.raises(Transient, match=f"recording {recording_id}: lease lost"), store.session() as session:
        OWNED_WRITES[write](session, recording_id)
    assert row_of(store, recording_id) == before


@pytest.mark.parametrize("write", OWNED_WRITES)
def test_a_claim_that_has_ended_writes_nothing_more(store: Store, write: str) -> None:
    recording_id = add_scored(store)
    before = row_of(store, recording_id)
    with pytest.raises(Transient, match="lease lost"), store.session() as session:
        OWNED_WRITES[write](session, recording_id)
    assert row_of(store, recording_id) == before


@pytest.mark.parametrize("state", [state for state in State if state is not State.PROCESSING])
def test_anything_but_a_claimed_recording_can_be_queued_again(store: Store, state: State) -> None:
    recording_id = put_in(store, state)
    with store.session() as session:
        assert writes.requeue(session, recording_id=recording_id)
    queued = row_of(store, recording_id)
    assert (queued.state, queued.error_code, queued.stage) == (State.QUEUED, None, None)


def test_a_claimed_recording_is_neither_queued_nor_quarantined(store: Store) -> None:
    recording_id = put_in(store, State.PROCESSING)
    with store.session() as session:
        assert not writes.requeue(session, recording_id=recording_id)
        assert not writes.quarantine(session, recording_id=recording_id, code="x", reason="y")


def test_those_that_wait_are_listed_oldest_first(store: Store) -> None:
    first, second, third, fourth = (add_recording(store, f"{name}.wav") for name in "abcd")
    add_scored(store, "scored.wav")
    claim(store, second)
    claim(store, third, now=NOON + timedelta(hours=1))
    with store.reading() as session:
        assert reads.waiting(session, now=LATER, limit=10) == (first, second, fourth)
        assert reads.waiting(session, now=LATER, limit=2) == (first, second)


def test_of_many_threads_exactly_one_claims_each_recording(store: Store) -> None:
    recordings = [add_recording(store, f"{number}.wav") for number in range(12)]

    def claim_all(owner: str) -> list[int]:
        return [recording_id for recording_id in recordings if claim(store, recording_id, owner)]

    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(claim_all, [f"host:{number}:1" for number in range(8)]))
    assert sorted(recording_id for each in claimed for recording_id in each) == recordings


def test_of_many_processes_exactly_one_claims_each_recording(store_url: str, store: Store) -> None:
    recordings = [add_recording(store, f"{number}.wav") for number in range(20)]
    claimed = run_together(claim_all, [(store_url, f"host:{number}:1", recordings) for number in range(4)])
    assert sorted(recording_id for each in claimed for recording_id in each) == recordings
