"""Channels as speakers: each side of a stereo recording has its own, and the other side's voice is taken out of it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray

# Long enough to hold a syllable, short enough that a real answer within somebody's leak is not lost.
WINDOW_SECONDS = 0.25
# An echo over the line comes back within this time; a leak inside one telephone comes at once.
LONGEST_ECHO_SECONDS = 0.06
# A leak is fainter than its source by far more; two people who both speak seldom differ by less the same way round.
FAINTER_DB = 6.0
# Two voices hardly correlate over a window; a leak above the line's noise does so nearly fully.
SAME_SOUND = 0.5
# What a leak leaves of a region is the leak's own edge unless it is longer than this.
SHORTEST_REST = 0.3
SILENCE = 1e-10


def channel_speech(channels: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> tuple[SpeakerSpan, ...]:
    """Who speaks when, in order of time: `channel:0` for the first array, and so on; speakers may overlap.

    `channels` are mono samples at 16 kHz, equally long; `speech` are the regions of each, in order and apart.
    A stretch that is the faint copy of what another channel has at the same time is that one's leak, not speech.
    """
    spans = [
        SpeakerSpan(rest.start, rest.end, f"channel:{own}")
        for own, regions in enumerate(speech)
        for region in regions
        for rest in _without_leaks(region, own, channels)
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.speaker)))


def _without_leaks(region: Span, own: int, channels: Sequence[FloatArray]) -> Iterator[Span]:
    """What is left of a region of channel `own` when the windows that leaked from another are taken out."""
    edges = np.arange(region.start, region.end, WINDOW_SECONDS)
    windows = [Span(float(start), min(float(start) + WINDOW_SECONDS, region.end)) for start in edges]
    leaked = [any(_leaks(window, own, other, channels) for other in range(len(channels))) for window in windows]
    if not any(leaked):
        yield region
        return
    for run in _runs(windows, leaked):
        if run.duration > SHORTEST_REST:
            yield run


def _runs(windows: Sequence[Span], leaked: Sequence[bool]) -> Iterator[Span]:
    start: float | None = None
    for window, leak in zip(windows, leaked, strict=True):
        if leak and start is not None:
            yield Span(start, window.start)
            start = None
        elif not leak and start is None:
            start = window.start
    if start is not None:
        yield Span(start, windows[-1].end)


def _leaks(window: Span, own: int, other: int, channels: Sequence[FloatArray]) -> bool:
    if own == other:
        return False
    first, last = int(window.start * SAMPLE_RATE), int(window.end * SAMPLE_RATE)
    echo = int(LONGEST_ECHO_SECONDS * SAMPLE_RATE)
    here = channels[own][first:last].astype(np.float64)
    there = channels[other][max(0, first - echo) : last].astype(np.float64)
    if here.size == 0 or there.size < here.size:
        return False
    if _level_db(there) - _level_db(here) < FAINTER_DB:
        return False
    return _likeness(here, there) >= SAME_SOUND


def _level_db(samples: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(samples**2) + SILENCE))


def _likeness(here: NDArray[np.float64], there: NDArray[np.float64]) -> float:
    """The highest normalised correlation of `here` with any stretch of `there` as long as it (0 to 1)."""
    size = here.size
    length = 1 << int(here.size + there.size - 1).bit_length()
    products = np.fft.irfft(np.fft.rfft(there, length) * np.conj(np.fft.rfft(here, length)), length)
    products = products[: there.size - size + 1]
    sums = np.concatenate([[0.0], np.cumsum(there**2)])
    energies = sums[size:] - sums[:-size]
    scale = np.sqrt(np.maximum(energies, 0.0) * np.sum(here**2)) + SILENCE
    return float(np.max(np.abs(products) / scale))
