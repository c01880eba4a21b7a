import time
from pathlib import Path

import pytest

from qa_pipeline.evaluation.figures import CallMeasures, pool
from qa_pipeline.evaluation.timing import StageClock, StageCost
from qa_pipeline.pipeline import Stage

ONE, OTHER = Path("one.wav"), Path("other.wav")


def test_each_stage_lasts_until_the_next_and_the_last_until_the_end() -> None:
    with StageClock(alone=True) as clock:
        for stage in Stage:
            clock.on_stage(ONE, stage)
            time.sleep(0.08 if stage is Stage.WORDS else 0.01)
        clock.finished(ONE)
    costs = clock.costs(ONE)
    assert costs is not None
    assert list(costs) == list(Stage)
    assert 0.08 <= costs[Stage.WORDS].seconds < 1
    assert costs[Stage.DIALOGUE].seconds >= 0.01
    assert all(cost.peak_bytes and cost.peak_bytes > 1_000_000 for cost in costs.values())


def test_memory_held_and_given_back_within_a_stage_is_that_stages_peak() -> None:
    with StageClock(alone=True) as clock:
        clock.on_stage(ONE, Stage.DECODE)
        held = bytearray(300_000_000)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(0.3)  # the sampler looks every 0.05 s
        del held
        for stage in list(Stage)[1:]:
            clock.on_stage(ONE, stage)
        clock.finished(ONE)
    costs = clock.costs(ONE)
    assert costs is not None
    decode, after = costs[Stage.DECODE].peak_bytes, costs[Stage.WORDS].peak_bytes
    assert decode is not None
    assert after is not None
    assert decode - after > 250_000_000


def test_recordings_side_by_side_have_times_of_their_own_and_no_memory() -> None:
    with StageClock(alone=False) as clock:
        for stage in Stage:
            clock.on_stage(ONE, stage)
            clock.on_stage(OTHER, stage)
        clock.finished(ONE)
        clock.finished(OTHER)
    for path in (ONE, OTHER):
        costs = clock.costs(path)
        assert costs is not None
        assert {cost.peak_bytes for cost in costs.values()} == {None}


def test_a_recording_that_was_known_or_failed_on_the_way_has_no_costs() -> None:
    with StageClock(alone=True) as clock:
        clock.finished(ONE)
        clock.on_stage(OTHER, Stage.DECODE)
        clock.finished(OTHER)
    assert clock.costs(ONE) is None
    assert clock.costs(OTHER) is None


def test_over_calls_the_factor_is_of_all_their_seconds_and_the_peak_the_highest() -> None:
    calls = [
        CallMeasures("one", 100.0, costs=dict.fromkeys(Stage, StageCost(10.0, 500))),
        CallMeasures("other", 300.0, costs=dict.fromkeys(Stage, StageCost(2.0, 700))),
        CallMeasures("known", 1000.0),
    ]
    stages = pool(calls).stages
    assert list(stages) == [stage.value for stage in Stage]
    assert stages["words"].real_time_factor == pytest.approx(12 / 400)
    assert stages["words"].peak_bytes == 700
    assert pool(calls[2:]).stages == {}
