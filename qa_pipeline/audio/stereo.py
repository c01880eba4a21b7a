"""Whether two channels are two sides of a call or one signal twice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.audio.levels import FLOOR_DBFS, decibels

# Long enough to hold a syllable, short enough that one word of the other side fills a block.
BLOCK_SAMPLES = SAMPLE_RATE // 4
# 0.95 is a copy with noise 10 dB below it; two voices that leak into each other at -12 dB correlate by 0.5.
COPY_CORRELATION = 0.95
# What is left of a copy after the other channel is taken out lies this far below the copy's own level, always;
# where somebody speaks in one channel alone, all of the speech is left.
COPY_REMAINDER_DB = -10.0
# A connection click may differ; the shortest answer ("yes") fills more blocks than this.
STRAY_BLOCKS = 1
# Two channels of next to nothing are dead, not the same.
SILENT_DBFS = -60.0


@dataclass(frozen=True, slots=True)
class _Products:
    """Means of x·x, y·y and x·y in each block, with constant offsets taken out."""

    xx: NDArray[np.float64]
    yy: NDArray[np.float64]
    xy: NDArray[np.float64]


def same_signal(first: FloatArray, second: FloatArray) -> bool:
    """True where one channel is a copy of the other, scaled, inverted or slightly noisy.

    One gain is fitted for the whole recording. A person who says but one word in a channel of their own leaves
    blocks that this gain cannot explain, however much the other side leaks into it.
    """
    products = _products(first, second)
    if products.xx.sum() < products.yy.sum():
        products = _Products(products.yy, products.xx, products.xy)
    total_xx, total_yy = float(products.xx.sum()), float(products.yy.sum())
    if _active_level(products.yy) < SILENT_DBFS:
        return False
    correlation = abs(float(products.xy.sum())) / np.sqrt(total_xx * total_yy)
    if correlation < COPY_CORRELATION:
        return False
    gain = float(products.xy.sum()) / total_xx
    remainder = decibels(products.yy - 2 * gain * products.xy + gain**2 * products.xx)
    odd_blocks = int((remainder > _active_level(products.yy) + COPY_REMAINDER_DB).sum())
    return odd_blocks <= STRAY_BLOCKS


def _active_level(powers: NDArray[np.float64]) -> float:
    """The level in dBFS of the blocks that hold the channel's sound: the mean of those within 20 dB of the top."""
    if not powers.size or powers.max() <= 0:
        return FLOOR_DBFS
    return float(decibels(np.array([powers[powers > powers.max() / 100].mean()]))[0])


def _products(first: FloatArray, second: FloatArray) -> _Products:
    whole = first.size // BLOCK_SAMPLES * BLOCK_SAMPLES
    x, y = first[:whole].reshape(-1, BLOCK_SAMPLES), second[:whole].reshape(-1, BLOCK_SAMPLES)
    mean_x, mean_y = x.mean(axis=1, dtype=np.float64), y.mean(axis=1, dtype=np.float64)
    return _Products(
        np.einsum("ij,ij->i", x, x) / BLOCK_SAMPLES - mean_x**2,
        np.einsum("ij,ij->i", y, y) / BLOCK_SAMPLES - mean_y**2,
        np.einsum("ij,ij->i", x, y) / BLOCK_SAMPLES - mean_x * mean_y,
    )
