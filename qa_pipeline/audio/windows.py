"""Means and stretches around each block of a channel."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.spectrum import FRAMES_PER_BLOCK

Values = NDArray[np.float64]


def around(values: NDArray[np.floating], blocks: int) -> Values:
    """The mean over the window around each block, as much of it as lies in the recording."""
    before = blocks // 2
    summed = np.cumsum(values, axis=0, dtype=np.float64)
    summed = np.concatenate([np.zeros_like(summed[:1]), summed])
    index = np.arange(len(values))
    first, end = np.maximum(index - before, 0), np.minimum(index - before + blocks, len(values))
    count = (end - first).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((summed[end] - summed[first]) / count)


def frames_around(values: NDArray[np.floating], blocks: int) -> Values:
    """The frames of the window around each block, of values with shape (blocks, frames); edges go on as they are."""
    before = blocks // 2
    padding = (before * FRAMES_PER_BLOCK, (blocks - before - 1) * FRAMES_PER_BLOCK)
    padded = np.pad(values.reshape(-1).astype(np.float64), padding, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, blocks * FRAMES_PER_BLOCK)[::FRAMES_PER_BLOCK]
