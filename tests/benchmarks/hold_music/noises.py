"""What else a line carries, and is no music: made by arithmetic, 16 kHz, at about −20 dBFS."""

from collections.abc import Callable, Mapping

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from tests.audio.sounds import at_level, bursts, noise, seconds, silence, tone

DIGITS = [(697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477), (770, 1209)]
RINGING = [(1.0, 4.0, 425.0), (2.0, 4.0, 440.0), (0.5, 0.5, 425.0), (0.4, 10.0, 1_000.0)]


def hum(duration: float, rng: np.random.Generator) -> FloatArray:
    """Mains, with a slow waver."""
    base = float(rng.choice([50.0, 60.0, 100.0]))
    parts = [tone(duration, base * n) / np.float32(n ** rng.uniform(0.3, 1.5)) for n in range(1, 16)]
    sway = 1 + 0.2 * np.sin(2 * np.pi * rng.uniform(0.1, 2.0) * seconds(duration))
    return at_level((sum(parts, silence(duration)) * sway).astype(np.float32), -20)


def fan(duration: float, rng: np.random.Generator) -> FloatArray:
    """Coloured noise and the whine of a motor."""
    whine = tone(duration, float(rng.uniform(200, 1_500)), dbfs=-20 - float(rng.uniform(6, 30)))
    return noise(duration, -20, seed=int(rng.integers(1 << 30)), slope=float(rng.uniform(0, 2))) + whine


def buzz(duration: float, rng: np.random.Generator) -> FloatArray:
    """A mobile telephone near the line: bursts of 217 Hz and its harmonics, in a rhythm."""
    times = seconds(duration)
    pulses = ((times * 217) % 1 < 0.125).astype(np.float32)
    gate = np.repeat(rng.random(round(duration * 8) + 1) < rng.uniform(0.3, 1.0), SAMPLE_RATE // 8)
    return at_level(pulses * gate[: times.size] + noise(duration, -50), -20)


def digits(duration: float, rng: np.random.Generator) -> FloatArray:
    """Dialled by hand."""
    dialled = [np.concatenate([tone(0.15, *DIGITS[int(rng.integers(6))]), silence(0.3)]) for _ in range(40)]
    return np.concatenate(dialled)[: round(duration * SAMPLE_RATE)]


def ringing(duration: float, rng: np.random.Generator) -> FloatArray:
    """A signal of the exchange, or beeps."""
    on, off, pitch = RINGING[int(rng.integers(len(RINGING)))]
    return bursts(duration, on, off, pitch)


def hiss(duration: float, rng: np.random.Generator) -> FloatArray:
    """Comfort noise."""
    return noise(duration, -20, seed=int(rng.integers(1 << 30)), slope=float(rng.uniform(0, 1)))


def typing(duration: float, rng: np.random.Generator) -> FloatArray:
    """Knocks, some in a rhythm."""
    knocks = silence(duration)
    gaps = rng.uniform(0.08, 0.4, size=round(duration * 12)) if rng.random() < 0.7 else np.full(400, 0.3)
    for start in np.cumsum(gaps):
        first = round(float(start) * SAMPLE_RATE)
        if first + 400 < knocks.size:
            knocks[first : first + 400] += noise(0.025, -14, seed=first) * np.hanning(400)
    return knocks + noise(duration, -60)


NOISES: Mapping[str, Callable[[float, np.random.Generator], FloatArray]] = {
    "hum": hum,
    "fan": fan,
    "buzz": buzz,
    "digits": digits,
    "ringing": ringing,
    "hiss": hiss,
    "typing": typing,
}
# What goes on while people talk.
UNDER_TALK = ("fan", "buzz", "typing", "hum", "hiss")
