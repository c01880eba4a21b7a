"""How many voices there are, from directions made by a seeded generator."""

import numpy as np
import pytest

from qa_pipeline.diarization.counting import find_voices
from qa_pipeline.diarization.diarizer import FloatArray

DIMENSION = 192


def prints(*windows: int, alike: float = 0.3, noise: float = 0.6, seed: int = 1) -> FloatArray:
    """Directions of as many voices as there are counts of windows; two voices have the cosine `alike`."""
    generator = np.random.default_rng(seed)
    basis = np.linalg.qr(generator.normal(size=(DIMENSION, len(windows) + 1)))[0].T
    voices = np.sqrt(alike) * basis[0] + np.sqrt(1 - alike) * basis[1:]
    blur = noise / np.sqrt(DIMENSION)
    rows = [
        voice + blur * generator.normal(size=(count, DIMENSION)) for voice, count in zip(voices, windows, strict=True)
    ]
    stacked = np.concatenate(rows)
    return np.asarray(stacked / np.linalg.norm(stacked, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize(
    ("found", "speakers", "count"),
    [
        (prints(40), None, 1),
        (prints(40), 2, 1),
        (prints(40, 30), None, 2),
        (prints(40, 30), 2, 2),
        # a second agent after a transfer
        (prints(40, 30, 20), 2, 3),
        (prints(40, 30, 20), None, 3),
        # no more than one that nobody expected
        (prints(40, 30, 20, 20), 2, 3),
        (prints(40, 30, 20, 20), None, 4),
        # nobody expected a third, and three windows of it are not enough to believe in it
        (prints(40, 30, 3), 2, 2),
        # two much alike are two where two are expected, and one voice where nobody knows
        (prints(40, 40, alike=0.83, noise=0.3), 2, 2),
        (prints(40, 40, alike=0.83, noise=0.3), None, 1),
        (prints(3), 2, 1),
        (prints(1), None, 1),
    ],
)
def test_voices_are_as_many_as_are_unlike_each_other(found: FloatArray, speakers: int | None, count: int) -> None:
    centres = find_voices(found, speakers=speakers)
    assert len(centres) == count
    assert np.linalg.norm(centres, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_long_call_is_clustered_by_a_sample_and_its_centres_are_of_it_all() -> None:
    found = prints(900, 500, noise=0.8)
    centres = find_voices(found, speakers=2)
    groups = (found @ centres.T).argmax(axis=1)
    assert len(set(groups[:900])) == 1
    assert len(set(groups[900:])) == 1
    assert groups[0] != groups[-1]
