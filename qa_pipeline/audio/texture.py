"""What tells music from talk and noise, measured around each block of a channel."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.rhythm import RHYTHM, rhythm
from qa_pipeline.audio.spectrum import BIN_HZ, Spectrum
from qa_pipeline.audio.windows import Values, around

BoolArray = NDArray[np.bool_]

# Harmonics of a held note stand out of their surroundings of 300 Hz.
SURROUNDING_BINS = round(300 / BIN_HZ)
# What a bin has where the channel is quiet. A codec that writes nothing between the words is no quieter than this below
# the channel's mean, nor is an empty line than this at all.
QUIET_PERCENTILE, QUIETEST_BELOW_DB, QUIETEST_BIN_DB = 8.0, 45.0, -88.0
# Farther above the quiet, or below it, says no more.
LIFT_RANGE_DB = (-5.0, 30.0)
# Steady noise changes by 2 dB; what changes more than this may be talk as well.
LIVELY_DB = 4.0
# A pitch below this is the rounding of a codec.
FAINTEST_PITCH_DB = -75.0
# Blocks after which the same pitches may still sound, or again.
LAGS = (1, 2, 4)

PITCH = ("ridge", "held", "flatness", "lift", "lively", "spoken", *(f"same_{lag}" for lag in LAGS))
FEATURES = (*PITCH, *RHYTHM)


def texture(picture: Spectrum, spoken: BoolArray, blocks: int) -> Values:
    """The features around each block, from a window of that many blocks; shape (blocks, features).

    `ridge` is how far (dB) pitches stand out of their surroundings in a block, `held` how far those do that sound
    through every block; `flatness` is that of the spectrum (dB, 0 for white noise), `lift` how far (dB) the quietest
    moments lie above the channel's quiet, `lively` how much (dB) the bins change from block to block, `spoken` the
    share of blocks taken for speech, `same_N` how alike (cosine) the pitches are N blocks later; the rest is told by
    `rhythm`.
    """
    logs = picture.log_db.astype(np.float64)
    lowest = around(picture.lowest_db, blocks)
    columns = [
        around(_ridge(logs), blocks),
        _ridge(lowest),
        _flatness(around(picture.power, blocks)),
        _lift(picture, lowest),
        _lively(logs, blocks),
        around(spoken.astype(np.float64), blocks),
        *_same(logs, blocks),
        *rhythm(picture, blocks),
    ]
    return np.stack(columns, axis=1)


def _pitches(logs: Values) -> Values:
    """By how much (dB) each bin is above its surroundings."""
    half = SURROUNDING_BINS // 2
    summed = np.cumsum(np.pad(logs, ((0, 0), (half + 1, half)), mode="reflect"), axis=1)
    return np.asarray(
        np.maximum(logs - (summed[:, SURROUNDING_BINS:] - summed[:, :-SURROUNDING_BINS]) / SURROUNDING_BINS, 0)
    )


def _ridge(logs: Values) -> Values:
    """How far (dB) pitches stand out: twice the mean excess over their surroundings."""
    return np.asarray(2 * _pitches(logs).mean(axis=1))


def _same(logs: Values, blocks: int) -> list[Values]:
    """A gliding voice is elsewhere after a quarter of a second; a note is still there, or comes back."""
    pitches = _pitches(np.maximum(logs, FAINTEST_PITCH_DB))
    pitches /= np.linalg.norm(pitches, axis=1, keepdims=True) + 1e-6
    found = []
    for lag in LAGS:
        alike = np.zeros(len(pitches))
        pairs = (pitches[lag:] * pitches[:-lag]).sum(axis=1)
        alike[lag // 2 : lag // 2 + pairs.size] = pairs
        found.append(around(alike, blocks))
    return found


def _flatness(power: Values) -> Values:
    floor = 1e-12
    return np.asarray(10 * np.log10(power + floor).mean(axis=1) - 10 * np.log10(power.mean(axis=1) + floor))


def _lift(picture: Spectrum, lowest: Values) -> Values:
    mean = 10 * np.log10(float(picture.power.mean()) + 1e-12)
    least = max(QUIETEST_BIN_DB, mean - QUIETEST_BELOW_DB)
    quiet = np.maximum(np.percentile(picture.log_db, QUIET_PERCENTILE, axis=0), least)
    return np.asarray(np.clip(np.maximum(lowest, least) - quiet, *LIFT_RANGE_DB).mean(axis=1))


def _lively(logs: Values, blocks: int) -> Values:
    spread = np.sqrt(np.maximum(around(np.square(logs), blocks) - around(logs, blocks) ** 2, 0.0))
    return np.asarray(np.minimum(spread, LIVELY_DB).mean(axis=1))
