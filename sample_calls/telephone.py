"""What a telephone line does to sound: the 300-3400 Hz band, 8 kHz, G.711 µ-law, noise; all on float32 in ±1."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

RATE = 8_000
LOW_HZ, HIGH_HZ = 300.0, 3_400.0
EDGE_HZ = 60.0
BIAS, CLIP = 132, 32_635  # ITU-T G.711, scaled to 16 bits


def narrow(samples: FloatArray, rate: int) -> FloatArray:
    """The telephone band of `samples` at 8 kHz, with no delay: the band is cut out of the spectrum."""
    count = max(1, round(samples.size * RATE / rate))
    spectrum = np.fft.rfft(samples)
    bins = count // 2 + 1
    kept = np.zeros(bins, complex)
    kept[: spectrum.size] = spectrum[:bins]
    frequency = np.arange(bins) * RATE / count
    return (np.fft.irfft(kept * _band(frequency), count) * RATE / rate).astype(np.float32)


def _band(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    rise = np.clip((frequency - LOW_HZ) / EDGE_HZ + 1, 0, 1)
    fall = np.clip((HIGH_HZ - frequency) / EDGE_HZ + 1, 0, 1)
    band: NDArray[np.float64] = np.sin(rise * fall * np.pi / 2) ** 2
    return band


def companded(samples: FloatArray) -> FloatArray:
    """What is left of the samples after a G.711 µ-law codec: 8 bits a sample, fine for quiet sound, coarse for loud."""
    return mulaw_decoded(mulaw_encoded(samples))


def mulaw_encoded(samples: FloatArray) -> NDArray[np.uint8]:
    """G.711 µ-law codes: sign, segment and step of each sample, all bits inverted."""
    pcm = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype(np.int32)
    magnitude = np.minimum(np.abs(pcm), CLIP) + BIAS
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    step = (magnitude >> (segment + 3)) & 0x0F
    sign = np.where(pcm < 0, 0x80, 0)
    codes: NDArray[np.uint8] = (~(sign | segment << 4 | step) & 0xFF).astype(np.uint8)
    return codes


def mulaw_decoded(codes: NDArray[np.uint8]) -> FloatArray:
    """The samples that the codes stand for: the middle of each step."""
    bits = ~codes.astype(np.int32) & 0xFF
    magnitude = (((bits & 0x0F) << 3) + BIAS << ((bits >> 4) & 0x07)) - BIAS
    return (np.where(bits & 0x80, -magnitude, magnitude) / 32_768.0).astype(np.float32)


def decibels(ratio: float) -> float:
    """An amplitude ratio in dB; silence is −200."""
    return 20.0 * float(np.log10(max(ratio, 1e-10)))


def amplitude(level_db: float) -> float:
    """The amplitude ratio of a level in dB."""
    return float(10.0 ** (level_db / 20.0))


def rms(samples: FloatArray) -> float:
    """Root mean square; 0 for no samples."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0


def levelled(samples: FloatArray, level_db: float) -> FloatArray:
    """The samples at `level_db` dBFS, measured where they sound: frames within 25 dB of the loudest."""
    frames = samples[: samples.size // 80 * 80].reshape(-1, 80)
    loudness = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1))
    sounding = frames[loudness > amplitude(-25) * loudness.max(initial=0)]
    gain = amplitude(level_db) / max(rms(sounding), 1e-9)
    return (samples * gain).astype(np.float32)


def line_noise(count: int, level_db: float, rng: np.random.Generator) -> FloatArray:
    """Hiss in the telephone band at `level_db` dBFS."""
    hiss = narrow(rng.standard_normal(count).astype(np.float32), RATE)
    return (hiss * (amplitude(level_db) / rms(hiss))).astype(np.float32)


def write_flac(path: Path, channels: NDArray[np.float32]) -> None:
    """Write float32 [channel][sample] at 8 kHz as 16-bit FLAC."""
    import av

    pcm = np.clip(np.rint(channels * 32_768), -32_768, 32_767).astype(np.int16)
    layout = "stereo" if pcm.shape[0] == 2 else "mono"
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE, layout=layout, options={"compression_level": "12"})
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm.T.reshape(1, -1)), format="s16", layout=layout)
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def read_flac(path: Path) -> NDArray[np.float32]:
    """Read a FLAC file as float32 [channel][sample]."""
    import av

    with av.open(str(path)) as container:
        frames = [frame.to_ndarray().reshape(-1, frame.layout.nb_channels) for frame in container.decode(audio=0)]
    pcm: NDArray[np.int16] = np.concatenate(frames).astype(np.int16)
    return (pcm.T / 32_768.0).astype(np.float32)
