"""Word times drawn to the sound, on tones in silence."""

import numpy as np
import pytest

from qa_pipeline.asr.edges import EARLY_SECONDS, drawn_to_sound
from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Word


def sound(*spans: tuple[float, float], seconds: float = 5.0, dbfs: float = -20.0) -> FloatArray:
    """A tone in the spans, and a line 70 dB below full scale all through."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    heard = np.random.default_rng(3).normal(0, 10 ** (-70 / 20), times.size)
    for start, end in spans:
        inside = (times >= start) & (times < end)
        heard[inside] += 10 ** (dbfs / 20) * np.sqrt(2) * np.sin(2 * np.pi * 300 * times[inside])
    return np.asarray(heard, dtype=np.float32)


def times(*words: tuple[float, float], samples: FloatArray) -> list[tuple[float, float]]:
    spoken = [Word(f"w{number}", start, end, 0.9) for number, (start, end) in enumerate(words)]
    return [(word.start, word.end) for word in drawn_to_sound(spoken, samples)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((0.9, 1.85), (1.0, 2.0)),
        ((1.02, 1.95), (1.0, 2.0)),
        ((1.1, 2.2), (1.0, 2.0)),
        ((0.7, 2.1), (1.0, 2.0)),
    ],
)
def test_a_word_by_itself_begins_and_ends_with_its_sound(
    given: tuple[float, float], found: tuple[float, float]
) -> None:
    (word,) = times(given, samples=sound((1.0, 2.0)))
    assert word == pytest.approx(found, abs=0.021)


def test_inside_running_speech_words_share_an_edge_that_is_only_a_little_later() -> None:
    first, second = times((0.9, 1.4), (1.4, 1.9), samples=sound((1.0, 2.0)))
    assert first == pytest.approx((1.0, 1.4 + EARLY_SECONDS), abs=0.021)
    assert second == pytest.approx((1.4 + EARLY_SECONDS, 2.0), abs=0.021)


def test_an_edge_does_not_run_into_the_words_beside_it() -> None:
    first, second = times((1.0, 1.5), (1.75, 2.0), samples=sound((1.0, 2.0)))
    assert first[1] <= second[0]


@pytest.mark.parametrize("given", [(4.9, 5.0), (4.99, 5.0), (0.0, 0.02)])
def test_a_word_at_the_end_of_the_recording_or_without_sound_keeps_some_time(given: tuple[float, float]) -> None:
    ((start, end),) = times(given, samples=sound())
    assert 0.0 <= start < end <= 5.0


def test_a_quiet_channel_with_a_louder_line_keeps_its_words() -> None:
    ((start, end),) = times((0.9, 1.9), samples=sound((1.0, 2.0), dbfs=-60.0))
    assert (start, end) == pytest.approx((1.0, 2.0), abs=0.05)


def test_no_words_are_no_words() -> None:
    assert drawn_to_sound((), sound()) == ()


def test_words_that_overlap_are_put_one_after_the_other() -> None:
    first, second = times((1.0, 1.02), (1.0, 1.5), samples=sound((1.0, 2.0)))
    assert first[1] <= second[0]
