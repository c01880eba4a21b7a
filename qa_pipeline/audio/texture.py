"""What tells music from talk and noise, measured around each block of a channel."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE
from qa_pipeline.audio.spectrum import BIN_HZ, FRAMES_PER_BLOCK, HOP_SAMPLES, Spectrum

BoolArray = NDArray[np.bool_]
Values = NDArray[np.float64]

# Harmonics of a held note stand out of their surroundings of 300 Hz.
SURROUNDING_BINS = round(300 / BIN_HZ)
# Deeper dips of the level say no more about its steadiness.
LEVEL_RANGE_DB = 40.0
# What a bin has where the channel is quiet. A codec that writes nothing between the words is no quieter than this below
# the channel's mean, nor is an empty line than this at all.
QUIET_PERCENTILE, QUIETEST_BELOW_DB, QUIETEST_BIN_DB = 8.0, 45.0, -88.0
# Farther above the quiet, or below it, says no more.
LIFT_RANGE_DB = (-5.0, 30.0)
# Beats are this far apart, or a multiple of it.
BEAT_FRAMES = (round(0.2 * SAMPLE_RATE / HOP_SAMPLES), round(1.3 * SAMPLE_RATE / HOP_SAMPLES))
# Steady noise changes by 2 dB; what changes more than this may be talk as well.
LIVELY_DB = 4.0

FEATURES = ("ridge", "held", "flatness", "spread", "lift", "beat", "lively", "spoken")


def texture(picture: Spectrum, spoken: BoolArray, blocks: int) -> Values:
    """The features around each block, from a window of that many blocks; shape (blocks, features).

    `ridge` is how far (dB) pitches stand out of their surroundings in a block, `held` how far those do that sound
    through every block; `flatness` is that of the spectrum (dB, 0 for white noise), `spread` the standard deviation of
    the level (dB), `lift` how far (dB) the quietest moments lie above the channel's quiet, `beat` how far
    the notes' beginnings repeat (their highest autocorrelation), `lively` how much (dB) the bins change from block to
    block, `spoken` the share of blocks taken for speech.
    """
    lowest = around(picture.lowest_db, blocks)
    columns = (
        around(_ridge(picture.log_db.astype(np.float64)), blocks),
        _ridge(lowest),
        _flatness(around(picture.power, blocks)),
        _spread(picture, blocks),
        _lift(picture, lowest),
        _beat(picture, blocks),
        _lively(picture, blocks),
        around(spoken.astype(np.float64), blocks),
    )
    return np.stack(columns, axis=1)


def around(values: NDArray[np.floating], blocks: int) -> Values:
    """The mean over the window around each block, as much of it as lies in the recording."""
    before = blocks // 2
    summed = np.cumsum(values, axis=0, dtype=np.float64)
    summed = np.concatenate([np.zeros_like(summed[:1]), summed])
    index = np.arange(len(values))
    first, end = np.maximum(index - before, 0), np.minimum(index - before + blocks, len(values))
    count = (end - first).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((summed[end] - summed[first]) / count)


def _ridge(logs: Values) -> Values:
    """How far (dB) pitches stand out: twice the mean excess over their surroundings."""
    half = SURROUNDING_BINS // 2
    summed = np.cumsum(np.pad(logs, ((0, 0), (half + 1, half)), mode="reflect"), axis=1)
    smooth = (summed[:, SURROUNDING_BINS:] - summed[:, :-SURROUNDING_BINS]) / SURROUNDING_BINS
    return np.asarray(2 * np.maximum(logs - smooth, 0).mean(axis=1))


def _flatness(power: Values) -> Values:
    floor = 1e-12
    return np.asarray(10 * np.log10(power + floor).mean(axis=1) - 10 * np.log10(power.mean(axis=1) + floor))


def _spread(picture: Spectrum, blocks: int) -> Values:
    """Syllables and pauses make it large."""
    levels = picture.levels_db.astype(np.float64)
    floor = _loudest_around(levels.max(axis=1), blocks) - LEVEL_RANGE_DB
    levels = np.maximum(levels, floor[:, None])
    mean = around(levels.mean(axis=1), blocks)
    return np.asarray(np.sqrt(np.maximum(around(np.square(levels).mean(axis=1), blocks) - mean**2, 0.0)))


def _loudest_around(values: Values, blocks: int) -> Values:
    before = blocks // 2
    padded = np.pad(values, (before, blocks - before - 1), constant_values=-np.inf)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, blocks).max(axis=1))


def _lift(picture: Spectrum, lowest: Values) -> Values:
    mean = 10 * np.log10(float(picture.power.mean()) + 1e-12)
    least = max(QUIETEST_BIN_DB, mean - QUIETEST_BELOW_DB)
    quiet = np.maximum(np.percentile(picture.log_db, QUIET_PERCENTILE, axis=0), least)
    return np.asarray(np.clip(np.maximum(lowest, least) - quiet, *LIFT_RANGE_DB).mean(axis=1))


def _beat(picture: Spectrum, blocks: int) -> Values:
    frames = blocks * FRAMES_PER_BLOCK
    rises = picture.rises_db.reshape(-1).astype(np.float64)
    padded = np.pad(rises, (blocks // 2 * FRAMES_PER_BLOCK, frames), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, frames)[::FRAMES_PER_BLOCK][: len(picture.power)]
    centred = windows - windows.mean(axis=1, keepdims=True)
    transformed = np.fft.rfft(centred, 2 * frames)
    alike = np.fft.irfft(np.square(transformed.real) + np.square(transformed.imag), 2 * frames)
    first, last = BEAT_FRAMES[0], min(BEAT_FRAMES[1], frames // 2)
    return np.asarray(alike[:, first : last + 1].max(axis=1) / (alike[:, 0] + 1e-6))


def _lively(picture: Spectrum, blocks: int) -> Values:
    logs = picture.log_db.astype(np.float64)
    spread = np.sqrt(np.maximum(around(np.square(logs), blocks) - around(logs, blocks) ** 2, 0.0))
    return np.asarray(np.minimum(spread, LIVELY_DB).mean(axis=1))
