"""How the queue stands, as Prometheus is told."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from qa_pipeline.errors import Transient
from qa_pipeline.observing.queue import QueueCollector, Standing, standing_at
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import LaneCount, QueueFigures
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import Lane, State
from tests.examples import add_recording, add_scored

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
FIGURES = QueueFigures(
    counts=(LaneCount(State.QUEUED, Lane.FRESH, 3),),
    done=(0, 0),
    audio_seconds=(0.0, 0.0),
    oldest_queued_at=None,
    later=1,
    failures={"no_speech": 2},
    workers=(reads.Worker("w1", (Lane.FRESH,), 4, NOW, NOW),),
)


class Asked:
    """Stands in for the database, and counts the questions."""

    def __init__(self) -> None:
        self.count = 0
        self.away = False

    def __call__(self) -> Standing:
        self.count += 1
        if self.away:
            raise Transient("database gone cannot be reached")
        return Standing(NOW, FIGURES, {Lane.FRESH: NOW - timedelta(seconds=90)})


def scraped(collector: QueueCollector) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(collector)
    return registry


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("callqa_database_up", {}, 1),
        ("callqa_recordings", {"state": "queued", "lane": "fresh"}, 3),
        ("callqa_recordings", {"state": "queued", "lane": "backlog"}, 0),
        ("callqa_oldest_waiting_seconds", {"lane": "fresh"}, 90),
        ("callqa_oldest_waiting_seconds", {"lane": "backlog"}, 0),
        ("callqa_waiting_for_another_try", {}, 1),
        ("callqa_ended_badly", {"code": "no_speech"}, 2),
        ("callqa_workers", {}, 1),
        ("callqa_worker_processes", {}, 4),
    ],
)
def test_the_standing_of_the_queue_is_told(name: str, labels: dict[str, str], value: float) -> None:
    assert scraped(QueueCollector(Asked(), keep=0)).get_sample_value(name, labels) == value


def test_a_scrape_soon_after_another_asks_the_database_nothing() -> None:
    asked, seconds = Asked(), [0.0]
    registry = scraped(QueueCollector(asked, keep=15, clock=lambda: seconds[0]))
    for seconds[0] in (0.0, 14.0, 15.0):
        generate_latest(registry)
    assert asked.count == 2


def test_a_database_that_is_away_is_told_and_the_scrape_goes_on() -> None:
    asked = Asked()
    asked.away = True
    registry = scraped(QueueCollector(asked, keep=0))
    assert registry.get_sample_value("callqa_database_up") == 0
    assert registry.get_sample_value("callqa_workers") is None
    asked.away = False
    assert registry.get_sample_value("callqa_database_up") == 1


def test_the_database_answers_what_waits_and_since_when(store_url: str, store: Store) -> None:
    add_scored(store, "done.wav")
    waiting = add_recording(store, "waits.wav")
    with store.session() as session:
        writes.enqueue(session, recording_ids=[waiting], lane=Lane.BACKLOG, priority=5)
    standing = standing_at(store_url)()
    assert set(standing.oldest) == {Lane.BACKLOG}
    assert timedelta(0) <= standing.at - standing.oldest[Lane.BACKLOG] < timedelta(minutes=1)
    assert standing.figures.count(State.SCORED) == 1
