"""What a worker did, counted: the metrics of its processes together."""

import os
from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

# A call of five minutes takes half a minute a core; a stage of a short call a tenth of a second.
STAGE_SECONDS = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 900, 1800, 3600)
RECORDING_SECONDS = (1, 3, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
WAITED_SECONDS = (1, 10, 60, 300, 900, 1800, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 7 * 24 * 3600)


class Meters:
    """The counters of one process. With `share` before them they are those of all processes of the worker."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.recordings = Counter(
            "callqa_recordings_processed", "Claims that this worker ended, by how.", ["end"], registry=registry
        )
        self.audio_seconds = Counter(
            "callqa_audio_seconds", "Seconds of sound of the recordings that were scored.", registry=registry
        )
        self.failures = Counter(
            "callqa_failures", "Tries that ended in an error, by its code.", ["code"], registry=registry
        )
        self.stage_seconds = Histogram(
            "callqa_stage_seconds",
            "Wall seconds of each stage of a recording.",
            ["stage"],
            buckets=STAGE_SECONDS,
            registry=registry,
        )
        self.recording_seconds = Histogram(
            "callqa_recording_seconds",
            "Wall seconds from a recording's claim to its end, by how it ended.",
            ["end"],
            buckets=RECORDING_SECONDS,
            registry=registry,
        )
        self.waited_seconds = Histogram(
            "callqa_waited_seconds",
            "Seconds that a recording was in line before it was claimed.",
            buckets=WAITED_SECONDS,
            registry=registry,
        )


def share(folder: Path, slot: Callable[[], str]) -> None:
    """Let all processes that this one forks count together, in files of the folder. Comes before their `Meters`.

    `slot` names the process that calls it: as no other living process is named, and as the one is that takes over from
    it, so that counters go on and files do not pile up.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # the client has no other way to be told
    values.ValueClass = values.MultiProcessValue(slot)  # type: ignore[no-untyped-call]  # has no types


def shared_registry(folder: Path) -> CollectorRegistry:
    """The counters of every process that counts in the folder, added up at each scrape."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # likewise
    return registry
