"""A database that is away: told in one line when it goes and in one when it is back, and waited for."""

import fcntl
import logging
import os
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from qa_pipeline.errors import CallqaError, LeaseLost, Unavailable

log = logging.getLogger(__name__)

BETWEEN_TRIES = 2.0
"""Seconds until a database that did not answer is asked again."""
TIMES = struct.Struct("dd")

Answer = TypeVar("Answer")


class Outage:
    """Since when the database is away, known to all processes that share the open file `descriptor`.

    Of many that find it away, or back, at the same time one says so. Times are of the machine's monotonic clock.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self._file = tempfile.TemporaryFile() if descriptor is None else os.fdopen(descriptor, "r+b")  # noqa: SIM115
        self._threads = threading.Lock()
        if descriptor is None:
            self._file.truncate(TIMES.size)

    @property
    def descriptor(self) -> int:
        """The open file, for a process that is to share it."""
        return self._file.fileno()

    def failed(self, error: Unavailable, *, begun: float) -> None:
        """Something that was asked at `begun` was not answered."""
        with self._times() as (since, back):
            if since or begun < back:
                return
            self._write(time.monotonic(), back)
        log.warning("%s; waiting until it answers", error)

    def answered(self, database: object, *, begun: float) -> None:
        """Something that was asked at `begun` was answered."""
        if not self._read()[0]:
            return
        with self._times() as (since, _):
            if not since or begun < since:
                return
            self._write(0.0, time.monotonic())
        log.warning("database %s answers again after %.0f s", database, time.monotonic() - since)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    @contextmanager
    def _times(self) -> Iterator[tuple[float, float]]:
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield self._read()
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _read(self) -> tuple[float, float]:
        """Since when it is away (0: it is not), and when it was last back."""
        since, back = TIMES.unpack(os.pread(self.descriptor, TIMES.size, 0))
        return since, back

    def _write(self, since: float, back: float) -> None:
        os.pwrite(self.descriptor, TIMES.pack(since, back), 0)


def patiently(ask: Callable[[], Answer], *, seconds: float) -> Answer:
    """Ask the database, again and again for so long while it is away, full or read-only.

    Raises what the last try raised, and LeaseLost at once: the recording is another's, and so is its result.
    """
    deadline, told = time.monotonic() + seconds, False
    while True:
        try:
            return ask()
        except LeaseLost:
            raise
        except CallqaError as error:
            if time.monotonic() + BETWEEN_TRIES > deadline:
                raise
            if not told and not isinstance(error, Unavailable):  # which the outage tells
                log.warning("%s; trying again", error)
            told = True
            time.sleep(BETWEEN_TRIES)
