"""What a worker counts, and that Prometheus is told of all its processes together."""

import re
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from qa_pipeline.observing.meters import Meters
from qa_pipeline.pipeline import Stage
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.worker.app import enqueue
from qa_pipeline.worker.events import End, Ended, Listeners, StageBegun
from qa_pipeline.worker.metering import count
from tests.lives import settings_of
from tests.worker.chaos import log_of, make_recording, take_in, working
from tests.worker.services import free_port, wait_until


class Scene:
    """A worker's listeners, and what a scrape would tell."""

    def __init__(self) -> None:
        self.registry, self.listeners = CollectorRegistry(), Listeners()
        count(self.listeners, Meters(self.registry))

    def told(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_scored_recording_counts_with_its_sound_its_wait_and_its_stages(scene: Scene) -> None:
    scene.listeners.tell_stage(StageBegun(17, Stage.DECODE, 0.5))
    scene.listeners.tell_stage(StageBegun(17, Stage.WORDS, 2.5))
    scene.listeners.tell_ended(Ended(17, End.SCORED, 42.5, audio_seconds=300.0, waited=70.0))
    assert scene.told("callqa_recordings_processed_total", end="scored") == 1
    assert scene.told("callqa_audio_seconds_total") == 300
    assert scene.told("callqa_stage_seconds_sum", stage="decode") == 2
    assert scene.told("callqa_stage_seconds_sum", stage="words") == 40
    assert scene.told("callqa_recording_seconds_bucket", end="scored", le="60.0") == 1
    assert scene.told("callqa_recording_seconds_bucket", end="scored", le="30.0") == 0
    assert scene.told("callqa_waited_seconds_bucket", le="300.0") == 1


@pytest.mark.parametrize(
    ("end", "code"), [(End.FAILED, "unreadable_audio"), (End.LATER, "unavailable"), (End.LOST, "lease_lost")]
)
def test_another_end_counts_by_its_code_and_hears_nothing(scene: Scene, end: End, code: str) -> None:
    scene.listeners.tell_ended(Ended(17, end, 1.0, code=code))
    assert scene.told("callqa_failures_total", code=code) == 1
    assert scene.told("callqa_recordings_processed_total", end=end.value) == 1
    assert scene.told("callqa_audio_seconds_total") == 0


def test_a_stage_belongs_to_its_own_recording(scene: Scene) -> None:
    scene.listeners.tell_stage(StageBegun(17, Stage.DECODE, 0.0))
    scene.listeners.tell_ended(Ended(17, End.FAILED, 3.0, code="unreadable_audio"))
    scene.listeners.tell_stage(StageBegun(18, Stage.DECODE, 0.25))
    scene.listeners.tell_ended(Ended(18, End.SCORED, 1.25))
    assert scene.told("callqa_stage_seconds_sum", stage="decode") == 4


def scrape(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


def test_a_running_worker_tells_of_its_processes_and_of_the_queue(tmp_path: Path) -> None:
    settings = settings_of(tmp_path).model_copy(update={"queue_prefix": "metering", "metrics_port": free_port()})
    settings.data_dir.mkdir(exist_ok=True)
    migrate(settings.resolved_database_url)
    store = open_store(settings.resolved_database_url)
    folder = tmp_path / "in"
    folder.mkdir()
    names = [f"+3706123456{number}.wav" for number in range(6)]
    recordings = [make_recording(folder / name, number) for number, name in enumerate(names)]
    enqueue(take_in(settings, store, recordings), settings=settings)

    def all_counted() -> bool:
        return 'callqa_recordings_processed_total{end="scored"} 6.0' in scrape(settings.metrics_port)

    told = {"CALLQA_METRICS_PORT": str(settings.metrics_port), "CALLQA_LOG_LEVEL": "DEBUG", "CALLQA_LOG_FORMAT": "json"}
    with working(settings, "2", **told):
        wait_until(lambda: '"message": "scored' in log_of(settings), "the first recording", 120)
        wait_until(all_counted, "counting them", 120)
        text = scrape(settings.metrics_port)
    assert re.search(r"^callqa_audio_seconds_total 3\.0$", text, re.MULTILINE)
    assert 'callqa_stage_seconds_count{stage="words"} 6.0' in text
    assert "callqa_database_up 1.0" in text
    assert re.search(r'^callqa_recordings\{lane="fresh",state="scored"\}', text, re.MULTILINE)
    assert "3706123456" not in log_of(settings)  # a telephone system's file name
    store.close()
