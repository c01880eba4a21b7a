"""Sounds made by arithmetic, and files made of them."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, Decoded, FloatArray
from qa_pipeline.call import Span

if TYPE_CHECKING:
    from av.audio.stream import AudioStream


def seconds(duration: float) -> FloatArray:
    """The time of each sample."""
    return (np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE).astype(np.float32)


def silence(duration: float) -> FloatArray:
    return np.zeros(round(duration * SAMPLE_RATE), dtype=np.float32)


def noise(duration: float, dbfs: float, *, seed: int = 1, slope: float = 0.0) -> FloatArray:
    """Noise at that level; its power falls with frequency to the power of `slope` (1 is pink, 2 is brown)."""
    count = round(duration * SAMPLE_RATE)
    shape = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    shape /= np.maximum(np.arange(shape.size), count / SAMPLE_RATE * 50) ** (slope / 2)
    return at_level(np.fft.irfft(shape, count).astype(np.float32), dbfs)


def at_level(samples: FloatArray, dbfs: float) -> FloatArray:
    rms = float(np.sqrt(np.square(samples, dtype=np.float64).mean()))
    return (samples * (10 ** (dbfs / 20) / rms)).astype(np.float32)


def tone(duration: float, *pitches_hz: float, dbfs: float = -20.0) -> FloatArray:
    times = seconds(duration)
    return at_level(sum((np.sin(2 * np.pi * pitch * times) for pitch in pitches_hz), np.zeros_like(times)), dbfs)


def bursts(duration: float, on: float, off: float, *pitches_hz: float) -> FloatArray:
    """A tone that goes on and off."""
    return tone(duration, *pitches_hz) * (seconds(duration) % (on + off) < on)


def voice(duration: float, *, dbfs: float = -24.0, seed: int = 1, pitch_hz: float = 120.0) -> FloatArray:
    """Four syllables a second with gliding pitch and a pause after every fifth: speech's rhythm, none of its words."""
    rng = np.random.default_rng(seed)
    syllables = []
    for index in range(round(duration * 4) + 1):
        times = seconds(0.25)
        glide = pitch_hz * (1 + rng.standard_normal() * times + 0.1 * rng.standard_normal())
        phase = 2 * np.pi * np.cumsum(glide) / SAMPLE_RATE
        formant = rng.uniform(400, 2_000)
        harmonics = [(n, np.exp(-(((n * pitch_hz - formant) / 400) ** 2))) for n in range(1, 25)]
        sound = sum((weight * np.sin(n * phase) for n, weight in harmonics), np.zeros_like(times))
        syllables.append(sound * np.hanning(times.size) ** 2 * (index % 5 < 4) * rng.uniform(0.3, 1.0))
    return at_level(np.concatenate(syllables)[: round(duration * SAMPLE_RATE)].astype(np.float32), dbfs)


def music(duration: float, *, dbfs: float = -24.0, seed: int = 1) -> FloatArray:
    """A progression of struck chords, two a second, over a bass; no part of it holds still."""
    rng = np.random.default_rng(seed)
    roots = 220 * 2 ** (np.array([0, 5, 7, 3, 8, 10]) / 12)
    played = []
    for beat in range(round(duration * 2) + 1):
        times = seconds(0.5)
        root = roots[beat // 4 % roots.size] * rng.choice([1, 2])
        partials = [(root * step * n, 1 / n) for step in (1, 1.25, 1.5) for n in (1, 2, 3, 4)]
        chord = sum((weight * np.sin(2 * np.pi * pitch * times) for pitch, weight in partials), np.zeros_like(times))
        played.append(chord * np.exp(-2 * times) * rng.uniform(0.6, 1.0))
    return at_level(np.concatenate(played)[: round(duration * SAMPLE_RATE)].astype(np.float32), dbfs)


def decoded(*channels: FloatArray, truncated: bool = False) -> Decoded:
    return Decoded(channels, channels[0].size / SAMPLE_RATE, 8_000, "pcm_s16le", truncated)


def all_of(*channels: FloatArray) -> list[list[Span]]:
    """Speech from end to end on every channel that is not silent."""
    return [[Span(0.0, channel.size / SAMPLE_RATE)] if np.abs(channel).max() > 0.001 else [] for channel in channels]


def riff(
    data: bytes, *, channels: int = 1, rate: int = 8_000, bits: int = 16, form: int = 1, claimed: int | None = None
) -> bytes:
    """A WAV file by hand; `claimed` is what the header says of the size of the data."""
    claimed = len(data) if claimed is None else claimed
    frame = channels * bits // 8
    header = struct.pack("<IHHIIHH", 16, form, channels, rate, rate * frame % 2**32, frame % 2**16, bits)
    size = min(36 + claimed, 2**32 - 1)
    return b"RIFF" + struct.pack("<I", size) + b"WAVEfmt " + header + b"data" + struct.pack("<I", claimed) + data


def pcm(samples: FloatArray) -> bytes:
    return (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()


def encode(
    path: Path,
    samples: FloatArray,
    codec: str,
    *,
    rate: int = SAMPLE_RATE,
    layout: str = "mono",
    form: str | None = None,
) -> Path:
    """Write shape (channels, samples) at 16 kHz with that codec and return the path."""
    import av

    with av.open(str(path), "w", format=form) as container:
        stream = cast("AudioStream", container.add_stream(codec, rate=rate, layout=layout))
        resampler = av.AudioResampler(stream.format, layout, rate, stream.codec_context.frame_size or None)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, 0, Fraction(1, SAMPLE_RATE)
        for block in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    return path
