"""A channel as a picture of its telephone band, in blocks of a quarter of a second.

Written with numpy alone: the features are few, and librosa's first call costs seconds of compilation or import.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Span

FRAME_SAMPLES = 1_024
HOP_SAMPLES = 512
FRAMES_PER_BLOCK = 8
BLOCK_SECONDS = FRAMES_PER_BLOCK * HOP_SAMPLES / SAMPLE_RATE
# The telephone band: below lies hum, above a narrow-band recording has nothing.
BAND_HZ = (200.0, 3_400.0)
BIN_HZ = SAMPLE_RATE / FRAME_SAMPLES
FIRST_BIN, LAST_BIN = round(BAND_HZ[0] / BIN_HZ), round(BAND_HZ[1] / BIN_HZ)
# −100 dB, so that digital silence has a logarithm.
FLOOR_POWER = 1e-10
# What a bin does below this is the rounding of a codec, and no note's beginning.
QUIETEST_BIN_DB = -70.0
# Transformed at once (16 s): bounds the memory of an hour's recording.
BLOCKS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Spectrum:
    """`power`, `log_db` (mean of the logarithms, dB) and `lowest_db` (of the frame where a bin is quietest) have shape
    (blocks, bins), `levels_db` and `rises_db` (how much the bins rise over the frame before) (blocks, frames)."""

    power: FloatArray
    log_db: FloatArray
    lowest_db: FloatArray
    levels_db: FloatArray
    rises_db: FloatArray

    @property
    def block_levels_db(self) -> NDArray[np.float64]:
        """The mean power of each block in the band, dBFS."""
        return np.asarray(10 * np.log10(self.power.sum(axis=1, dtype=np.float64) + FLOOR_POWER))


def spectrum(samples: FloatArray) -> Spectrum:
    """The picture of a mono channel at 16 kHz; a last part shorter than a block is filled up with silence."""
    parts = list(_parts(samples))
    return Spectrum(
        np.concatenate([part.power for part in parts]),
        np.concatenate([part.log_db for part in parts]),
        np.concatenate([part.lowest_db for part in parts]),
        np.concatenate([part.levels_db for part in parts]),
        np.concatenate([part.rises_db for part in parts]),
    )


def _parts(samples: FloatArray) -> Iterator[Spectrum]:
    window = np.hanning(FRAME_SAMPLES).astype(np.float32)
    # One-sided power of a windowed frame, so that the sum over bins is the mean square of the samples.
    scale = 2 / (FRAME_SAMPLES * float(np.square(window).sum()))
    step = BLOCKS_AT_ONCE * FRAMES_PER_BLOCK * HOP_SAMPLES
    for start in range(0, max(samples.size, 1), step):
        # Each frame is centred on its hop, so the first and the last reach over the part's edges.
        lead = (FRAME_SAMPLES - HOP_SAMPLES) // 2
        block = samples[max(0, start - lead) : start + step + lead]
        count = -(-min(step, max(1, samples.size - start)) // (FRAMES_PER_BLOCK * HOP_SAMPLES)) * FRAMES_PER_BLOCK
        before = max(0, lead - start)
        missing = max(0, (count - 1) * HOP_SAMPLES + FRAME_SAMPLES - before - block.size)
        padded = np.pad(block, (before, missing))
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME_SAMPLES)[::HOP_SAMPLES][:count]
        yield _summed(np.fft.rfft(frames * window, axis=1)[:, FIRST_BIN:LAST_BIN], scale)


def _summed(transformed: NDArray[np.complexfloating], scale: float) -> Spectrum:
    power = (np.square(transformed.real) + np.square(transformed.imag)).astype(np.float32) * np.float32(scale)
    blocks = power.reshape(-1, FRAMES_PER_BLOCK, power.shape[1])
    logs = 10 * np.log10(blocks + np.float32(FLOOR_POWER))
    levels = 10 * np.log10(blocks.sum(axis=2) + np.float32(FLOOR_POWER))
    heard = np.maximum(logs, np.float32(QUIETEST_BIN_DB)).reshape(-1, power.shape[1])
    rises = np.maximum(np.diff(heard, axis=0, prepend=heard[:1]), 0).mean(axis=1).reshape(levels.shape)
    return Spectrum(blocks.mean(axis=1), logs.mean(axis=1), logs.min(axis=1), levels, rises)


def block_mask(spans: Sequence[Span], blocks: int) -> NDArray[np.bool_]:
    """True for the blocks whose middle lies in one of the spans."""
    mask = np.zeros(blocks, dtype=np.bool_)
    for span in spans:
        mask[max(0, round(span.start / BLOCK_SECONDS)) : round(span.end / BLOCK_SECONDS)] = True
    return mask


def block_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last index of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
