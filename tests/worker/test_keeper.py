"""How a worker ends: when told to, when nothing is left, and when it cannot hear."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.store.types import utc_now
from qa_pipeline.worker.app import enqueue, waiting_messages
from tests.worker.chaos import log_of, make_recording, states, take_in, working
from tests.worker.services import hearing_processes, wait_until
from tests.worker.test_chaos import settings_for

LONG = 180.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.resolved_database_url)
    yield opened
    opened.close()


def put_in_line(settings: Settings, store: Store, *names: str) -> list[int]:
    folder = settings.data_dir.parent
    found = take_in(
        settings, store, [make_recording(folder / name, place) for place, name in enumerate(names)], keep=False
    )
    enqueue(found, settings=settings)
    return found


def codes(store: Store, recording_id: int) -> list[str | None]:
    with store.reading() as session:
        return [one.code for one in reads.attempts(session, recording_id=recording_id)]


def in_hand(store: Store) -> bool:
    with store.reading() as session:
        return any(claim.stage for claim in reads.claims(session))


def test_told_to_stop_it_ends_after_the_recording_in_hand(settings: Settings, store: Store) -> None:
    first, second = put_in_line(settings, store, "busy-1.wav", "busy-2.wav")
    with working(settings, "1") as worker:
        wait_until(lambda: in_hand(store), "beginning", LONG)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LONG) == 0, log_of(settings)
    assert states(store) == {State.SCORED: 1, State.QUEUED: 1}
    assert (codes(store, first), codes(store, second)) == ([None], [])


def test_told_twice_it_ends_at_once_and_gives_back_what_it_had(settings: Settings, store: Store) -> None:
    (stuck,) = put_in_line(settings, store, "stuck-1.wav")
    with working(settings, "1") as worker:
        wait_until(lambda: in_hand(store), "beginning", LONG)
        worker.send_signal(signal.SIGTERM)
        wait_until(lambda: "stopping once" in log_of(settings), "being told", LONG)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LONG) == 0, log_of(settings)
    assert states(store) == {State.QUEUED: 1}
    assert codes(store, stuck) == ["given_back"]
    with store.reading() as session:
        assert reads.workers(session, now=utc_now()) == ()


def test_a_worker_without_its_models_says_so_stops_and_fails_nothing(settings: Settings, store: Store) -> None:
    put_in_line(settings, store, "lacks-1.wav", "lacks-2.wav")
    with working(settings, "1") as worker:
        assert worker.wait(LONG) == 1
    assert states(store) == {State.QUEUED: 2}
    assert "the worker has stopped: no model: `callqa models pull` brings it" in log_of(settings)


def test_messages_that_were_lost_are_sent_again(settings: Settings, store: Store) -> None:
    put_in_line(settings, store, "1.wav", "2.wav", "3.wav")
    for message in (settings.broker_dir / "messages").rglob("*.msg"):
        message.unlink()
    assert waiting_messages(settings, Lane.FRESH) == 0
    with working(settings, "1", "drain") as worker:
        assert worker.wait(LONG) == 0, log_of(settings)
    assert states(store) == {State.SCORED: 3}


def test_when_the_keeper_is_killed_its_processes_end_too(settings: Settings, store: Store) -> None:
    put_in_line(settings, store, "busy-1.wav")
    with working(settings, "1") as worker:
        wait_until(lambda: in_hand(store), "beginning", LONG)
        left = hearing_processes(worker.pid)
        worker.kill()
        wait_until(lambda: not any(child.is_running() for child in left), "ending", LONG)
    assert states(store) == {State.SCORED: 1}
