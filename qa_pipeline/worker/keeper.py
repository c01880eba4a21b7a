"""`callqa worker`: starts the pool, says that it lives, clears up after the dead, and stops it in good order."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import FrameType

import psutil

from qa_pipeline.errors import CallqaError, Unavailable
from qa_pipeline.lease import owner_name
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.outage import Outage
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.worker.metering import Metering
from qa_pipeline.worker.pool import Options
from qa_pipeline.worker.reaping import Reaper, give_back, resend

log = logging.getLogger(__name__)

POOL = (sys.executable, "-m", "qa_pipeline.worker.pool")
TICK_SECONDS = 0.2
ALIVE_SECONDS = 10.0
DRAIN_SECONDS = 1.0


@dataclass
class Every:
    """A thing to do again and again; nothing that goes wrong with it ends the worker."""

    seconds: float
    do: Callable[[], object]
    next: float = 0.0

    def if_due(self) -> None:
        if time.monotonic() < self.next:
            return
        try:
            self.do()
        except Unavailable:
            pass  # the outage is told
        except CallqaError as error:
            log.warning("%s; trying again", error)
        self.next = time.monotonic() + self.seconds


class Keeper:
    """One pool and what is done around it. `drain` stops it when nothing of its lanes waits or is in hand any more."""

    def __init__(
        self, settings: Settings, options: Options, *, drain: bool = False, pool: Sequence[str] = POOL
    ) -> None:
        self.settings = settings
        self.options = options
        self.outage = Outage()
        self.store: Store = open_store(settings.resolved_database_url, self.outage)
        self.name = owner_name()
        self.stops = 0
        self._metering = Metering(settings)
        self._pool = pool
        self._told = ""
        self._tell, self._listen = self._pipe()
        self._duties = [
            Every(min(ALIVE_SECONDS, settings.reap_seconds), self._say_alive),
            Every(settings.reap_seconds, Reaper(self.store, settings).look),
            Every(settings.reap_seconds, self._resend),
            *([Every(DRAIN_SECONDS, self._stop_if_done)] if drain else []),
        ]

    def run(self) -> int:
        """Work until told to stop, or until the pool cannot go on; gives the exit status.

        Raises CallqaError with the reason when no recording can be heard by this worker.
        """
        with self._metering:
            return self._run()

    def _run(self) -> int:
        handlers = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        process = self._start()
        try:
            while process.poll() is None:
                self._turn(process)
                time.sleep(TICK_SECONDS)
        finally:
            self._end(process)
            for number, handler in handlers.items():
                signal.signal(number, handler)
        if self._told:
            raise CallqaError(f"the worker has stopped: {self._told}")
        return 0 if self.stops else process.returncode

    def stop(self) -> None:
        """Stop once the recordings in hand are done; asked a second time, at once."""
        self.stops += 1

    def _turn(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(BlockingIOError):
            self._told = self._told or os.read(self._listen, 4096).decode().partition("\n")[0]
        if self._told:
            self.stops = max(self.stops, 1)
        if self.stops == 1:
            process.terminate()
            self.stops = 2
            log.info("stopping once the recordings in hand are done")
        elif self.stops > 2:
            self._kill(process)
        for duty in self._duties:
            duty.if_due()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # 1: to be told; 2: the pool was told; 3: to be killed
        self.stops = 3 if self.stops else 1

    def _start(self) -> subprocess.Popen[bytes]:
        shared = {"tell": self._tell, "outage": self.outage.descriptor, "metrics": self._metering.folder}
        options = replace(self.options, **shared).as_json()  # type: ignore[arg-type]  # each of its field's type
        # A session of its own: Ctrl-C is for the keeper, who passes it on once.
        return subprocess.Popen(  # noqa: S603  # our own interpreter with our own arguments
            [*self._pool, options],
            stdin=subprocess.PIPE,
            pass_fds=[self._tell, self.outage.descriptor],
            start_new_session=True,
        )

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """End the pool and all its processes now, and give back what they had in hand."""
        with contextlib.suppress(psutil.NoSuchProcess):
            below = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            psutil.wait_procs(below, timeout=10)
            with contextlib.suppress(CallqaError):
                give_back(self.store, {child.pid for child in below})
        process.wait()

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            self._kill(process)
        with contextlib.suppress(CallqaError), self.store.session() as session:
            writes.say_gone(session, name=self.name)
        for descriptor in (self._tell, self._listen):
            os.close(descriptor)
        self.store.close()
        self.outage.close()

    def _say_alive(self) -> None:
        with self.store.session() as session:
            writes.say_alive(session, name=self.name, lanes=self.options.lanes, processes=self.options.processes)

    def _resend(self) -> None:
        """One of all living workers does it, the one that has lived longest: many would send the same message twice."""
        with self.store.reading() as session:
            living = reads.workers(session, now=datetime.now(UTC))
        if living and living[0].name == self.name:
            sent = resend(self.store, self.settings)
            if sent:
                log.info("sent %d messages that were missing", sent)

    def _stop_if_done(self) -> None:
        with self.store.reading() as session:
            left = reads.unfinished(session, lanes=self.options.lanes)
        if left == 0 and not self.stops:
            self.stop()

    def _pipe(self) -> tuple[int, int]:
        listen, tell = os.pipe()
        os.set_blocking(listen, False)
        return tell, listen
