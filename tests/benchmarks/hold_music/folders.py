"""Folders of sound: one sub-folder for each album or voice, read when a piece of it is asked for."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray, decode
from qa_pipeline.errors import UsageError

SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})
# Louder than the quietest twentieth of a note and quieter than full scale, at any recording level.
LEAST_RMS = 1e-4


class Folder:
    """The sounds under a folder, in groups: those of one sub-folder belong together (an album, a voice)."""

    def __init__(self, path: Path) -> None:
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
        self.groups: dict[str, list[Path]] = {}
        for file in files:
            self.groups.setdefault(file.relative_to(path).parts[0], []).append(file)
        if not files:
            raise UsageError(f"{path}: holds no sound; allowed are {', '.join(sorted(SUFFIXES))} in sub-folders")

    def group(self, rng: np.random.Generator) -> str:
        """A group by chance, all alike."""
        return list(self.groups)[int(rng.integers(len(self.groups)))]

    def stretch(self, group: str, seconds: float, rng: np.random.Generator) -> FloatArray:
        """That much of one file of the group, from anywhere in it; a file that is too short is begun again."""
        count = round(seconds * SAMPLE_RATE)
        sound = read(self.groups[group][int(rng.integers(len(self.groups[group])))])
        first = int(rng.integers(max(1, sound.size - count)))
        return np.resize(sound, max(count, sound.size))[first : first + count].copy()

    def utterance(self, group: str, rng: np.random.Generator, longest: float) -> FloatArray:
        """One file of the group, or as much of a long one."""
        sound = read(self.groups[group][int(rng.integers(len(self.groups[group])))])
        if sound.size <= longest * SAMPLE_RATE:
            return sound.copy()
        first = int(rng.integers(sound.size - round(longest * SAMPLE_RATE)))
        return sound[first : first + round(rng.uniform(0.3, 1.0) * longest * SAMPLE_RATE)].copy()


@lru_cache(maxsize=256)
def read(file: Path) -> FloatArray:
    """The first channel of the file at 16 kHz."""
    return decode(file).channels[0]


def levelled(samples: FloatArray, dbfs: float) -> FloatArray:
    """The samples with the loudest of their quarter seconds, on the whole, at that level."""
    step = SAMPLE_RATE // 4
    parts = np.square(samples[: max(1, samples.size // step) * step], dtype=np.float64)
    means = [float(part.mean()) for part in np.array_split(parts, max(1, parts.size // step))]
    loud = float(np.sqrt(np.percentile(means, 75)))
    return (samples * (10 ** (dbfs / 20) / max(loud, LEAST_RMS))).astype(np.float32)


def total_seconds(sounds: Sequence[FloatArray]) -> float:
    return sum(sound.size for sound in sounds) / SAMPLE_RATE
