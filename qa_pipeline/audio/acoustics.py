"""How loud a call is over time, and where it sounds of music or tones instead of voices."""

from collections.abc import Sequence

from qa_pipeline.audio.decode import FloatArray
from qa_pipeline.audio.levels import block_levels
from qa_pipeline.call import Loudness


def loudness(channels: Sequence[FloatArray]) -> Loudness:
    """The level of each channel, one dBFS value a second, to a tenth of a decibel."""
    return Loudness(tuple(tuple(round(float(v), 1) for v in block_levels(channel, 1.0)) for channel in channels))
