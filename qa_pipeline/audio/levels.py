"""How loud a channel is, block by block; full scale is a square wave of ±1 at 0 dBFS."""

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray

# Quieter than any converter; stands for digital silence.
FLOOR_DBFS = -100.0
# Samples looked at together: bounds the memory that squares need.
CHUNK_SECONDS = 60.0


def block_levels(samples: FloatArray, seconds: float) -> NDArray[np.float64]:
    """The level in dBFS of each block of that length, a constant offset taken out, the last block as long as it is."""
    size = round(seconds * SAMPLE_RATE)
    step = round(CHUNK_SECONDS / seconds) * size
    powers = [_powers(samples[start : start + step], size) for start in range(0, samples.size, step)]
    return decibels(np.concatenate(powers)) if powers else np.empty(0)


def _powers(samples: FloatArray, size: int) -> NDArray[np.float64]:
    whole = samples.size // size * size
    rows = samples[:whole].reshape(-1, size)
    powers = np.einsum("ij,ij->i", rows, rows, dtype=np.float64) / size - rows.mean(axis=1, dtype=np.float64) ** 2
    rest = samples[whole:]
    return np.append(powers, rest.var(dtype=np.float64)) if rest.size else powers


def decibels(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares as dBFS, not below the floor."""
    return np.asarray(10 * np.log10(np.maximum(powers, 10 ** (FLOOR_DBFS / 10))))
