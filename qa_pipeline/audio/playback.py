"""A small copy of a recording that every browser plays."""

import os
import tempfile
from pathlib import Path

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, Decoded, FloatArray
from qa_pipeline.errors import Transient

# Opus carries telephone speech well at 16 kbit/s a channel; 24 leaves room for music. An hour of stereo is 21 MB.
BITS_PER_SECOND_PER_CHANNEL = 24_000
# Encoded at once: bounds the memory of an hour's recording.
BLOCK_SAMPLES = 60 * SAMPLE_RATE


def write_playback(decoded: Decoded, path: Path) -> None:
    """Write an Ogg Opus copy, mono or stereo; the file appears at `path` whole or not at all.

    More than two channels are mixed into one. Raises Transient when the disk cannot take it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        os.close(handle)
    except OSError as error:
        raise Transient(
            f"{path}: the playback copy cannot be written ({error.strerror}); free or allow space"
        ) from None
    temporary = Path(name)
    try:
        _encode(_playable(decoded.channels), temporary)
        temporary.replace(path)
    except OSError as error:
        raise Transient(
            f"{path}: the playback copy cannot be written ({error.strerror}); free or allow space"
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def _playable(channels: tuple[FloatArray, ...]) -> tuple[FloatArray, ...]:
    if len(channels) <= 2:
        return channels
    mixed = np.zeros_like(channels[0])
    for channel in channels:
        mixed += channel / len(channels)
    return (mixed,)


def _encode(channels: tuple[FloatArray, ...], path: Path) -> None:
    import av

    with av.open(str(path), "w", format="ogg") as container:
        layout = "stereo" if len(channels) == 2 else "mono"
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout=layout)
        stream.bit_rate = BITS_PER_SECOND_PER_CHANNEL * len(channels)
        for start in range(0, channels[0].size, BLOCK_SAMPLES):
            block = np.stack([channel[start : start + BLOCK_SAMPLES] for channel in channels])
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T.reshape(1, -1)), "flt", layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
