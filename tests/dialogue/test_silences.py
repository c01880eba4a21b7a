import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Hold, Span, Turn
from qa_pipeline.dialogue.intervals import total
from qa_pipeline.dialogue.silences import answered_at, dead_air, silence_gaps

from .spoken import AGENT, CUSTOMER, UNKNOWN, pairs, turn


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        ([], [(0, 20)]),
        ([Span(0, 20)], []),
        ([Span(2, 6), Span(10, 19)], [(6, 10)]),
        ([Span(2, 6), Span(9, 19)], []),  # exactly the gap is not more than it
        ([Span(5, 12), Span(4, 8)], [(0, 4), (12, 20)]),  # in any order, overlapping
        ([Span(0, 8), Span(15, 25)], [(8, 15)]),  # speech past the end
    ],
)
def test_a_gap_is_more_than_three_seconds_without_speech(
    speech: list[Span], expected: list[tuple[float, float]]
) -> None:
    assert pairs(silence_gaps(speech, 20.0, gap=3.0)) == expected


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)).map(sorted), max_size=10))
def test_gaps_and_speech_cover_the_call(edges: list[list[int]]) -> None:
    speech = [Span(start / 4, end / 4) for start, end in edges]
    gaps = silence_gaps(speech, 20.0, gap=0.0)
    assert total([*gaps, *speech]) == 20.0
    assert total(gaps) + total(speech) == 20.0
    assert all(gap.duration > 0 for gap in gaps)


def hold(start: float, end: float) -> Hold:
    return Hold(start, end, "music", "inferred", 0.9)


@pytest.mark.parametrize(
    ("silences", "holds", "expected"),
    [
        ([Span(30, 36)], [], [(30, 36)]),
        ([Span(30, 60)], [hold(31, 58)], []),  # what is left on either side is short
        ([Span(30, 60)], [hold(35, 60)], [(30, 35)]),  # what is left is long enough itself
        ([Span(30, 60), Span(70, 75)], [hold(30, 60)], [(70, 75)]),
        ([Span(0, 9.5)], [], []),  # waiting for an answer
    ],
)
def test_dead_air_is_silence_that_is_no_hold(
    silences: list[Span], holds: list[Hold], expected: list[tuple[float, float]]
) -> None:
    assert pairs(dead_air(silences, holds, answered=10.0)) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([], None),
        ([turn(CUSTOMER, 1, 2), turn(AGENT, 3, 4)], 3),
        ([turn(UNKNOWN, 1, 2), turn(CUSTOMER, 3, 4)], 1),
    ],
)
def test_a_call_is_answered_by_the_agents_first_word(turns: list[Turn], expected: float | None) -> None:
    assert answered_at(turns) == expected
