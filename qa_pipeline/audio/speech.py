"""Where in a channel somebody speaks, by the Silero voice activity detector that faster-whisper ships."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Span

# The detector's own input: 512 samples (32 ms) preceded by the last 64 samples of the frame before.
FRAME_SAMPLES = 512
CONTEXT_SAMPLES = 64
STATE_SHAPE = (1, 1, 128)
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
# Heard at once (3.2 s), the state going from block to block: larger blocks are no faster, and the allocator kept
# 900 MB of their remains after an hour of stereo.
BLOCK_FRAMES = 100

# Below Silero's own 0.5 and 0.35: on quiet or noisy telephone speech those lost up to one word in thirty of a tuning
# call, and a word error rate of 3.4 % was 4.7 % (`callqa evaluate sample_calls --split tuning`).
SPEECH_STARTS_AT = 0.3
SPEECH_ENDS_BELOW = 0.15
# Shorter is a click or a breath; a "yes" lasts longer.
SHORTEST_SPEECH = 0.2
# A shorter pause lies within a sentence, and a recogniser does better with the sentence whole.
SHORTEST_PAUSE = 0.3
# Consonants at the edges are weak: the detector opens late and closes early by about this much.
PADDING = 0.2


def speech_regions(samples: FloatArray) -> tuple[Span, ...]:
    """Stretches of speech in order, apart from each other, padded so that no word is cut.

    `samples` are mono at 16 kHz, range ±1. Memory beyond the input is a few megabytes at any length.
    """
    duration = samples.size / SAMPLE_RATE
    spoken = _hysteresis(speech_probabilities(samples))
    runs = _without_short_pauses(_runs(spoken))
    kept = [run for run in runs if run.duration >= SHORTEST_SPEECH]
    return _padded(kept, duration)


def speech_probabilities(samples: FloatArray) -> FloatArray:
    """The probability of speech in each frame of 32 ms, the last one filled up with silence."""
    from faster_whisper.vad import get_vad_model

    # faster-whisper's own call takes the whole recording at once, in several copies; its session takes blocks.
    session = get_vad_model().session
    h = c = np.zeros(STATE_SHAPE, dtype=np.float32)
    found = [np.empty(0, dtype=np.float32)]
    for start in range(0, samples.size, BLOCK_FRAMES * FRAME_SAMPLES):
        probabilities, h, c = session.run(None, {"input": _frames(samples, start), "h": h, "c": c})
        found.append(probabilities.reshape(-1))
    return np.concatenate(found)


def _frames(samples: FloatArray, start: int) -> FloatArray:
    """The block at `start` as rows of context and frame, shape (frames, 576)."""
    block = samples[start : start + BLOCK_FRAMES * FRAME_SAMPLES]
    before = samples[max(0, start - CONTEXT_SAMPLES) : start]
    missing = -block.size % FRAME_SAMPLES
    padded = np.concatenate([np.zeros(CONTEXT_SAMPLES - before.size, np.float32), before, block])
    padded = np.pad(padded, (0, missing))
    windows = np.lib.stride_tricks.sliding_window_view(padded, CONTEXT_SAMPLES + FRAME_SAMPLES)[::FRAME_SAMPLES]
    return np.ascontiguousarray(windows, dtype=np.float32)


def _hysteresis(probabilities: FloatArray) -> NDArray[np.bool_]:
    """Speech from where the probability rises over the one threshold to where it falls below the other."""
    decided = (probabilities >= SPEECH_STARTS_AT) | (probabilities < SPEECH_ENDS_BELOW)
    # Between the thresholds the last decided frame holds; index 0 stands for "nothing yet", which is silence.
    last = np.maximum.accumulate(np.where(decided, np.arange(1, probabilities.size + 1), 0))
    starts = np.concatenate([[False], probabilities >= SPEECH_STARTS_AT])
    return np.asarray(starts[last], dtype=np.bool_)


def _runs(spoken: NDArray[np.bool_]) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], spoken, [False]]).astype(np.int8)))
    return [
        Span(float(start) * FRAME_SECONDS, float(end) * FRAME_SECONDS)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _without_short_pauses(runs: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for run in runs:
        if joined and run.start - joined[-1].end < SHORTEST_PAUSE:
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(run)
    return joined


def _padded(runs: list[Span], duration: float) -> tuple[Span, ...]:
    """Each run with padding on both sides, at most half of the way to its neighbour and within the recording."""
    padded: list[Span] = []
    for index, run in enumerate(runs):
        before = runs[index - 1].end if index else -run.start
        after = runs[index + 1].start if index + 1 < len(runs) else 2 * duration - run.end
        start = run.start - min(PADDING, (run.start - before) / 2)
        end = min(run.end, duration) + min(PADDING, max(0.0, after - run.end) / 2)
        padded.append(Span(round(max(0.0, start), 3), round(min(duration, end), 3)))
    return tuple(padded)
