"""Whether callqa knows when it is right: the reliability diagram and the risk-coverage curve."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.evaluation.verdicts import Judged

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies between `low` and `high`: how sure they were, and how many were right."""

    low: float
    high: float
    answers: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Keep the answers of this confidence and above: the share of all questions kept, and the wrong ones among them."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Trust:
    """`calibration_error` is the expected calibration error: the gap of confidence and accuracy over all answers."""

    reliability: tuple[Bin, ...]
    risk: tuple[RiskPoint, ...]
    calibration_error: float | None


def measure_trust(judged: Sequence[Judged]) -> Trust:
    """Both curves over the determined answers; an undetermined one claims nothing, and only lowers the coverage."""
    bins = _reliability([item for item in judged if item.determined])
    total = sum(item.answers for item in bins)
    gap = sum(item.answers * abs(item.confidence - item.accuracy) for item in bins)
    return Trust(bins, _risk(judged), gap / total if total else None)


def _reliability(determined: Sequence[Judged]) -> tuple[Bin, ...]:
    """Bins of equal width; those without an answer are left out."""
    groups: dict[int, list[Judged]] = {}
    for item in determined:
        groups.setdefault(min(int(item.confidence * BINS), BINS - 1), []).append(item)
    return tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            answers=len(group),
            confidence=sum(item.confidence for item in group) / len(group),
            accuracy=sum(item.right for item in group) / len(group),
        )
        for index, group in sorted(groups.items())
    )


def _risk(judged: Sequence[Judged]) -> tuple[RiskPoint, ...]:
    """A point for every confidence that occurs, from the surest down."""
    determined = sorted((item for item in judged if item.determined), key=lambda item: -item.confidence)
    points: list[RiskPoint] = []
    wrong = 0
    for kept, item in enumerate(determined, start=1):
        wrong += not item.right
        point = RiskPoint(item.confidence, kept / len(judged), wrong / kept)
        if points and points[-1].confidence == item.confidence:
            points.pop()
        points.append(point)
    return tuple(points)
