"""How the queue stands, read from the database when Prometheus asks."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric

from qa_pipeline.errors import CallqaError
from qa_pipeline.store import reads
from qa_pipeline.store.reads import QueueFigures
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.states import Lane, State

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of the queue, and since when the longest waiting recording of each lane waits."""

    at: datetime
    figures: QueueFigures
    oldest: dict[Lane, datetime]


def standing_at(url: str) -> Callable[[], Standing]:
    """A question to the database at an address; it is opened at the first one, and again after a failure."""
    opened: list[Store] = []

    def ask() -> Standing:
        if not opened:
            opened.append(open_store(url))
        now = datetime.now(UTC)
        try:
            with opened[0].reading() as session:
                return Standing(now, reads.queue_figures(session, now=now), dict(reads.oldest_queued(session)))
        except CallqaError:
            opened.pop().close()
            raise

    return ask


class QueueCollector:
    """The standing as metrics, asked for at most once in `keep` seconds; without the database, that it is away."""

    def __init__(
        self, ask: Callable[[], Standing], *, keep: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._keep, self._clock = ask, keep, clock
        self._lock = Lock()
        self._kept: tuple[float, Standing | None] | None = None

    def describe(self) -> Iterator[Metric]:
        """Nothing is read when the collector is registered."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        standing = self._standing()
        yield _gauge("callqa_database_up", "1 where the database answered.", float(standing is not None))
        if standing is not None:
            yield from _metrics(standing)

    def _standing(self) -> Standing | None:
        with self._lock:
            now = self._clock()
            if self._kept is None or now - self._kept[0] >= self._keep:
                self._kept = now, self._asked()
            return self._kept[1]

    def _asked(self) -> Standing | None:
        try:
            return self._ask()
        except CallqaError as error:
            log.warning("the queue cannot be read", extra={"code": error.code})
            return None


def register_queue(registry: CollectorRegistry, url: str, *, keep: float) -> None:
    """Add how the queue of the database at an address stands to a registry."""
    registry.register(QueueCollector(standing_at(url), keep=keep))


def _metrics(standing: Standing) -> Iterator[Metric]:
    figures = standing.figures
    by_lane = GaugeMetricFamily("callqa_recordings", "Recordings by state and lane.", labels=["state", "lane"])
    counts = {(one.state, one.lane): one.count for one in figures.counts}
    for state in State:
        for lane in Lane:
            by_lane.add_metric([state, lane], counts.get((state, lane), 0))
    yield by_lane
    oldest = GaugeMetricFamily(
        "callqa_oldest_waiting_seconds", "How long the longest queued recording of a lane has waited.", labels=["lane"]
    )
    for lane in Lane:
        since = standing.oldest.get(lane, standing.at)
        oldest.add_metric([lane], max(0.0, (standing.at - since).total_seconds()))
    yield oldest
    yield _gauge("callqa_waiting_for_another_try", "Queued recordings that wait out their last failure.", figures.later)
    badly = GaugeMetricFamily("callqa_ended_badly", "Failed and quarantined recordings, by code.", labels=["code"])
    for code, count in figures.failures.items():
        badly.add_metric([code], count)
    yield badly
    yield _gauge("callqa_workers", "Workers that live.", len(figures.workers))
    yield _gauge("callqa_worker_processes", "Their processes.", sum(one.processes for one in figures.workers))


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)
