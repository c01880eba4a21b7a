"""Many recordings in one run: which files they are, and how they are shared between processes."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from threading import Thread

import psutil

from qa_pipeline.audio.source import AUDIO_SUFFIXES
from qa_pipeline.jobs import Outcome, Processor, Request, Status
from qa_pipeline.pipeline import Stage
from qa_pipeline.settings import Settings

# One process with both engines loaded peaks near this (docs/benchmarks.md); more processes than fit would be killed.
BYTES_A_PROCESS = 1_600_000_000

OnStage = Callable[[Path, Stage], None]


@dataclass(frozen=True, slots=True)
class Found:
    """The recordings that were named, directly or by their folder, and a failure for each name that gave none.

    `passed_over` counts the files of folders whose names do not say that they hold sound.
    """

    files: tuple[Path, ...]
    failures: tuple[Outcome, ...]
    passed_over: int = 0

    def in_order(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes as the recordings were named, not as they were done."""
        place = {path: number for number, path in enumerate(self.files)}
        return sorted(outcomes, key=lambda outcome: place.get(outcome.path, len(place)))


def find_recordings(paths: Sequence[Path]) -> Found:
    """Every file named, and every file in the folders named that has an audio file's suffix, each once, in order."""
    files: dict[Path, Path] = {}
    failures: list[Outcome] = []
    passed_over = 0
    for path in paths:
        below = _files_below(path) if path.is_dir() else [path]
        inside = [file for file in below if file.suffix.lower() in AUDIO_SUFFIXES] if path.is_dir() else below
        passed_over += len(below) - len(inside)
        if not inside:
            failures.append(Outcome(path, Status.FAILED, reason=f"{path}: no audio files in this folder"))
        for file in inside:
            files.setdefault(file.resolve(), file)
    return Found(tuple(files.values()), tuple(failures), passed_over)


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.name.startswith(".") and path.is_file())


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run uses the machine."""

    processes: int
    threads: int


def plan(files: int, *, jobs: int, threads: int) -> Plan:
    """Share the cores: `jobs` processes (0: as many as cores, memory and files allow), `threads` each (0: the rest).

    One thread in each of two processes does nearly twice what two threads in one do (docs/benchmarks.md).
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    fitting = max(1, int(psutil.virtual_memory().available // BYTES_A_PROCESS))
    processes = min(jobs, files) if jobs else min(cores, fitting, files)
    processes = max(1, processes)
    return Plan(processes, threads or max(1, cores // processes))


def run(
    files: Sequence[Path], *, settings: Settings, request: Request, jobs: int, on_stage: OnStage
) -> Generator[Outcome, None, None]:
    """Process the files and yield each outcome as it comes; one file's failure stops no other."""
    shares = plan(len(files), jobs=jobs, threads=settings.threads)
    if shares.processes == 1:
        processor = Processor(settings, request, threads=shares.threads)
        for path in files:
            yield processor.process(path, lambda stage, path=path: on_stage(path, stage))  # type: ignore[misc]
        return
    yield from _in_processes(list(files), settings, request, shares, on_stage)


def _in_processes(
    files: list[Path], settings: Settings, request: Request, shares: Plan, on_stage: OnStage
) -> Iterator[Outcome]:
    """A pool of fresh processes. When one of them is killed, the pool ends: what was in hand is tried alone, so that
    the file that kills is found and fails by itself, and the rest goes on in a new pool."""
    left = files
    while left:
        pool = Pool(settings, request, shares, on_stage)
        done = set()
        for outcome in pool.process(left):
            done.add(outcome.path)
            yield outcome
        left = [path for path in left if path not in done]
        suspects = [path for path in left if path in pool.started] or left
        for path in suspects:
            alone = Pool(settings, request, Plan(1, shares.threads), on_stage)
            yield next(alone.process([path]), None) or _killed(path)
        left = [path for path in left if path not in suspects]


def _killed(path: Path) -> Outcome:
    return Outcome(path, Status.FAILED, reason=f"{path}: the process hearing it was killed (out of memory?)")


class Pool:
    """Processes that hear recordings and tell the stages they reach; `started` are the files they have taken up."""

    def __init__(self, settings: Settings, request: Request, shares: Plan, on_stage: OnStage) -> None:
        self.started: set[Path] = set()
        self._on_stage = on_stage
        # spawn: a model loaded or torch used in the parent hangs a forked child
        context = multiprocessing.get_context("spawn")
        self._stages: SimpleQueue[tuple[Path, Stage]] = context.SimpleQueue()
        self._executor = ProcessPoolExecutor(
            shares.processes, context, initializer=_start, initargs=(settings, request, shares.threads, self._stages)
        )

    def process(self, files: Sequence[Path]) -> Iterator[Outcome]:
        """Each file's outcome as it comes; ends early, without the rest, when a process is killed."""
        # A daemon, never told to stop: a killed process may have taken the queue's lock with it.
        Thread(target=self._relay, daemon=True).start()
        try:
            yield from self._outcomes(files)
        except (KeyboardInterrupt, GeneratorExit):
            # What was in hand stays claimed by a dead process, which the next run takes over at once.
            self._executor.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.kill()
            raise

    def _outcomes(self, files: Sequence[Path]) -> Iterator[Outcome]:
        futures = [self._executor.submit(_work, path) for path in files]
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                break
        self._executor.shutdown()

    def _relay(self) -> None:
        while True:
            path, stage = self._stages.get()
            self.started.add(path)
            self._on_stage(path, stage)


_processor: Processor | None = None
_stages: "SimpleQueue[tuple[Path, Stage]] | None" = None


def _start(settings: Settings, request: Request, threads: int, stages: "SimpleQueue[tuple[Path, Stage]]") -> None:
    # Ctrl-C reaches every process of the terminal; the parent alone decides, and whoever loses it ends too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    global _processor, _stages  # a pool gives its processes no other place for what they keep
    _processor, _stages = Processor(settings, request, threads=threads), stages


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(path: Path) -> Outcome:
    assert _processor is not None  # noqa: S101  # the pool runs the initializer first
    assert _stages is not None  # noqa: S101
    tell = _stages.put
    return _processor.process(path, lambda stage: tell((path, stage)))
