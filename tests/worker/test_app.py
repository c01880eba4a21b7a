from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.store.types import utc_now
from qa_pipeline.worker.app import broker_name, celery_app, enqueue, send, waiting_messages
from tests.examples import OWNER, add_recording, add_scored


def state_of(store: Store, recording_id: int) -> State:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail.row.state


def test_recordings_are_queued_with_a_message_each(settings: Settings, store: Store) -> None:
    some = [add_recording(store, f"{number}.wav") for number in range(7)]
    assert enqueue(some[:5], settings=settings) == 5
    assert enqueue(some[5:], settings=settings, lane=Lane.BACKLOG, priority=9) == 2
    assert {state_of(store, one) for one in some} == {State.QUEUED}
    assert [waiting_messages(settings, lane) for lane in Lane] == [5, 2]


def test_only_what_waits_or_failed_is_queued_and_only_once(settings: Settings, store: Store) -> None:
    scored, failed, taken, aside = add_scored(store), *(add_recording(store, f"{name}.wav") for name in "abc")
    with store.session() as session:
        for one in (failed, taken):
            writes.claim(session, recording_id=one, owner=OWNER, lease_seconds=60, now=utc_now())
        writes.mark_failed(session, recording_id=failed, owner=OWNER, code="no_speech", reason="nobody speaks")
        writes.quarantine(session, recording_id=aside, code="date", reason="no date")
    assert enqueue([scored, failed, taken, aside], settings=settings) == 1
    assert enqueue([failed], settings=settings, lane=Lane.BACKLOG) == 0
    wanted = [State.SCORED, State.QUEUED, State.PROCESSING, State.QUARANTINED]
    assert [state_of(store, one) for one in (scored, failed, taken, aside)] == wanted
    assert waiting_messages(settings, Lane.FRESH) + waiting_messages(settings, Lane.BACKLOG) == 1


def test_without_a_broker_the_recordings_wait_all_the_same(tmp_path: Path, store: Store, store_url: str) -> None:
    gone = {"data_dir": tmp_path, "database_url": store_url, "broker_url": "redis://127.0.0.1:1/0"}
    recording_id = add_recording(store)
    assert enqueue([recording_id], settings=Settings(_env_file=None).model_copy(update=gone)) == 1
    assert state_of(store, recording_id) is State.QUEUED


def test_a_wrong_priority_is_named(settings: Settings, store: Store) -> None:
    with pytest.raises(UsageError, match="priority 10: allowed are 0"):
        enqueue([add_recording(store)], settings=settings, priority=10)


def test_no_message_is_sent_for_nothing(settings: Settings) -> None:
    send(settings, Lane.FRESH, 0)
    assert waiting_messages(settings, Lane.FRESH) == 0


def test_an_unknown_broker_is_named_without_its_password() -> None:
    wrong = Settings(_env_file=None).model_copy(update={"broker_url": "kafka://me:secret@host"})
    with pytest.raises(UsageError, match="kafka://me:\\*\\*\\*@host: allowed are addresses that begin with redis://"):
        celery_app(wrong)
    assert "secret" not in broker_name(wrong)
