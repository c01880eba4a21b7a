"""Who speaks when in a recording with a channel for each side: the channels' own speech, without what leaked across.

A headset or a telephone line lets the other side's voice through, weaker and a little later, and a voice activity
detector takes it for speech. It is a leak where both channels are active, one is clearly weaker, and the two sound
alike; people who talk at the same time do not sound alike, however weak one is.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray

# A leak is at least this much weaker than its source.
LEAK_DB = 6.0
# Peak of the normalised cross-correlation. Two voices at once stayed below 0.3 over half a second or more;
# a leak through a telephone band and noise 20 dB below it stays above 0.6.
LEAK_CORRELATION = 0.45
# How much later than its source a leak may come: an acoustic path and a telephone network's echo.
LEAK_DELAY_SECONDS = 0.25

# Simultaneous speech is judged in parts of about this length: a leak may begin or end within it.
PART_SECONDS = 0.75
# What is left of a region between and beside leaks, if it is shorter than this, is the leak's edge.
SHORTEST_REST_SECONDS = 0.3


def channel_speech(channels: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> tuple[SpeakerSpan, ...]:
    """The speech of each channel as `channel:0`, `channel:1` …, in order of time, leaks from another channel dropped.

    `channels` are mono arrays at 16 kHz, `speech` the regions found in each of them, in seconds. Speech of several
    sides at the same time stays with each.
    """
    leaks: list[list[Span]] = [[] for _ in channels]
    for first, second in combinations(range(len(channels)), 2):
        for part in _parts(_shared(speech[first], speech[second])):
            leaking = _leaking(channels[first], channels[second], part)
            if leaking is not None:
                leaks[(first, second)[leaking]].append(part)
    spans = (
        SpeakerSpan(rest.start, rest.end, f"channel:{index}")
        for index, regions in enumerate(speech)
        for region in regions
        for rest in _without(region, leaks[index])
    )
    return tuple(sorted(spans, key=lambda span: (span.start, span.speaker)))


def _shared(first: Iterable[Span], second: Sequence[Span]) -> Iterator[Span]:
    """Where both have speech."""
    for a in first:
        for b in second:
            if b.start >= a.end:
                break
            if a.start < b.end:
                yield Span(max(a.start, b.start), min(a.end, b.end))


def _parts(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        count = max(1, round(span.duration / PART_SECONDS))
        edges = np.linspace(span.start, span.end, count + 1)
        yield from (Span(float(start), float(end)) for start, end in pairwise(edges))


def _leaking(first: FloatArray, second: FloatArray, part: Span) -> int | None:
    """0 or 1 for the one of two channels that only repeats the other during `part`, None where both are heard."""
    levels = [_level_db(_cut(channel, part)) for channel in (first, second)]
    weak = int(np.argmin(levels))
    if levels[1 - weak] - levels[weak] < LEAK_DB:
        return None
    weaker, stronger = (first, second) if weak == 0 else (second, first)
    # The source is looked at from a little earlier on, for the leak comes later.
    source = _cut(stronger, Span(part.start - LEAK_DELAY_SECONDS, part.end))
    return weak if correlation(_cut(weaker, part), source) >= LEAK_CORRELATION else None


def correlation(weaker: FloatArray, source: FloatArray) -> float:
    """The highest normalised cross-correlation (0 to 1) of `weaker` with any stretch of its length in `source`."""
    size = weaker.size
    if size == 0 or source.size < size:
        return 0.0
    length = source.size + size
    spectrum = np.fft.rfft(source, length) * np.conj(np.fft.rfft(weaker, length))
    products = np.fft.irfft(spectrum, length)[: source.size - size + 1]
    sums = np.concatenate([[0.0], np.cumsum(np.square(source, dtype=np.float64))])
    energies = (sums[size:] - sums[:-size]) * float(np.square(weaker, dtype=np.float64).sum())
    return float(np.max(np.abs(products) / np.sqrt(np.maximum(energies, 1e-12))))


def _without(region: Span, leaks: Iterable[Span]) -> Iterator[Span]:
    """What is left of a region; scraps beside a leak go with it."""
    inside = [leak for leak in leaks if leak.start < region.end and region.start < leak.end]
    if not inside:
        yield region
        return
    start = region.start
    for leak in [*sorted(inside), Span(region.end, region.end)]:
        if leak.start - start >= SHORTEST_REST_SECONDS:
            yield Span(start, leak.start)
        start = max(start, leak.end)


def _cut(channel: FloatArray, span: Span) -> FloatArray:
    return channel[max(0, round(span.start * SAMPLE_RATE)) : max(0, round(span.end * SAMPLE_RATE))]


def _level_db(samples: FloatArray) -> float:
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    return 10.0 * float(np.log10(power + 1e-12))
