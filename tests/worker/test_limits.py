import subprocess
import sys
import time

import pytest

from qa_pipeline.errors import OverTime
from qa_pipeline.settings import Settings
from qa_pipeline.worker.limits import Clock, Limits, limits_for, within

# A C function that never lets go of Python's lock: no signal handler and no thread of Python's gets a turn.
STUCK = """
import ctypes
from qa_pipeline.worker.limits import Limits, within
with within(Limits(0.1, 0.5)):
    ctypes.PyDLL(None).sleep(60)
"""


@pytest.mark.parametrize(
    ("duration", "size_bytes", "soft"),
    [
        (60.0, 0, 600.0),  # the floor
        (3600.0, 0, 14_400.0),  # four times its length
        (None, 7_200_000, 14_400.0),  # an hour of 16 kbit/s, by its size
        (None, 0, 600.0),
    ],
)
def test_limits_go_by_the_length_or_by_the_size(duration: float | None, size_bytes: int, soft: float) -> None:
    limits = limits_for(duration=duration, size_bytes=size_bytes, settings=Settings(_env_file=None))
    assert limits.soft == soft
    assert limits.hard > soft


@pytest.mark.timeout(0)  # it needs the alarm that pytest-timeout uses
def test_work_over_its_time_is_broken_off() -> None:
    with pytest.raises(OverTime, match="longer than 0 s"), within(Limits(0.05, 30.0)):
        time.sleep(5)


@pytest.mark.timeout(0)
def test_work_in_time_is_left_alone() -> None:
    with within(Limits(0.2, 30.0)):
        pass
    time.sleep(0.3)


def test_a_process_that_no_signal_reaches_is_ended() -> None:
    done = subprocess.run([sys.executable, "-c", STUCK], timeout=120, capture_output=True, check=False)
    assert done.returncode == 1


@pytest.mark.timeout(0)
def test_time_that_does_not_count_is_no_part_of_the_work() -> None:
    with within(Limits(0.2, 30.0)) as clock:
        with clock.stopped():
            time.sleep(0.4)
        time.sleep(0.05)
    with pytest.raises(OverTime), within(Limits(0.2, 30.0)) as clock:
        _wait_and_work(clock)


def _wait_and_work(clock: Clock) -> None:
    with clock.stopped():
        time.sleep(0.1)
    time.sleep(5)
