import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.store.types import utc_now
from qa_pipeline.worker.app import waiting_messages
from tests.examples import OWNER, add_recording, add_scored


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CALLQA_DATA_DIR", str(tmp_path))
    made = Settings(_env_file=None)
    migrate(made.resolved_database_url)
    return made


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.resolved_database_url)
    yield opened
    opened.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def failed(store: Store, file: str, code: str, lane: Lane = Lane.FRESH) -> int:
    recording_id = add_recording(store, file)
    with store.session() as session:
        writes.enqueue(session, recording_ids=[recording_id], lane=lane, priority=5)
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=utc_now())
        writes.mark_failed(session, recording_id=recording_id, owner=OWNER, code=code, reason="why")
    return recording_id


def set_aside(store: Store, file: str, code: str) -> int:
    recording_id = add_recording(store, file)
    with store.session() as session:
        writes.quarantine(session, recording_id=recording_id, code=code, reason="why")
    return recording_id


def queued(store: Store) -> set[int]:
    with store.reading() as session:
        rows = reads.calls(session, where=reads.CallFilter(states=(State.QUEUED,))).rows
    return {row.id for row in rows}


def test_status_shows_what_waits_what_failed_and_who_works(store: Store) -> None:
    waiting = add_recording(store, "a.wav")
    add_scored(store, "b.wav")
    failed(store, "c.wav", "no_speech")
    with store.session() as session:
        writes.enqueue(session, recording_ids=[waiting], lane=Lane.BACKLOG, priority=5)
        writes.say_alive(session, name="box/12/0/ab", lanes=tuple(Lane), processes=2)
    told = json.loads(run("status", "--json").output)
    assert (told["states"]["queued"], told["states"]["scored"], told["states"]["failed"]) == (1, 1, 1)
    assert {"state": "queued", "lane": "backlog", "count": 1} in told["lanes"]
    assert (told["scored_last_5_minutes"], told["left_seconds"], told["failures"]) == (1, 300.0, {"no_speech": 1})
    assert told["oldest_waiting_seconds"] < 60
    assert told["workers"][0]["name"] == "box/12/0/ab"
    shown = run("status").output
    assert "no_speech 1" in shown
    assert "box/12 (2 processes, fresh and backlog" in shown


def test_without_a_worker_status_says_how_to_start_one(store: Store) -> None:
    add_recording(store)
    assert "none; `callqa worker` starts one" in run("status").output


def test_retry_queues_what_is_named_in_its_lane_with_a_message(settings: Settings, store: Store) -> None:
    one, other = failed(store, "a.wav", "internal", Lane.BACKLOG), failed(store, "b.wav", "no_speech")
    poison, unmended = set_aside(store, "c.wav", "poison"), set_aside(store, "d.wav", "no_date")
    assert "1 queued again" in run("retry", str(one)).output
    assert queued(store) == {one}
    assert [waiting_messages(settings, lane) for lane in Lane] == [0, 1]
    assert "1 queued again" in run("retry", "--quarantined").output
    assert queued(store) == {one, poison}
    assert "1 queued again" in run("retry", "--code", "no_speech").output
    assert queued(store) == {one, poison, other}
    assert "0 queued again; 1 are not failed or poison, and stay" in run("retry", str(unmended)).output


def test_retry_of_nothing_is_a_wrong_use(store: Store) -> None:
    add_recording(store)
    with pytest.raises(UsageError, match="nothing to retry"):
        run("retry")


def test_reap_clears_up_once(store: Store) -> None:
    recording_id = add_recording(store)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner="gone", lease_seconds=-1, now=utc_now())
    assert run("reap").output == "1 queued again, 0 set aside, 1 messages sent\n"
    assert run("reap").output == "0 queued again, 0 set aside, 0 messages sent\n"
