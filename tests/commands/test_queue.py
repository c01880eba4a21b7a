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
    kept = run("retry", str(unmended))
    assert kept.exit_code == 1
    assert f"recording {unmended} d.wav is quarantined (no_date: why) and stays" in kept.output
    assert f"`callqa quarantine mend {unmended} FIELD=VALUE`" in kept.output


def test_retry_of_a_number_that_there_is_not_names_it_and_queues_nothing(store: Store) -> None:
    one = failed(store, "a.wav", "no_speech")
    with pytest.raises(UsageError, match="recordings 98 and 99 are not known"):
        run("retry", str(one), "99", "98")
    assert queued(store) == set()


def test_retry_says_where_what_has_not_failed_stands(store: Store) -> None:
    scored, one = add_scored(store, "a.wav"), failed(store, "b.wav", "no_speech")
    alone = run("retry", str(scored))
    assert (alone.exit_code, "0 queued again" in alone.output) == (1, True)
    assert f"recording {scored} a.wav is scored and stays" in alone.output
    beside = run("retry", str(scored), str(one))
    assert (beside.exit_code, "1 queued again" in beside.output) == (0, True)
    assert f"recording {scored} a.wav is scored and stays" in beside.output


def test_retry_by_a_code_that_no_failure_has_names_the_codes_there_are(store: Store) -> None:
    with pytest.raises(UsageError, match="--code nonsense: no recording has it; none failed or was set aside"):
        run("retry", "--code", "nonsense")
    failed(store, "a.wav", "no_speech")
    set_aside(store, "b.wav", "no_date")
    with pytest.raises(UsageError, match="--code nonsense: no recording has it; there are no_date, no_speech"):
        run("retry", "--code", "nonsense")
    with pytest.raises(UsageError, match="--code no_date: no recording has it; there are no_speech"):
        run("retry", "--failed", "--code", "no_date")


def test_status_lists_what_failed_the_newest_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = failed(store, "a.wav", "no_speech"), failed(store, "b.wav", "internal")
    set_aside(store, "c.wav", "no_date")
    told = json.loads(run("status", "--json", "--failed").output)
    assert [(one["id"], one["file"], one["code"], one["reason"]) for one in told["failed"]] == [
        (second, "b.wav", "internal", "why"),
        (first, "a.wav", "no_speech", "why"),
    ]
    assert told["failed_left_out"] == 0
    monkeypatch.setattr("qa_pipeline.commands.queue.SHOWN", 1)
    *_, line, more, aside = run("status", "--failed").output.splitlines()
    assert line == f"{second} b.wav: internal: why"
    assert more == "and 1 more"
    assert aside == "1 in quarantine; `callqa quarantine list` shows them"


def test_status_alone_lists_no_failures(store: Store) -> None:
    failed(store, "a.wav", "no_speech")
    assert "failed" not in json.loads(run("status", "--json").output)
    assert "a.wav" not in run("status").output


def test_retry_again_queues_what_is_scored_too(store: Store) -> None:
    scored, waiting = add_scored(store, "a.wav"), add_recording(store, "b.wav")
    assert run("retry", str(scored)).exit_code == 1
    result = run("retry", "--again", str(scored), str(waiting))
    assert (result.exit_code, result.stdout) == (0, "1 queued again\n")
    assert queued(store) == {scored}


def test_retry_of_nothing_is_a_wrong_use(store: Store) -> None:
    add_recording(store)
    with pytest.raises(UsageError, match="nothing to retry"):
        run("retry")


def test_reap_clears_up_once_and_first_gives_a_worker_that_lives_time_to_say_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_LEASE_SECONDS", "0.2")
    recording_id = add_recording(store)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner="elsewhere", lease_seconds=-1, now=utc_now())
    result = run("reap")
    assert result.stderr == "1 leases are over; waiting 0 s for workers that live to renew them\n"
    assert result.stdout == "1 queued again, 0 set aside, 1 messages sent\n"
    assert run("reap").output == "0 queued again, 0 set aside, 0 messages sent\n"
