"""Word times: from the planned phonemes to the sound that is there."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from qa_pipeline.call import Span
from qa_pipeline.errors import UsageError
from sample_calls.edges import drawn_in
from sample_calls.phonemes import Phonemes, aligned
from sample_calls.telephone import RATE
from sample_calls.voices import Voice, nominal_spans

VOCABULARY = dict.fromkeys("abcdef ,.", 1)


def token(text: str, phonemes: str, whitespace: str = " ") -> SimpleNamespace:
    return SimpleNamespace(text=text, phonemes=phonemes, whitespace=whitespace)


def test_words_are_found_in_the_phonemes_without_their_punctuation() -> None:
    tokens = [token("Ab", "ab", ""), token(",", ","), token("I", "c", ""), token("'m", "d", ""), token(".", ".", "")]
    assert aligned(["Ab,", "I'm."], tokens, VOCABULARY) == Phonemes("ab, cd.", ((0, 2), (4, 6)))


def test_phonemes_that_the_voice_does_not_know_take_no_place() -> None:
    assert aligned(["x"], [token("x", "aZb", "")], VOCABULARY) == Phonemes("ab", ((0, 2),))


def test_a_word_that_is_read_as_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match="write it as it is spoken"):
        aligned(["42"], [token("forty", "a"), token("two", "b", "")], VOCABULARY)


def test_a_word_with_no_sound_is_refused() -> None:
    with pytest.raises(UsageError, match="under pronounce"):
        aligned(["hm"], [token("hm", "ZZ", "")], VOCABULARY)


def test_durations_become_seconds_after_the_opening_pad() -> None:
    phonemes = Phonemes("ab c", ((0, 2), (3, 4)))
    durations = np.array([8, 2, 4, 1, 6, 10], np.float32)
    first, second = nominal_spans(phonemes, durations)
    assert (first.start, first.end) == pytest.approx((0.2, 0.35))
    assert (second.start, second.end) == pytest.approx((0.375, 0.525))


def sound(*stretches: tuple[float, float], seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    samples = np.zeros(round(seconds * RATE), np.float32)
    for start, end in stretches:
        samples[round(start * RATE) : round(end * RATE)] = 0.3
    return samples


def test_edges_at_pauses_are_drawn_in_to_the_sound() -> None:
    planned = (Span(0.35, 0.6), Span(0.62, 1.2), Span(1.6, 2.2))
    heard = sound((0.3, 0.9), (1.55, 1.9), seconds=2.5)
    first, second, third = drawn_in(planned, heard)
    assert (first.start, first.end) == pytest.approx((0.3, 0.61))
    assert (second.start, second.end) == pytest.approx((0.61, 0.9))
    assert (third.start, third.end) == pytest.approx((1.55, 1.9))


def test_a_stop_inside_a_word_does_not_end_it() -> None:
    (word,) = drawn_in((Span(0.3, 1.0),), sound((0.25, 0.5), (0.6, 0.8), seconds=1.2))
    assert (word.start, word.end) == pytest.approx((0.25, 0.8))


def test_words_keep_their_order_and_some_length() -> None:
    planned = (Span(0.1, 0.2), Span(0.4, 0.45), Span(0.6, 0.7))
    drawn = drawn_in(planned, sound((0.1, 0.15), seconds=1.0))
    assert all(word.end - word.start >= 0.03 - 1e-9 for word in drawn)
    assert all(before.end <= after.start for before, after in pairwise(drawn))


def test_a_voice_that_is_kept_for_other_measurements_is_refused() -> None:
    voice = Voice.__new__(Voice)
    with pytest.raises(UsageError, match="'bf_emma' is not allowed"):
        voice.speak(["Hello."], "bf_emma", 1.0, {})
