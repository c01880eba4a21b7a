"""Mixing: everybody on the right channel, at the right moment and level."""

from typing import Literal

import numpy as np
import pytest

from sample_calls.edges import FloatArray
from sample_calls.mix import LEAKAGE_DELAY_S, hold_sound, leaked, mixed
from sample_calls.script import Event, HoldEvent
from sample_calls.telephone import RATE, decibels, rms
from sample_calls.timeline import PlacedHold, Timeline, lay_out
from tests.sample_calls.spoken import a_call, agent, customer, spoken

TRACK = "macroform-cold_day"


def some_music(name: str) -> FloatArray:
    assert name == TRACK
    return (np.arange(RATE) / RATE).astype(np.float32)


def a_recording(
    *dialogue: Event, sides: Literal["stereo", "mono"] = "stereo", leakage_db: float | None = None
) -> tuple[Timeline, FloatArray]:
    script = a_call(*dialogue, sides=sides, leakage_db=leakage_db)
    timeline = lay_out(script, spoken(script.lines))
    return timeline, mixed(script, timeline, some_music)


def level(channel: FloatArray, start: float, end: float) -> float:
    return decibels(rms(channel[round(start * RATE) : round(end * RATE)]))


def test_each_side_is_on_its_own_channel_at_its_own_level() -> None:
    timeline, channels = a_recording(agent("one two", gap=0.5), customer("three four"))
    first, second = timeline.lines
    assert level(channels[0], first.words[0].start, first.end) == pytest.approx(-20, abs=0.3)
    assert level(channels[1], second.words[0].start, second.end) == pytest.approx(-30, abs=0.3)
    assert level(channels[1], first.words[0].start, first.end) == pytest.approx(-70, abs=1.5)


def test_mono_has_everybody_on_one_channel() -> None:
    timeline, channels = a_recording(agent("one two", gap=0.5), customer("three four"), sides="mono")
    assert channels.shape[0] == 1
    levels = [level(channels[0], line.words[0].start, line.end) for line in timeline.lines]
    assert levels == pytest.approx([-20, -30], abs=0.3)


def test_leakage_is_the_other_side_lower_and_later() -> None:
    channels = np.zeros((2, RATE), np.float32)
    channels[0, 100] = 1.0
    both = leaked(channels, -20)
    assert both[0, 100] == 1.0
    assert both[1, 100 + round(LEAKAGE_DELAY_S * RATE)] == pytest.approx(0.1)


def test_hold_music_is_on_the_channel_of_the_script() -> None:
    hold = HoldEvent(hold="music", seconds=4, track=TRACK, channel="left", level_db=-26)
    timeline, channels = a_recording(agent("one", gap=0.5), hold, agent("two"))
    (placed,) = timeline.holds
    assert level(channels[0], placed.start + 0.2, placed.end - 0.2) == pytest.approx(-26, abs=1)
    assert level(channels[1], placed.start, placed.end) == pytest.approx(-70, abs=1.5)


def test_a_short_track_begins_again_and_an_offset_skips_its_start() -> None:
    hold = PlacedHold(0, 2.5, HoldEvent(hold="music", seconds=2.5, track=TRACK, offset=0.25))
    sound = hold_sound(hold, some_music)
    assert sound.size == 2.5 * RATE
    assert sound[RATE // 2] / sound[RATE // 4] == pytest.approx(0.75 / 0.5, rel=1e-3)
    assert sound[RATE] == pytest.approx(sound[2 * RATE])


def test_a_tone_hold_beeps_and_a_silent_one_does_not() -> None:
    beeps, nothing = (
        hold_sound(
            PlacedHold(0, 6, HoldEvent.model_validate({"hold": kind, "seconds": 6, "level_db": -25})), some_music
        )
        for kind in ("tone", "silence")
    )
    assert level(beeps, 3.0, 3.5) == pytest.approx(-25, abs=0.1)
    assert not beeps[round(0.6 * RATE) : 3 * RATE].any()
    assert not nothing.any()
