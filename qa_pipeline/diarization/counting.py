"""How many voices there are, and what each of them sounds like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.diarization.diarizer import FloatArray

# Likeness of two voices: cosine of their means, freed of what noise takes from it. Two people were at most 0.74 alike,
# parts of one voice that had been torn apart at least 0.80 (ten calls on telephone band, real and spoken by a
# synthesiser; four meetings).
SAME_VOICE = 0.775
# Two that are expected are believed in up to here; one voice torn in two was 0.91 alike and more, but for laughter.
SAME_VOICE_AFTER_ALL = 0.87
# Windows, each 0.74 s from the next: three seconds of speech are a voice, one that nobody expected needs longer.
FEWEST_WINDOWS, FEWEST_OF_ANOTHER = 4, 6
MOST_VOICES = 6
# Neighbouring windows share half of their sound, so they are half as many witnesses.
INDEPENDENT_SHARE = 0.5

# The cost of spectral clustering grows with the cube: no more windows than this, spread evenly, find the voices.
MOST_WINDOWS = 600
# Of the likeness (0 to 1) of two windows; sharpens what is close against what is not.
SHARPNESS = 8
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class _Split:
    """Centres of unit length (voices, 192), the likeness of the closest two, and the fewest windows of one."""

    centres: FloatArray
    likeness: float
    fewest: int


def find_voices(prints: FloatArray, *, speakers: int | None) -> FloatArray:
    """The centre of each voice, shape (voices, 192), of embeddings of unit length (windows, 192), at least one.

    `speakers` is how many to expect, None for no idea. The most voices are taken that are all unlike each other.
    """
    found = _mean_direction(prints)[None, :]
    for count in range(2, min(_most(speakers), len(prints) // FEWEST_WINDOWS) + 1):
        split = _split(prints, count)
        expected = speakers is not None and count <= speakers
        limit = SAME_VOICE_AFTER_ALL if expected else SAME_VOICE
        needed = FEWEST_WINDOWS if expected or speakers is None else FEWEST_OF_ANOTHER
        if split.likeness < limit and split.fewest >= needed:
            found = split.centres
    return found


def _most(speakers: int | None) -> int:
    return MOST_VOICES if speakers is None else speakers + 1


def _split(prints: FloatArray, count: int) -> _Split:
    """The windows in `count` groups: spectral clustering, then k-means by direction from there."""
    chosen = prints[np.linspace(0, len(prints) - 1, min(len(prints), MOST_WINDOWS)).round().astype(int)]
    groups = _spectral(chosen, count)
    centres = np.stack([_mean_direction(chosen[groups == group]) for group in range(count)])
    groups = (prints @ centres.T).argmax(axis=1)
    for _ in range(ROUNDS):
        sizes = np.bincount(groups, minlength=count)
        if sizes.min() == 0:
            break
        centres = np.stack([_mean_direction(prints[groups == group]) for group in range(count)])
        before, groups = groups, (prints @ centres.T).argmax(axis=1)
        if np.array_equal(before, groups):
            break
    sizes = np.bincount(groups, minlength=count)
    return _Split(centres, _closest(prints, groups, count) if sizes.min() else 1.0, int(sizes.min()))


def _spectral(prints: FloatArray, count: int) -> NDArray[np.int64]:
    from sklearn.cluster import SpectralClustering

    likeness = np.clip((1.0 + prints @ prints.T) / 2.0, 0.0, 1.0) ** SHARPNESS
    clustering = SpectralClustering(count, affinity="precomputed", random_state=0)
    return np.asarray(clustering.fit_predict(likeness))


def _closest(prints: FloatArray, groups: NDArray[np.int64], count: int) -> float:
    """The highest likeness of two groups.

    The mean of n noisy directions is longer than the voice's own by the noise, 1/n of it; with that taken out, small
    groups are not taken for different only because they are noisy.
    """
    means = np.stack([prints[groups == group].mean(axis=0, dtype=np.float64) for group in range(count)])
    witnesses = np.maximum(np.bincount(groups, minlength=count) * INDEPENDENT_SHARE, 1.5)
    own = np.maximum((witnesses * np.square(means).sum(axis=1) - 1.0) / (witnesses - 1.0), 0.05)
    likeness = (means @ means.T) / np.sqrt(np.outer(own, own))
    return float(likeness[np.triu_indices(count, 1)].max())


def _mean_direction(prints: FloatArray) -> FloatArray:
    mean = prints.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
