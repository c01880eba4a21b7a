import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Span
from qa_pipeline.dialogue.intervals import intersect, longest, subtract, total, union

# quarters of a second are exact in binary, so that sums can be compared without tolerance
TIMES = st.integers(0, 80).map(lambda quarter: quarter / 4)
SPANS = st.lists(st.tuples(TIMES, TIMES).map(sorted).map(lambda pair: Span(*pair)), max_size=12)


@pytest.mark.parametrize(
    ("spans", "join", "expected"),
    [
        ([], 0.0, []),
        ([Span(1, 2), Span(0, 1)], 0.0, [Span(0, 2)]),
        ([Span(0, 5), Span(1, 2)], 0.0, [Span(0, 5)]),
        ([Span(0, 1), Span(1.4, 2)], 0.3, [Span(0, 1), Span(1.4, 2)]),
        ([Span(0, 1), Span(1.25, 2)], 0.25, [Span(0, 2)]),
        ([Span(1, 1)], 0.0, []),
    ],
)
def test_a_union_is_sorted_disjoint_and_joined(spans: list[Span], join: float, expected: list[Span]) -> None:
    assert list(union(spans, join=join)) == expected


@pytest.mark.parametrize(
    ("holes", "expected"),
    [
        ([], [Span(10, 20)]),
        ([Span(0, 5), Span(25, 30)], [Span(10, 20)]),
        ([Span(5, 12), Span(14, 15)], [Span(12, 14), Span(15, 20)]),
        ([Span(0, 30)], []),
    ],
)
def test_holes_are_cut_out(holes: list[Span], expected: list[Span]) -> None:
    assert list(subtract([Span(10, 20)], holes)) == expected


@given(SPANS, SPANS)
def test_what_is_cut_out_and_what_is_left_make_the_whole(spans: list[Span], holes: list[Span]) -> None:
    left, gone = subtract(spans, holes), intersect(spans, holes)
    assert union([*left, *gone]) == union(spans)
    assert total(left) + total(gone) == total(spans)
    assert intersect(left, holes) == ()
    assert all(span.duration > 0 for span in [*left, *gone])


@given(SPANS, SPANS)
def test_an_intersection_does_not_depend_on_the_order(one: list[Span], other: list[Span]) -> None:
    assert intersect(one, other) == intersect(other, one)


def test_the_longest_of_nothing_is_zero() -> None:
    assert longest([]) == 0.0
    assert longest([Span(1, 2), Span(4, 7)]) == 3.0
