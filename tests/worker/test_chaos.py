"""Workers are killed, the broker and the database restarted: every recording is scored, and scored once."""

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_pipeline.errors import CallqaError
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import State
from qa_pipeline.worker.app import enqueue
from tests.lives import settings_of
from tests.worker import services
from tests.worker.chaos import kill_one, log_of, make_recording, results, states, take_in, working

CALLS = 200
KILL_EVERY = 3.0
KILL_AFTER = 6  # but not before so many more are scored: a busy machine takes longer to start a process than that
LIMIT = 600.0
QUICK = {"retry_seconds": 1.0, "reap_seconds": 1.0, "lease_seconds": 20.0}


def settings_for(folder: Path, **told: object) -> Settings:
    made = settings_of(folder).model_copy(update={"queue_prefix": "chaos", **QUICK, **told})
    made.data_dir.mkdir()
    migrate(made.resolved_database_url)
    return made


def queue_up(settings: Settings, store: Store, folder: Path) -> None:
    folder.mkdir()
    found = take_in(settings, store, [make_recording(folder / f"{number}.wav", number) for number in range(CALLS)])
    assert enqueue(found, settings=settings) == CALLS


def until_all_scored(store: Store, worker: "subprocess.Popen[bytes]", harm: Callable[[int], object]) -> int:
    """Kill a process every few seconds, and do the harm at each count, until all are scored; says how many died."""
    dice, killed, scored, enough, deadline = random.Random(1), 0, 0, 1, time.monotonic() + LIMIT  # noqa: S311  # no secret
    next_kill = time.monotonic() + KILL_EVERY
    while scored < CALLS and time.monotonic() < deadline:
        assert worker.poll() is None, "the worker has ended"
        try:
            scored = states(store)[State.SCORED]
            harm(scored)
            if scored >= enough and time.monotonic() > next_kill:
                killed += kill_one(store, worker.pid, dice)
                next_kill, enough = time.monotonic() + KILL_EVERY, scored + KILL_AFTER
        except CallqaError:
            pass  # the database is away, as it should be
        time.sleep(0.2)
    return killed


def assert_each_scored_once(store: Store, settings: Settings) -> None:
    assert states(store) == {State.SCORED: CALLS}, log_of(settings)[-4000:]
    assert results(store) == (CALLS, CALLS, CALLS)


@pytest.mark.timeout(700)
def test_with_files_and_sqlite_each_recording_is_scored_once_though_workers_are_killed(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    store = open_store(settings.resolved_database_url)
    queue_up(settings, store, tmp_path / "in")
    with working(settings, "2") as worker:
        killed = until_all_scored(store, worker, lambda _: None)
    assert_each_scored_once(store, settings)
    assert killed >= 3
    store.close()


@pytest.mark.timeout(700)
def test_with_redis_and_postgresql_also_though_both_are_restarted(
    tmp_path: Path, servers: tuple[services.Server, services.Server]
) -> None:
    broker, database = servers
    settings = settings_for(
        tmp_path,
        broker_url=f"redis://127.0.0.1:{broker.port}/0",
        database_url=f"postgresql://callqa@127.0.0.1:{database.port}/postgres",
    )
    store = open_store(settings.resolved_database_url)
    queue_up(settings, store, tmp_path / "in")
    to_come = {CALLS // 4: broker, CALLS // 2: database}

    def restart(scored: int) -> None:
        for count in [count for count in to_come if count <= scored]:
            server = to_come.pop(count)
            server.stop()
            time.sleep(2.0)
            server.start()

    with working(settings, "2") as worker:
        killed = until_all_scored(store, worker, restart)
    assert to_come == {}
    assert_each_scored_once(store, settings)
    assert killed >= 3
    store.close()


def test_a_recording_that_kills_its_worker_is_set_aside_after_three_tries_with_each_reason(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    store = open_store(settings.resolved_database_url)
    paths = [make_recording(tmp_path / name, number) for number, name in enumerate(("kills-it.wav", "good.wav"))]
    killer, good = take_in(settings, store, paths, keep=False)
    enqueue([killer, good], settings=settings)
    with working(settings, "1", "drain") as worker:
        assert worker.wait(180) == 0, log_of(settings)[-4000:]
    with store.reading() as session:
        tries = reads.attempts(session, recording_id=killer)
        rows = {row.id: row for row in reads.calls(session, where=reads.CallFilter()).rows}
    assert rows[good].state is State.SCORED
    assert (rows[killer].state, rows[killer].error_code) == (State.QUARANTINED, "poison")
    assert [one.code for one in tries] == ["worker_lost"] * 3
    assert all(one.reason and one.reason in (rows[killer].error_message or "") for one in tries)
    assert len({one.reason for one in tries}) == 3
    store.close()
