"""How long each stage of this run's recordings took, and how much memory it held."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType

import psutil

from qa_pipeline.pipeline import Stage

SAMPLE_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class StageCost:
    """Wall seconds of one stage; `peak_bytes` is None where several recordings were in hand at once."""

    seconds: float
    peak_bytes: int | None = None


class StageClock:
    """Is told of each stage as it begins, and of each recording's end; knows afterwards what each stage took.

    The last stage ends with the result stored. Memory is the resident size of this process, so it is told only when
    the recordings are heard in it, one by one (`alone`).
    """

    def __init__(self, *, alone: bool) -> None:
        self._alone = alone
        self._lock = Lock()
        self._began: dict[Path, tuple[Stage, float]] = {}
        self._costs: dict[Path, dict[Stage, StageCost]] = {}
        self._peak = 0
        self._over = Event()
        self._sampler = Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "StageClock":
        if self._alone:
            self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def on_stage(self, path: Path, stage: Stage) -> None:
        """A recording reaches a stage, and so leaves the one before."""
        with self._lock:
            self._end(path)
            self._began[path] = (stage, time.perf_counter())

    def finished(self, path: Path) -> None:
        with self._lock:
            self._end(path)

    def costs(self, path: Path) -> Mapping[Stage, StageCost] | None:
        """What each stage of a recording took; None for one that was not heard in this run, or not to its end."""
        costs = self._costs.get(path, {})
        return costs if len(costs) == len(Stage) else None

    def _end(self, path: Path) -> None:
        began = self._began.pop(path, None)
        if began is None:
            return
        stage, since = began
        peak = max(self._peak, _resident()) if self._alone else None
        self._costs.setdefault(path, {})[stage] = StageCost(time.perf_counter() - since, peak)
        self._peak = 0

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_EVERY_S):
            with self._lock:
                self._peak = max(self._peak, _resident())


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)
