"""PostgreSQL is gone for a whole minute while workers hear: nothing is lost, done twice or blamed on a recording."""

import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from qa_pipeline.errors import Unavailable
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.states import State
from qa_pipeline.worker.app import enqueue
from tests.worker import services
from tests.worker.chaos import log_of, make_recording, results, states, take_in, working
from tests.worker.services import wait_until
from tests.worker.test_chaos import settings_for

AWAY_SECONDS = 60.0
CALLS = 24
HELD = range(6, 8)
"""Recordings that are in hand when the database goes, one in each process, and heard to their end while it is away."""


@dataclass(frozen=True)
class Site:
    """A database and a queue of their own, for a worker with a certain length of lease."""

    settings: Settings
    store: Store

    @classmethod
    def make(cls, folder: Path, broker: services.Server, database: services.Server, name: str, lease: float) -> "Site":
        address = f"postgresql://callqa@127.0.0.1:{database.port}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        told = {"database_url": f"{address}/{name}", "queue_prefix": name, "lease_seconds": lease}
        folder.mkdir()
        settings = settings_for(folder, broker_url=f"redis://127.0.0.1:{broker.port}/0", **told)
        store = open_store(settings.resolved_database_url)
        names = [f"{'held' if number in HELD else 'call'}-{number}.wav" for number in range(CALLS)]
        paths = [make_recording(folder / name, number) for number, name in enumerate(names)]
        assert enqueue(take_in(settings, store, paths, keep=False), settings=settings) == CALLS
        return cls(settings, store)

    def is_in_the_midst(self) -> bool:
        """Whether each process has a recording in hand that is held."""
        with self.store.reading() as session:
            in_hand = sum(claim.stage == "words" for claim in reads.claims(session))
        return in_hand == len(HELD) and states(self.store)[State.SCORED] == HELD.start

    def is_done(self) -> bool:
        try:
            return states(self.store)[State.SCORED] == CALLS
        except Unavailable:
            return False  # a server that starts lets nobody in for a moment

    def attempts(self) -> Counter[tuple[str | None, ...]]:
        with self.store.reading() as session:
            ids = [row.id for row in reads.calls(session, where=reads.CallFilter(limit=None)).rows]
            return Counter(tuple(one.code for one in reads.attempts(session, recording_id=each)) for each in ids)


def processor_seconds(pid: int) -> float:
    """What a worker and all its processes have used."""
    every = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(one.cpu_times().user + one.cpu_times().system for one in every)


@pytest.mark.timeout(240)
def test_nothing_is_lost_done_twice_or_blamed_on_a_recording(
    tmp_path: Path, servers: tuple[services.Server, services.Server]
) -> None:
    broker, database = servers
    leases = {"short": 20.0, "long": Settings(_env_file=None).lease_seconds}
    sites, workers = [], []
    with ExitStack() as stack:
        for name, lease in leases.items():
            sites.append(Site.make(tmp_path / name, broker, database, name, lease))
            workers.append(stack.enter_context(working(sites[-1].settings, "2")))
        for site in sites:
            wait_until(site.is_in_the_midst, "beginning")
        hearing = [services.hearing_processes(worker.pid) for worker in workers]
        before = [processor_seconds(worker.pid) for worker in workers]
        database.stop()
        for site in sites:
            (site.settings.data_dir.parent / "go").touch()
        time.sleep(AWAY_SECONDS)
        used = [processor_seconds(worker.pid) - seconds for worker, seconds in zip(workers, before, strict=True)]
        database.start()
        back = time.monotonic()
        for site in sites:
            wait_until(site.is_done, "hearing the rest")
        seconds = time.monotonic() - back
        assert [services.hearing_processes(worker.pid) for worker in workers] == hearing  # none has died
        for worker in workers:
            worker.terminate()  # both at once: it takes seconds
    for site, cost in zip(sites, used, strict=True):
        told = log_of(site.settings)
        assert results(site.store) == (CALLS, CALLS, CALLS)
        assert site.attempts() == {(None,): CALLS}, told[-4000:]
        assert cost < AWAY_SECONDS / 20, "it spins"
        assert [told.count(words) for words in ("waiting until it answers", "answers again after")] == [1, 1], told
        assert sum("WARNING" in line for line in told.splitlines()) == 2, told
        print(  # noqa: T201  # for docs/benchmarks.md
            f"{site.settings.queue_prefix}: {cost:.1f} s of processor time while away, all scored {seconds:.1f} s after"
        )
        site.store.close()
