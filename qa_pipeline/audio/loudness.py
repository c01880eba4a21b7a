"""How loud a call is: level over time, and loudness as BS.1770 hears the whole."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.audio.levels import block_levels
from qa_pipeline.call import Loudness

# One gating block of BS.1770 is 400 ms; less sound has no integrated loudness.
SHORTEST_SAMPLES = 400 * SAMPLE_RATE // 1000
# What ffmpeg's meter says when every block was below the absolute gate of BS.1770.
SILENT_LUFS = -70.0
# Pushed through the meter at once (10 s): bounds the memory of an hour's recording.
CHUNK_SAMPLES = 10 * SAMPLE_RATE


def loudness(channels: Sequence[FloatArray]) -> Loudness:
    """The level of each channel, one dBFS value a second, to a tenth of a decibel."""
    return Loudness(tuple(tuple(round(float(v), 1) for v in block_levels(channel, 1.0)) for channel in channels))


def integrated_lufs(channels: Sequence[FloatArray]) -> float | None:
    """Loudness of the whole recording in LUFS (ITU-R BS.1770-4, gated), None where all of it is silent.

    Measured by ffmpeg's ebur128 filter; every channel counts fully, and a mono recording counts once.
    """
    if not channels or channels[0].size < SHORTEST_SAMPLES:
        return None
    readings = [float(value) for value in _readings(channels)]
    return readings[-1] if readings and readings[-1] > SILENT_LUFS else None


def _readings(channels: Sequence[FloatArray]) -> Iterator[str]:
    """What the meter says of the sound so far, every 100 ms."""
    import av

    layout = {1: "mono", 2: "stereo"}.get(len(channels), f"{len(channels)} channels")
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout=layout, time_base=Fraction(1, SAMPLE_RATE))
    meter, sink = graph.add("ebur128", "metadata=1:peak=none"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    for start in range(0, channels[0].size, CHUNK_SAMPLES):
        block = np.stack([channel[start : start + CHUNK_SAMPLES] for channel in channels], axis=1)
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        source.push(frame)
        while True:
            try:
                yield sink.pull().metadata["lavfi.r128.I"]
            except (av.BlockingIOError, av.EOFError):
                break
