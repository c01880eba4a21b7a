"""Word times drawn to the sound: Whisper's attention finds the words, but not where a stretch of them begins and ends.

On the tuning calls the first word of a stretch began 0.1 s before its sound and the last one ended 0.1 to 0.2 s before
its own. Speech that was missed or made up fell from 10.7 % to 3.3 % of all speech (without a collar), on a real stereo
call from 15.2 % to 8.6 %.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Word

Levels = NDArray[np.float64]

FRAME_SECONDS = 0.01
# Whisper's times are early by about 0.09 s (docs/evaluation.md); half of it is safe inside running speech, where
# nothing shows the edges.
EARLY_SECONDS = 0.04
# A pause this long between two words has edges that can be seen.
PAUSE_SECONDS = 0.2
# How far an edge may lie outside the time that Whisper gave, and how far inside.
OUTSIDE_SECONDS, END_OUTSIDE_SECONDS, INSIDE_SECONDS = 0.15, 0.3, 0.4
# A word sounds down to 26 dB below its own loud parts, and stands out of the channel's quiet by 6 dB.
RANGE_DB, ABOVE_QUIET_DB = 26.0, 6.0
# The level around the edge is compared with the word itself and this much of what follows or precedes it.
NEIGHBOURHOOD_SECONDS = 0.2
SHORTEST_WORD_SECONDS = 0.02


def drawn_to_sound(words: Sequence[Word], samples: FloatArray) -> tuple[Word, ...]:
    """The words of one source, in order of time, with the edges of each stretch where its sound begins and ends.

    `samples` are mono at 16 kHz. No word changes its place or becomes shorter than 20 ms.
    """
    if not words:
        return ()
    levels = _levels(samples)
    quiet = float(np.percentile(levels, 10)) + ABOVE_QUIET_DB
    late = [_later(word, samples.size / SAMPLE_RATE) for word in words]
    found: list[Word] = []
    for index, word in enumerate(late):
        before = found[-1].end if found else None
        after = late[index + 1].start if index + 1 < len(late) else None
        if before is not None and word.start < before <= word.end - SHORTEST_WORD_SECONDS:
            word = replace(word, start=before)  # one that Whisper gave no time has taken a little of this one's
        if before is None or word.start - before >= PAUSE_SECONDS:
            word = replace(word, start=_onset(word, levels, quiet, before))
        if after is None or after - word.end >= PAUSE_SECONDS:
            word = replace(word, end=_offset(word, levels, quiet, after))
        found.append(word)
    return tuple(found)


def _later(word: Word, duration: float) -> Word:
    end = min(word.end + EARLY_SECONDS, duration)
    return replace(word, start=min(word.start + EARLY_SECONDS, max(0.0, end - SHORTEST_WORD_SECONDS)), end=end)


def _onset(word: Word, levels: Levels, quiet: float, before: float | None) -> float:
    """Where the sound of the word begins, or its start as it is where there is none."""
    least = max(word.start - OUTSIDE_SECONDS, before or 0.0)
    most = min(word.start + INSIDE_SECONDS, word.end)
    threshold = _threshold(levels, word.start, word.end + NEIGHBOURHOOD_SECONDS, quiet)
    loud = np.flatnonzero(_cut(levels, least, most) > threshold)
    if not loud.size:
        return word.start
    onset = (_frame(least) + int(loud[0])) * FRAME_SECONDS
    return round(min(max(onset, least), word.end - SHORTEST_WORD_SECONDS), 3)


def _offset(word: Word, levels: Levels, quiet: float, after: float | None) -> float:
    """Where the sound of the word ends, or its end as it is where there is none."""
    least = max(word.end - INSIDE_SECONDS, word.start)
    most = min(word.end + END_OUTSIDE_SECONDS, len(levels) * FRAME_SECONDS if after is None else after)
    threshold = _threshold(levels, word.start - NEIGHBOURHOOD_SECONDS, word.end, quiet)
    loud = np.flatnonzero(_cut(levels, least, most) > threshold)
    if not loud.size:
        return word.end
    offset = (_frame(least) + int(loud[-1]) + 1) * FRAME_SECONDS
    return round(max(min(offset, most), word.start + SHORTEST_WORD_SECONDS), 3)


def _threshold(levels: Levels, start: float, end: float, quiet: float) -> float:
    near = _cut(levels, max(0.0, start), end + FRAME_SECONDS)
    return max(float(np.percentile(near, 90)) - RANGE_DB, quiet) if near.size else quiet


def _levels(samples: FloatArray) -> Levels:
    """The level in dB of each 10 ms, smoothed over three of them."""
    size = round(FRAME_SECONDS * SAMPLE_RATE)
    frames = samples[: samples.size // size * size].reshape(-1, size)
    powers = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / size
    smooth = np.convolve(powers, np.full(3, 1 / 3), mode="same") if powers.size else np.zeros(1)
    return np.asarray(10 * np.log10(smooth + 1e-10))


def _cut(levels: Levels, start: float, end: float) -> Levels:
    return levels[_frame(start) : max(_frame(start), _frame(end))]


def _frame(time: float) -> int:
    return max(0, int(time / FRAME_SECONDS + 1e-6))
