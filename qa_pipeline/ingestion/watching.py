"""A drop folder: each recording, and each zip of them, is taken in once it has stopped growing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.ingestion.ingest import Announce, Ingestion, Outcome, Standing
from qa_pipeline.ingestion.order import Order
from qa_pipeline.ingestion.sidecar import names_beside
from qa_pipeline.ingestion.sources import PassedOver, files_below, found_in, is_zip, printable
from qa_pipeline.settings import Settings

DONE, FAILED = "done", "failed"
Mark = tuple[tuple[int, int], ...]
"""Size and time of change of a file and of those beside it that tell of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a file was found, and since when it has been so."""

    mark: Mark
    since: float


class DropFolder:
    """Which files of a folder have been the same for long enough, and were not given out as they are now."""

    def __init__(self, top: Path, *, settle_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        if not top.is_dir():
            raise UsageError(f"{top}: is no folder; `callqa watch` needs one")
        self.top = top
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._seen: dict[Path, Seen] = {}
        self._finished: dict[Path, Mark] = {}

    def settled(self) -> list[Path]:
        """Look once; the recordings and zips that are ready, in order of their names."""
        now = self._clock()
        seen: dict[Path, Seen] = {}
        ready = []
        for path in self._files():
            mark = _mark(path)
            if not mark or self._finished.get(path) == mark:
                continue
            before = self._seen.get(path)
            seen[path] = before if before and before.mark == mark else Seen(mark, now)
            if now - seen[path].since >= self._settle_seconds:
                ready.append(path)
        self._seen = seen
        return ready

    def finish(self, path: Path) -> None:
        """Not to give the file out again until it, or what tells of it, changes."""
        if path in self._seen:
            self._finished[path] = self._seen[path].mark

    def _files(self) -> Iterator[Path]:
        there = set()
        for path in files_below(self.top, PassedOver()):
            if isinstance(path, Path) and path.relative_to(self.top).parts[0] not in (DONE, FAILED):
                there.add(path)
                yield path
        self._finished = {path: mark for path, mark in self._finished.items() if path in there}


class Watch:
    """Takes in what settles in a drop folder until it is told to stop."""

    def __init__(
        self, settings: Settings, order: Order, drop: DropFolder, announce: Announce, *, move: bool = False
    ) -> None:
        self._settings = settings
        self._order = order
        self._drop = drop
        self._announce = announce
        self._move = move

    def run(self, stop: Event, tell: Callable[[Outcome], None], trouble: Callable[[str], None]) -> None:
        """Look, take in, wait; what fails in passing is told and tried again with the next look."""
        while not stop.is_set():
            try:
                self.look(stop, tell, trouble)
            except Transient as error:
                trouble(str(error))
            stop.wait(self._settings.watch_poll_seconds)

    def look(self, stop: Event, tell: Callable[[Outcome], None], trouble: Callable[[str], None]) -> None:
        """Look once and take in what has settled."""
        ready = self._drop.settled()
        if not ready:
            return
        # The next look is the next try.
        with Ingestion(self._settings, self._order, self._announce, sleep=lambda _: None) as ingestion:
            for path in ready:
                outcomes = []
                for found in found_in(path, self._drop.top, ingestion.limits, ingestion.passed_over):
                    if stop.is_set():
                        return
                    outcomes.append(ingestion.take(found))
                    tell(outcomes[-1])
                self._finish(path, outcomes, trouble)

    def _finish(self, path: Path, outcomes: Sequence[Outcome], trouble: Callable[[str], None]) -> None:
        """Have done with a file: a zip is good where all in it is."""
        self._drop.finish(path)
        if not outcomes:
            trouble(f"{printable(path)}: holds no recording")
        if not self._move:
            return
        good = bool(outcomes) and all(one.standing in (Standing.RECEIVED, Standing.DUPLICATE) for one in outcomes)
        try:
            move(path, self._drop.top, DONE if good else FAILED)
        except OSError as error:
            trouble(f"{printable(path)}: cannot be moved ({error.strerror}); it stays where it is")


def move(path: Path, top: Path, where: str) -> None:
    """Move a file, and the sidecars beside it, into a folder of the drop folder, under a name that is free there."""
    target = top / where / path.relative_to(top)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    free = _free(target)
    path.rename(free)
    for other in beside:
        # `call.json` of `call.wav` goes on being that of `call-2.wav`
        name = other.name.replace(path.name, free.name, 1).replace(path.stem, free.stem, 1)
        other.rename(free.with_name(other.name if free.name == path.name else name))


def _free(target: Path) -> Path:
    numbered = (target.with_stem(f"{target.stem}-{number}") for number in range(2, 100_000))
    return target if not target.exists() else next(path for path in numbered if not path.exists())


def _beside(path: Path) -> list[Path]:
    if is_zip(path.name):
        return []  # `a.json` beside `a.zip` is of `a.wav`, and what is told of those in the zip lies in it
    return [other for name in names_beside(path.name) if (other := path.with_name(name)).is_file()]


def _mark(path: Path) -> Mark:
    """Empty where the file has gone meanwhile."""
    try:
        return tuple((status.st_size, status.st_mtime_ns) for one in (path, *_beside(path)) if (status := one.stat()))
    except OSError:
        return ()
