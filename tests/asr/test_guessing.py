import numpy as np
import pytest

from qa_pipeline.asr.guessing import Window, guess, windows
from qa_pipeline.asr.packing import Pack, Piece
from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Span
from qa_pipeline.errors import NoSpeech


def silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def window(seconds: float) -> Window:
    return Window(silence(0.0), Pack((Piece(0, round(seconds * SAMPLE_RATE), 0),)))


def guessed(*each: tuple[float, dict[str, float]]) -> tuple[str, float, int]:
    """The language, its confidence to two digits, and how many windows were heard."""
    told = [chance for _, chance in each]
    heard: list[Window] = []

    def chances_in(one: Window) -> dict[str, float]:
        heard.append(one)
        return told[len(heard) - 1]

    found = guess(iter([window(seconds) for seconds, _ in each]), chances_in)
    return found.language, round(found.confidence, 2), len(heard)


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ([(10.0, {"en": 0.99}), (10.0, {"en": 0.97}), (10.0, {"fi": 1.0})], ("en", 0.98, 2)),  # settled
        ([(10.0, {"en": 0.99})], ("en", 0.99, 1)),
        ([(10.0, {"en": 0.9, "cy": 0.1}), (10.0, {"en": 0.5, "cy": 0.3}), (10.0, {"en": 0.7})], ("en", 0.7, 3)),
        ([(10.0, {"en": 1.0}), (10.0, {"es": 1.0}), (10.0, {"es": 1.0}), (10.0, {"en": 1.0})], ("en", 0.5, 4)),
        ([(1.0, {"cy": 0.8, "en": 0.2}), (19.0, {"en": 0.9})], ("en", 0.86, 2)),  # a word weighs less than a story
    ],
)
def test_windows_are_weighed_by_their_speech_until_the_guess_is_settled(
    each: list[tuple[float, dict[str, float]]], expected: tuple[str, float, int]
) -> None:
    assert guessed(*each) == expected


def test_nobody_speaking_has_no_language() -> None:
    with pytest.raises(NoSpeech):
        guess(windows([silence(5.0)], [[]]), lambda _: {})


def starts(*speech: list[Span]) -> list[tuple[int, float]]:
    """Source and start of each window, of sources of 300 s."""
    sources = [silence(300.0) for _ in speech]
    number = {id(source): index for index, source in enumerate(sources)}
    found = windows(sources, speech)
    return [(number[id(one.samples)], one.pack.pieces[0].start / SAMPLE_RATE) for one in found]


LONG = [Span(start, start + 25.0) for start in range(0, 300, 30)]


def test_both_sides_are_heard_in_turn_from_all_over_the_call() -> None:
    assert starts(LONG, LONG[2:]) == [(0, 0.0), (1, 60.0), (0, 270.0), (1, 270.0)]


def test_a_side_that_says_nothing_is_left_out() -> None:
    assert starts(LONG, []) == [(0, 0.0), (0, 270.0)]


def test_one_source_is_heard_in_four_places() -> None:
    assert starts(LONG) == [(0, 0.0), (0, 90.0), (0, 180.0), (0, 270.0)]
