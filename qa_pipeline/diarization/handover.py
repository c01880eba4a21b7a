"""Which voice speaks in each frame: the likeliest way through the call, where changing the voice has a price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.diarizer import FloatArray
from qa_pipeline.diarization.frames import FRAME_SECONDS

Values = NDArray[np.float64]
Indices = NDArray[np.int64]

# Log-likelihood a second for a cosine of 1, and the price of a change in mid-speech. Of prices from 4 to 14, on the
# tuning calls mixed to mono, 4 to 8 gave the fewest seconds to the wrong voice (0.3 to 0.5 %), 14 gave 1.1 %.
EVIDENCE = 60.0
CHANGE = 5.0
# People change over where it is quiet: the price falls to this share where the energy (natural logarithm) is DEEP_DIP
# below the usual, 17 dB.
IN_A_DIP, DEEP_DIP = 0.4, 4.0
# Over a pause it is lower still, down to the least after 150 ms.
OVER_A_PAUSE, PAUSE_RELIEF, LEAST = 0.4, 2.0, 0.1


@dataclass(frozen=True, slots=True)
class Spoken:
    """The frames with speech, in order; the `likeness` (frames, voices) to each voice, and the `loudness` there."""

    frames: Indices
    likeness: Values
    loudness: Values


def who_speaks(spoken: Spoken) -> Indices:
    """The voice (index) in each of the frames with speech."""
    evidence = spoken.likeness * (EVIDENCE * FRAME_SECONDS)
    prices = _prices(spoken)
    voices = evidence.shape[1]
    total, came_from = evidence[0].copy(), np.zeros(evidence.shape, dtype=np.int64)
    for index in range(1, len(evidence)):
        best = int(total.argmax())
        changed = total[best] - prices[index]
        changes = changed > total
        came_from[index] = np.where(changes, best, np.arange(voices))
        total = np.where(changes, changed, total) + evidence[index]
    return _back(came_from, int(total.argmax()))


def spans_of(frames: Indices, voices: Indices, *, shift: float = 0.0) -> Iterable[SpeakerSpan]:
    """Neighbouring frames of one voice as spans named by its index, each drawn in by `shift` seconds on both sides."""
    breaks = np.flatnonzero((np.diff(frames) > 1) | (np.diff(voices) != 0)) + 1
    for run in np.split(np.arange(len(frames)), breaks):
        if run.size == 0:
            continue
        start = float(frames[run[0]]) * FRAME_SECONDS + shift
        end = float(frames[run[-1]] + 1) * FRAME_SECONDS - shift
        if end > start:
            yield SpeakerSpan(round(start, 3), round(end, 3), str(voices[run[0]]))


def _prices(spoken: Spoken) -> Values:
    """What a change costs at each frame."""
    usual = float(np.median(spoken.loudness))
    depth = np.clip((usual - spoken.loudness) / DEEP_DIP, 0.0, 1.0)
    pauses = np.diff(spoken.frames, prepend=spoken.frames[0] - 1) - 1
    after_pause = np.clip(OVER_A_PAUSE - PAUSE_RELIEF * FRAME_SECONDS * pauses, LEAST, 1.0)
    return np.asarray(CHANGE * np.where(pauses > 0, after_pause, 1.0 - (1.0 - IN_A_DIP) * depth))


def _back(came_from: Indices, last: int) -> Indices:
    path: list[int] = []
    for step in came_from[::-1]:
        path.append(last)
        last = int(step[last])
    return np.array(path[::-1], dtype=np.int64)


def between(moments: Sequence[int] | Indices, values: FloatArray, frames: Indices) -> Values:
    """`values` (moments, voices) at frames between the moments, by straight lines."""
    return np.stack([np.interp(frames, moments, values[:, voice]) for voice in range(values.shape[1])], axis=1)
