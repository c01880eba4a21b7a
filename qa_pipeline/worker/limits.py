"""How long hearing a recording may take, and what happens to one that takes longer."""

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from qa_pipeline.errors import OverTime
from qa_pipeline.settings import Settings

# Where the length is not known yet: 16 kbit a second is less than telephone recordings take, so none looks shorter.
BYTES_A_SECOND = 2_000
LEAST_GRACE = 30.0
LEAST_LEFT = 0.001  # seconds; none would be no limit at all


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which hearing is broken off (`soft`), and after which its process ends if it goes on (`hard`)."""

    soft: float
    hard: float


def limits_for(*, duration: float | None, size_bytes: int, settings: Settings) -> Limits:
    """The limits for a recording, by its length, or by its size where nobody knows the length."""
    length = duration if duration is not None else size_bytes / BYTES_A_SECOND
    soft = max(settings.time_limit_floor, settings.time_limit_factor * length)
    return Limits(soft, soft + max(LEAST_GRACE, soft / 4))


@dataclass(frozen=True, slots=True)
class Clock:
    """The limits of the block in hand, whose time may be stopped."""

    limits: Limits

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Nothing that happens in this block counts: waiting for a database is no fault of the recording."""
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        try:
            yield
        finally:
            self.run(max(left, LEAST_LEFT))

    def run(self, seconds: float) -> None:
        """Let so much time pass until the soft limit."""
        signal.setitimer(signal.ITIMER_REAL, seconds)
        faulthandler.dump_traceback_later(seconds + self.limits.hard - self.limits.soft, exit=True)


@contextmanager
def within(limits: Limits) -> Iterator[Clock]:
    """Hold the block to its limits: OverTime is raised in it at the soft one, the process ends at the hard one.

    For the main thread alone. The hard limit is watched by a thread that needs no Python lock, so it also ends a
    library that never lets go of it; where every thread stood is written to standard error.
    """
    before = signal.signal(signal.SIGALRM, lambda number, frame: _break_off(number, frame, limits))
    clock = Clock(limits)
    clock.run(limits.soft)
    try:
        yield clock
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _break_off(_number: int, _frame: FrameType | None, limits: Limits) -> None:
    raise OverTime(
        f"hearing it took longer than {limits.soft:.0f} s (CALLQA_TIME_LIMIT_FACTOR and CALLQA_TIME_LIMIT_FLOOR set it)"
    )
