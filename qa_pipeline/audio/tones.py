"""Tones in a channel: ringing, beeps and the exchange's signals, each a pitch or two going on and off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.music import Stretch
from qa_pipeline.audio.spectrum import BIN_HZ, BLOCK_SECONDS, FIRST_BIN, LAST_BIN, Spectrum, block_runs

BoolArray = NDArray[np.bool_]

# Two pitches with the width that a window of 64 ms gives them; a vowel has more harmonics than that.
PEAK_BINS = 10
# What those bins hold of a tone's power.
PURE_SHARE = 0.96
# ITU-T E.180 has the exchange's signals at 400 to 450 Hz; ringback of other plans and beeps lie within these.
TONE_BINS = (round(300 / BIN_HZ), round(2_500 / BIN_HZ))
# Bursts are of one signal when their strongest pitch is the same; the two of a dual tone may swap places.
SAME_PITCH_BINS = 4
# Ringing pauses for 4 s; a beep that says "still on hold" for up to about 15 s.
LONGEST_PAUSE = round(16.0 / BLOCK_SECONDS)
# The pauses of a signal are quiet, but for the blocks that a burst begins or ends in.
AUDIBLE_PAUSE_SHARE = 0.2
# On a noisy line the noise can be heard, and still the pauses are no louder than the channel's quiet fifth.
QUIET_PERCENTILE, ABOVE_QUIET_DB = 20.0, 6.0
# A quiet fifth that is louder than this is no quiet.
LOUDEST_QUIET_DBFS = -45.0
LOUDEST_QUIET_BIN = 10 ** (LOUDEST_QUIET_DBFS / 10) / (LAST_BIN - FIRST_BIN)


@dataclass(frozen=True, slots=True)
class _Signal:
    """Bursts of one pitch from block `first` up to `end`; `pure` of the blocks hold the tone."""

    first: int
    end: int
    pure: int
    pitch: int


def tone_stretches(picture: Spectrum, audible: BoolArray, spoken: BoolArray, anyone: BoolArray) -> list[Stretch]:
    """Stretches of one signal, in order.

    `audible` and `spoken` tell of each block of this channel, `anyone` whether somebody speaks on any channel: a
    beep that goes on through a conversation marks the recording, not a hold.
    """
    pitch = picture.power.argmax(axis=1) + FIRST_BIN
    levels = picture.block_levels_db
    quiet = min(LOUDEST_QUIET_DBFS, float(np.percentile(levels, QUIET_PERCENTILE)))
    disturbed = audible & (levels > quiet + ABOVE_QUIET_DB)
    low, high = TONE_BINS
    pure = audible & ~spoken & (_purity(picture) >= PURE_SHARE) & (pitch >= low) & (pitch <= high)
    signals: list[_Signal] = []
    for first, end in block_runs(pure):
        burst = _Signal(first, end, end - first, int(np.median(pitch[first:end])))
        if signals and _goes_on(signals[-1], burst, disturbed, anyone):
            signals[-1] = _Signal(signals[-1].first, end, signals[-1].pure + burst.pure, burst.pitch)
        else:
            signals.append(burst)
    # Each block that is pure halves the odds that a voice or an instrument only happened to be.
    return [Stretch(signal.first, signal.end, 1 - 2 ** (-signal.pure / 2)) for signal in signals]


def _goes_on(signal: _Signal, burst: _Signal, disturbed: BoolArray, anyone: BoolArray) -> bool:
    pause = slice(signal.end + 1, burst.first - 1)
    return (
        burst.first - signal.end <= LONGEST_PAUSE
        and abs(burst.pitch - signal.pitch) <= SAME_PITCH_BINS
        and not anyone[pause].any()
        and (disturbed[pause].size == 0 or float(disturbed[pause].mean()) <= AUDIBLE_PAUSE_SHARE)
    )


def _purity(picture: Spectrum) -> NDArray[np.float64]:
    """The share of each block's power, above the channel's steady noise, that its strongest bins hold."""
    noise = np.minimum(np.percentile(picture.power, QUIET_PERCENTILE, axis=0), LOUDEST_QUIET_BIN)
    power = np.maximum(picture.power - noise, 0.0)
    strongest = np.partition(power, -PEAK_BINS, axis=1)[:, -PEAK_BINS:]
    total = power.sum(axis=1, dtype=np.float64)
    return np.asarray(strongest.sum(axis=1, dtype=np.float64) / np.maximum(total, 1e-12))
