"""What is counted and logged of a recording in a worker's hands."""

import logging
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from qa_pipeline.observing.meters import Meters
from qa_pipeline.observing.work import Work


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A worker's meters and clock, and what a scrape would tell."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.meters = Meters(self.registry)
        self.clock = Clock()

    def work(self) -> Work:
        return Work(self.meters, recording_id=17, lane="fresh", worker="w1", clock=self.clock)

    def told(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@pytest.fixture
def scene(caplog: pytest.LogCaptureFixture) -> Iterator[Scene]:
    with caplog.at_level(logging.DEBUG, logger="qa_pipeline"):
        yield Scene()


def test_a_scored_recording_counts_with_its_sound_and_its_stages(scene: Scene) -> None:
    with scene.work() as work:
        work.on_stage("decode")
        scene.clock.now += 2
        work.on_stage("words")
        scene.clock.now += 40
        work.ended("scored", audio_seconds=300.0)
    assert scene.told("callqa_recordings_processed_total", outcome="scored", lane="fresh") == 1
    assert scene.told("callqa_audio_seconds_total") == 300
    assert scene.told("callqa_stage_seconds_sum", stage="decode") == 2
    assert scene.told("callqa_stage_seconds_sum", stage="words") == 40
    assert scene.told("callqa_recording_seconds_bucket", outcome="scored", le="60.0") == 1
    assert scene.told("callqa_recording_seconds_bucket", outcome="scored", le="30.0") == 0


def test_a_failure_counts_by_its_code(scene: Scene) -> None:
    with scene.work() as work:
        work.on_stage("decode")
        work.ended("failed", code="unreadable_audio")
    assert scene.told("callqa_failures_total", code="unreadable_audio") == 1
    assert scene.told("callqa_recordings_processed_total", outcome="failed", lane="fresh") == 1
    assert scene.told("callqa_audio_seconds_total") == 0


def test_work_that_another_worker_took_over_counts_as_a_lost_claim(scene: Scene) -> None:
    with scene.work() as work:
        work.lost()
    assert scene.told("callqa_claims_lost_total") == 1
    assert scene.told("callqa_failures_total", code="lease_lost") == 1


def test_work_that_was_broken_off_is_told_as_such(scene: Scene) -> None:
    def told_to_stop() -> None:
        with scene.work() as work:
            work.on_stage("words")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        told_to_stop()
    assert scene.told("callqa_recordings_processed_total", outcome="broken_off", lane="fresh") == 1
    assert scene.told("callqa_stage_seconds_count", stage="words") == 1


def test_the_end_is_logged_with_duration_and_code(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    with scene.work() as work:
        scene.clock.now += 3.25
        work.ended("failed", code="no_speech")
    last = vars(caplog.records[-1])
    assert (last["msg"], last["levelname"], last["seconds"], last["code"]) == ("failed", "WARNING", 3.25, "no_speech")
