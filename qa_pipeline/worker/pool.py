"""Celery's side of a worker: a process a core, each with its engines, and the task that takes one recording.

It is a process of its own below `callqa worker` (keeper.py), which starts it and tells it to stop. It loads no model
and opens no database itself, so that the processes it forks begin clean.
"""

import json
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from celery import signals
from celery.exceptions import Reject

from qa_pipeline.engines import embedder_for
from qa_pipeline.errors import CallqaError, Unavailable
from qa_pipeline.jobs import Processor, Request
from qa_pipeline.observing.logs import Level, set_up_logs
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.store.outage import Outage
from qa_pipeline.store.states import Lane
from qa_pipeline.worker.app import HEAR, celery_app, queue_name
from qa_pipeline.worker.events import Listeners
from qa_pipeline.worker.hearing import PAUSE_SECONDS, UNFIT, Hearer, Unfit
from qa_pipeline.worker.metering import count_together

log = logging.getLogger(__name__)

# Seconds that Celery waits for a last word of a process that was killed.
LAST_WORD_SECONDS = 1.0
OUTAGE_SECONDS = 3600.0
"""How long a result is kept while the database is away: without it a process could hear nothing else either."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker is run. `tell` is the file descriptor on which it says why it cannot go on, `metrics` the folder in
    which its processes count; empty: each for itself, and nobody asks. `outage` is the descriptor of the file in which
    all see whether the database is away."""

    name: str
    processes: int
    lanes: tuple[Lane, ...] = tuple(Lane)
    log_level: Level = "INFO"
    tell: int = -1
    metrics: str = ""
    outage: int = -1

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Options":
        told = json.loads(text)
        return cls(**told | {"lanes": tuple(Lane(lane) for lane in told["lanes"])})


class Place:
    """A process of the pool: made before the fork, furnished after it."""

    def __init__(self, settings: Settings, options: Options, make: Callable[[Settings], Processor]) -> None:
        self.settings = settings
        self.options = options
        self.make = make
        self.listeners = Listeners()
        self.hearer: Hearer | None = None
        self.unfit = False
        self.outage = Outage(options.outage if options.outage >= 0 else None)

    def furnish(self, **_: object) -> None:
        """Load the engines, once, in the process that uses them."""
        processor = self.make(self.settings)
        processor.outage = self.outage
        self.hearer = Hearer(self.settings, processor, self.options.lanes, self.listeners)
        try:
            processor.ears  # noqa: B018  # made on first need: now
            embedder_for(self.settings)
        except UNFIT as error:
            self.give_up(str(error))

    def hear(self) -> str:
        """The task. Every way out but the good one puts the message back: the recording it stands for still waits."""
        if self.hearer is None or self.unfit:
            time.sleep(1.0)  # until the pool has stopped
            raise Reject("this worker takes no more", requeue=True)
        try:
            return self.hearer.take_one()
        except Unfit as error:
            self.give_up(str(error))
        except Unavailable:
            pass  # the outage is told
        except CallqaError as error:
            log.warning("%s; trying again", error)
        except Exception:
            log.exception("a recording could not be taken")
        time.sleep(PAUSE_SECONDS * random.uniform(0.2, 1.0))  # noqa: S311  # no secret
        raise Reject("not now", requeue=True)

    def give_up(self, reason: str) -> None:
        """Say why no recording can be heard here, and take no more."""
        self.unfit = True
        log.error("%s", reason)
        if self.options.tell >= 0:
            os.write(self.options.tell, f"{reason}\n".encode()[:4000])


def make_processor(settings: Settings) -> Processor:
    """What hears, in each process of the pool."""
    return Processor(settings, Request(), threads=settings.threads or 1, patience=OUTAGE_SECONDS)


def run(settings: Settings, options: Options, make: Callable[[Settings], Processor] = make_processor) -> int:
    """Work until told to stop; gives the exit status."""
    place = Place(settings, options, make)
    if options.metrics:
        count_together(place.listeners, options.metrics)
    app = celery_app(settings)
    app.task(place.hear, name=HEAR)
    signals.worker_process_init.connect(place.furnish, weak=False)
    signals.setup_logging.connect(_leave_logging, weak=False)
    threading.Thread(target=_stop_with_keeper, daemon=True).start()
    worker = app.Worker(
        hostname=options.name,
        concurrency=options.processes,
        queues=[queue_name(settings, lane) for lane in options.lanes],
        pool="prefork",
        optimization="fair",  # a message goes to a process that is free, never to one that has work
        worker_lost_wait=LAST_WORD_SECONDS,
        without_gossip=True,
        without_mingle=True,
        quiet=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def _leave_logging(**_: object) -> None:
    """Celery asks for its logging to be set up; it is ours, and stands."""


def _stop_with_keeper() -> None:
    """Stop when the keeper has died: standard input is its pipe, and says nothing until it closes."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str], make: Callable[[Settings], Processor] = make_processor) -> int:
    """Run with the options that the keeper gave as JSON."""
    options = Options.from_json(arguments[0])
    settings = load_settings()
    set_up_logs(options.log_level, settings.log_format, worker=options.name)
    return run(settings, options, make)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
