"""Set arithmetic on stretches of time; every result is sorted, disjoint and free of empty stretches."""

from collections.abc import Iterable

from qa_pipeline.call import Span


def union(spans: Iterable[Span], *, join: float = 0.0) -> tuple[Span, ...]:
    """The time that any of the spans covers; pieces no more than `join` seconds apart become one."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        if merged and span.start - merged[-1].end <= join:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def intersect(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """The time that both cover."""
    left, right = union(first), union(second)
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        common.append(Span(max(left[i].start, right[j].start), min(left[i].end, right[j].end)))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return union(common)


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """The time that the spans cover and the holes do not."""
    base, cuts = union(spans), union(holes)
    if not base:
        return ()
    edges = [base[0].start, *(edge for cut in cuts for edge in (cut.start, cut.end)), base[-1].end]
    outside = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]
    return intersect(base, outside)


def total(spans: Iterable[Span]) -> float:
    """Seconds covered, each counted once."""
    return sum((span.duration for span in union(spans)), 0.0)


def longest(spans: Iterable[Span]) -> float:
    """Seconds of the longest span as given; 0 when there is none."""
    return max((span.duration for span in spans), default=0.0)
