"""A small copy of a recording that every browser plays."""

import tempfile
from pathlib import Path

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, Decoded, FloatArray
from qa_pipeline.errors import Unavailable

# Clear for a telephone band; an hour of stereo is 15 MB.
BITS_PER_SECOND_PER_CHANNEL = 16_000
# On a telephone call of 4 minutes "audio" kept 14 dB between sound and error where "voip" kept 5, in half the time,
# and the encoder left unconstrained took a third more bits than it was given.
ENCODER = {"application": "audio", "compression_level": "5", "vbr": "constrained"}
# Encoded at once: bounds the memory of an hour's recording.
BLOCK_SAMPLES = 60 * SAMPLE_RATE


def write_playback(decoded: Decoded, path: Path) -> None:
    """Write an Ogg Opus copy, mono or stereo; the file appears at `path` whole or not at all.

    More than two channels are mixed into one. Raises Unavailable when the disk cannot take it.
    """
    import av

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".playback-") as folder:
            copy = Path(folder) / "copy.ogg"
            _encode(_playable(decoded.channels), copy)
            copy.replace(path)
    except (OSError, av.FFmpegError) as error:
        raise Unavailable(f"{path}: the playback copy cannot be written ({error.strerror}); make room for it") from None


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
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout=layout, options=ENCODER)
        stream.bit_rate = BITS_PER_SECOND_PER_CHANNEL * len(channels)
        for start in range(0, channels[0].size, BLOCK_SAMPLES):
            block = np.stack([channel[start : start + BLOCK_SAMPLES] for channel in channels], axis=1)
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout=layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
