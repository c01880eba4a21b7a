"""A spoken line: its sound, and the words drawn in to where the sound begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span
from sample_calls.telephone import RATE, amplitude

FloatArray = NDArray[np.float32]

HOP = 40  # 5 ms at 8 kHz
FLOOR_DB = -32.0  # sound is what is within this of the line's loudest frame
PAUSE_S = 0.08  # a longer gap between two words is a pause: the words' edges are then drawn in to the sound


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line as sound: mono in the telephone band at 8 kHz, with the span of each word in it."""

    samples: FloatArray
    words: tuple[Span, ...]


def drawn_in(spans: Sequence[Span], samples: FloatArray) -> tuple[Span, ...]:
    """Spans whose edges at pauses lie where the sound begins and ends; words that run on share one edge.

    The plan runs late: about 50 ms at onsets and up to 300 ms at the end of a line.
    """
    sounding = _sounding_frames(samples)
    starts, ends = [spans[0].start], []
    for before, after in pairwise(spans):
        if after.start - before.end < PAUSE_S:
            edge = (before.end + after.start) / 2
            ends.append(edge)
            starts.append(edge)
            continue
        ends.append(before.end)
        starts.append(after.start)
    ends.append(spans[-1].end)
    return _at_the_sound(starts, ends, sounding)


def _at_the_sound(starts: list[float], ends: list[float], sounding: NDArray[np.bool_]) -> tuple[Span, ...]:
    drawn: list[Span] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        floor = drawn[-1].end if drawn else 0.0
        roof = starts[index + 1] if index + 1 < len(starts) else sounding.size * HOP / RATE
        begins = start if floor == start else max(floor, _onset(sounding, start))
        finishes = end if roof == end else min(roof, _offset(sounding, begins, end))
        drawn.append(Span(begins, max(finishes, begins + 0.03)))
    return tuple(drawn)


def _sounding_frames(samples: FloatArray) -> NDArray[np.bool_]:
    frames = samples[: samples.size // HOP * HOP].reshape(-1, HOP)
    loudness = np.sqrt(np.mean(np.square(frames), axis=1))
    sounding: NDArray[np.bool_] = loudness > amplitude(FLOOR_DB) * loudness.max(initial=0)
    return sounding


def _onset(sounding: NDArray[np.bool_], planned: float) -> float:
    """The start of the sound that is on at, or begins after, 0.1 s before the planned time."""
    frame = max(0, round((planned - 0.1) * RATE / HOP))
    after = np.flatnonzero(sounding[frame:])
    return (frame + int(after[0])) * HOP / RATE if after.size else planned


def _offset(sounding: NDArray[np.bool_], begins: float, planned: float) -> float:
    """The end of the last sound between the word's start and its planned end."""
    first, last = round(begins * RATE / HOP), round(planned * RATE / HOP)
    inside = np.flatnonzero(sounding[first : last + 1])
    return (first + int(inside[-1]) + 1) * HOP / RATE if inside.size else planned
