"""Who is taken for dead: those whose process has ended, and those who stay silent though the database answers."""

import pytest

from qa_pipeline.errors import Unavailable
from qa_pipeline.lease import owner_name
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import State
from qa_pipeline.store.types import utc_now
from qa_pipeline.worker.reaping import LOST, Reaper
from tests.test_jobs import Hearing
from tests.worker.test_hearing import attempts_of, hearer, queued, row_of, settings, store

__all__ = ["settings", "store"]  # fixtures


def claimed(store: Store, owner: str, lease_seconds: float = -1) -> int:
    recording_id = queued(store)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=owner, lease_seconds=lease_seconds, now=utc_now())
    return recording_id


class Clock:
    """Minutes pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_dead_workers_recording_is_queued_again_and_by_one_reaper_only(settings: Settings, store: Store) -> None:
    recording_id = claimed(store, owner_name().replace("/", "/4194999", 1))
    assert Reaper(store, settings).look().queued == 1
    assert Reaper(store, settings).look().queued == 0
    row, (attempt,) = row_of(store, recording_id), attempts_of(store, recording_id)
    assert (row.state, row.error_code, attempt.code) == (State.QUEUED, LOST, LOST)
    hearer(settings, Hearing()).take_one()
    assert row_of(store, recording_id).state is State.SCORED


def test_a_worker_elsewhere_is_taken_for_dead_half_a_lease_after_its_lease_is_seen_to_be_over(
    settings: Settings, store: Store
) -> None:
    claimed(store, "elsewhere.example/1/0/ab")
    clock = Clock()
    reaper = Reaper(store, settings, clock=clock)
    assert (reaper.look().queued, reaper.in_doubt) == (0, 1)
    clock.now += settings.lease_seconds / 2 - 1
    assert reaper.look().queued == 0
    clock.now += 1
    assert (reaper.look().queued, reaper.in_doubt) == (1, 0)


def test_a_worker_that_renews_its_lease_after_an_outage_keeps_its_recording(settings: Settings, store: Store) -> None:
    recording_id = claimed(store, "alive")
    clock = Clock()
    reaper = Reaper(store, settings, clock=clock)
    reaper.look()
    with store.session() as session:
        writes.renew(session, recording_id=recording_id, owner="alive", lease_seconds=60, now=utc_now())
    clock.now += settings.lease_seconds
    assert (reaper.look().queued, reaper.in_doubt) == (0, 0)
    assert row_of(store, recording_id).state is State.PROCESSING


def test_time_in_which_the_database_is_away_does_not_count_against_a_worker(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed(store, "alive")
    clock = Clock()
    reaper = Reaper(store, settings, clock=clock)
    reaper.look()
    with monkeypatch.context() as patch:
        patch.setattr(reads, "claims", lambda _: raising(Unavailable("database gone")))
        with pytest.raises(Unavailable):
            reaper.look()
    clock.now += settings.lease_seconds
    assert reaper.look().queued == 0
    clock.now += settings.lease_seconds
    assert reaper.look().queued == 1


def raising(error: Exception) -> None:
    raise error
