"""How the level of a channel moves around each block: syllables, beats, pauses."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE
from qa_pipeline.audio.spectrum import HOP_SAMPLES, Spectrum
from qa_pipeline.audio.windows import Values, around, frames_around

# Deeper dips than this below the loudest of the window, or of the channel, say no more.
LEVEL_RANGE_DB = 40.0
CHANNEL_RANGE_DB = 45.0
FRAME_SECONDS = HOP_SAMPLES / SAMPLE_RATE
# Beats are this far apart, or a multiple of it.
BEAT_FRAMES = (round(0.2 / FRAME_SECONDS), round(1.3 / FRAME_SECONDS))
# Syllables come at this rate.
SYLLABLES_HZ = (2.5, 7.0)
# Rises smaller than this are a codec's.
SMALLEST_RISE_DB = 0.1

RHYTHM = ("spread", "beat", "jumps", "peaks", "dips", "syllables", "flutter", "rises")


def rhythm(picture: Spectrum, blocks: int) -> list[Values]:
    """One column for each of `RHYTHM`, from a window of that many blocks around each block.

    `spread` is the standard deviation of the level (dB), `beat` how far the notes' beginnings repeat (their highest
    autocorrelation), `jumps` the mean change of the level from frame to frame (dB), `peaks` and `dips` how far (dB) its
    loudest and its quietest tenth lie from its middle, `syllables` and `flutter` the share of its movement that is
    as fast as syllables and faster, `rises` how much (log of dB) the bins rise.
    """
    loudest = float(np.percentile(picture.levels_db, 99))
    levels = np.maximum(picture.levels_db.astype(np.float64), loudest - CHANNEL_RANGE_DB)
    jumps = np.abs(np.diff(levels.reshape(-1), prepend=levels[0, 0])).reshape(levels.shape)
    windows = frames_around(levels, blocks)
    quietest, middle, highest = np.percentile(windows, [10, 50, 90], axis=1)
    syllables, flutter = _movement(windows)
    return [
        _spread(frames_around(picture.levels_db, blocks)),
        _beat(frames_around(picture.rises_db, blocks)),
        around(jumps.mean(axis=1), blocks),
        highest - middle,
        middle - quietest,
        syllables,
        flutter,
        np.log(around(picture.rises_db.mean(axis=1), blocks) + SMALLEST_RISE_DB),
    ]


def _spread(windows: Values) -> Values:
    floor = windows.max(axis=1, keepdims=True) - LEVEL_RANGE_DB
    return np.asarray(np.maximum(windows, floor).std(axis=1))


def _beat(windows: Values) -> Values:
    frames = windows.shape[1]
    transformed = np.fft.rfft(_centred(windows), 2 * frames)
    alike = np.fft.irfft(np.square(transformed.real) + np.square(transformed.imag), 2 * frames)
    first, last = BEAT_FRAMES[0], min(BEAT_FRAMES[1], frames // 2)
    return np.asarray(alike[:, first : last + 1].max(axis=1) / (alike[:, 0] + 1e-6))


def _movement(windows: Values) -> tuple[Values, Values]:
    """The shares of the level's movement at the rate of syllables, and above it."""
    frames = windows.shape[1]
    moving = np.fft.rfft(_centred(windows) * np.hanning(frames), axis=1)
    power = np.square(moving.real) + np.square(moving.imag)
    rate = np.fft.rfftfreq(frames, FRAME_SECONDS)
    total = power[:, 1:].sum(axis=1) + 1e-6
    slow, fast = SYLLABLES_HZ
    at_rate = (rate >= slow) & (rate < fast)
    return np.asarray(power[:, at_rate].sum(axis=1) / total), np.asarray(power[:, rate >= fast].sum(axis=1) / total)


def _centred(windows: NDArray[np.float64]) -> Values:
    return np.asarray(windows - windows.mean(axis=1, keepdims=True))
