"""`make bench-queue`: a backlog of 10,000 recordings through each broker.

Prints how many are queued a second, how long `status` takes to ask the database, and how long a fresh call behind the
backlog waits until it is begun, by a worker with one process whose hearing is a stand-in of 0.15 s. SQLite.
"""

import os
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.store.tables import RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.worker.app import celery_app, enqueue, queue_name
from tests.examples import sha_of
from tests.lives import settings_of
from tests.worker.chaos import make_recording, take_in, working

BACKLOG = 10_000
REDIS = os.environ.get("CALLQA_TEST_REDIS_URL", "redis://127.0.0.1:6379/11")
RABBITMQ = os.environ.get("CALLQA_TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//")
BROKERS = {"files": "", "Redis": REDIS, "RabbitMQ": RABBITMQ}


def main(names: list[str]) -> None:
    print(f"{'broker':<10}{'queued a second':>16}{'status, s':>11}{'fresh call begins after, s':>28}")
    for name in names or BROKERS:
        with tempfile.TemporaryDirectory() as folder:
            measure(name, Path(folder))


def measure(name: str, folder: Path) -> None:
    wanted = {"broker_url": BROKERS[name], "queue_prefix": f"bench-{uuid.uuid4().hex[:8]}"}
    settings = settings_of(folder).model_copy(update=wanted)
    settings.data_dir.mkdir()
    migrate(settings.resolved_database_url)
    store = open_store(settings.resolved_database_url)
    ids = fill(store, make_recording(folder / "backlog.wav", 0))
    begun = time.monotonic()
    enqueue(ids, settings=settings, lane=Lane.BACKLOG)
    rate = BACKLOG / (time.monotonic() - begun)
    asked = time.monotonic()
    with store.reading() as session:
        reads.queue_figures(session, now=datetime.now(UTC))
    status = time.monotonic() - asked
    waited = fresh_call(settings, store, folder)
    print(f"{name:<10}{rate:>16,.0f}{status:>11.3f}{waited:>28.2f}", flush=True)
    remove_queues(settings)
    store.close()


def fill(store: Store, sound: Path) -> list[int]:
    """Recordings that are known and wait for nothing yet; the sound of one serves for all."""
    now = utc_now()
    rows = [
        {
            "sha256": sha_of(str(number)),
            "path": str(sound),
            "file": f"{number}.wav",
            "size_bytes": sound.stat().st_size,
            "called_at": now,
            "received_at": now,
            "search_text": f"{number}.wav",
            "state": State.RECEIVED,
            "attempts": 0,
        }
        for number in range(BACKLOG)
    ]
    with store.session() as session:
        session.execute(insert(RecordingTable), rows)
    with store.reading() as session:
        return list(session.scalars(select(RecordingTable.id)))


def fresh_call(settings: Settings, store: Store, folder: Path) -> float:
    """Seconds from `enqueue` of a fresh call until a worker that is busy with the backlog begins with it."""
    (fresh,) = take_in(settings, store, [make_recording(folder / "fresh.wav", 1)])
    with working(settings, "1") as worker:
        while scored(store) < 5:
            assert worker.poll() is None, "the worker has ended"
            time.sleep(0.2)
        asked = datetime.now(UTC)
        enqueue([fresh], settings=settings, lane=Lane.FRESH)
        while True:
            with store.reading() as session:
                tries = reads.attempts(session, recording_id=fresh)
            if tries:
                return (tries[0].started_at - asked).total_seconds()
            time.sleep(0.1)


def scored(store: Store) -> int:
    with store.reading() as session:
        return reads.queue_figures(session, now=datetime.now(UTC)).count(State.SCORED)


def remove_queues(settings: Settings) -> None:
    with celery_app(settings).connection_for_write() as connection, connection.channel() as channel:
        for lane in Lane:
            channel.queue_purge(queue_name(settings, lane))
            channel.queue_delete(queue_name(settings, lane))


if __name__ == "__main__":
    main(sys.argv[1:])
