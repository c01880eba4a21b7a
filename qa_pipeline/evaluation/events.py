"""Holds, interruptions and faults of the recording: which were found, which were missed, which were made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.call import Interruption, Span
from qa_pipeline.evaluation.account import Fault, Parked

# A hold is found when the stretch found and the true one share at least half of what they cover together.
LEAST_IOU = 0.5
# An interruption is found when the same side is heard to cut in within a second of when it did.
NEAR_S = 1.0


@dataclass(frozen=True, slots=True)
class Detections:
    """How many there are in truth, how many were found in all, and how many of these are true ones."""

    true: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there was nothing to find and nothing was found."""
        return 2 * self.right / (self.true + self.found) if self.true + self.found else None

    def __add__(self, other: "Detections") -> "Detections":
        return Detections(self.true + other.true, self.found + other.found, self.right + other.right)


@dataclass(frozen=True, slots=True)
class HoldMeasures:
    """The holds found; of each true one among them its IoU, how late it begins and ends, and whether its kind fits."""

    detections: Detections
    ious: tuple[float, ...] = ()
    onset_errors: tuple[float, ...] = ()
    offset_errors: tuple[float, ...] = ()
    kinds_right: int = 0


def measure_holds(true: Sequence[Parked], found: Sequence[Parked]) -> HoldMeasures:
    """Lay the holds found upon the true ones, best fits first, each used once."""
    fits = sorted(((iou(t.span, f.span), i, j) for i, t in enumerate(true) for j, f in enumerate(found)), reverse=True)
    pairs = [(true[i], found[j], fit) for fit, i, j in _each_once([fit for fit in fits if fit[0] >= LEAST_IOU])]
    return HoldMeasures(
        detections=Detections(len(true), len(found), len(pairs)),
        ious=tuple(fit for _, _, fit in pairs),
        onset_errors=tuple(f.start - t.start for t, f, _ in pairs),
        offset_errors=tuple(f.end - t.end for t, f, _ in pairs),
        kinds_right=sum(t.kind == f.kind for t, f, _ in pairs),
    )


def measure_interruptions(true: Sequence[Interruption], found: Sequence[Interruption]) -> Detections:
    """Lay the interruptions found upon the true ones of the same side, nearest first, each used once."""
    near = sorted(
        (abs(t.start - f.start), i, j)
        for i, t in enumerate(true)
        for j, f in enumerate(found)
        if t.by is f.by and abs(t.start - f.start) <= NEAR_S
    )
    return Detections(len(true), len(found), len(_each_once(near)))


def measure_faults(true: Sequence[Fault], found: Sequence[Fault]) -> Detections:
    """A fault is found when its code is told of the same channel."""
    return Detections(len(set(true)), len(set(found)), len(set(true) & set(found)))


def iou(one: Span, other: Span) -> float:
    """Intersection over union: the time both cover ÷ the time either covers."""
    shared = max(0.0, min(one.end, other.end) - max(one.start, other.start))
    either = one.duration + other.duration - shared
    return shared / either if either else 1.0


def _each_once(ranked: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The pairs in their order, without those whose one or other half is taken already."""
    taken_true: set[int] = set()
    taken_found: set[int] = set()
    kept = []
    for fit, i, j in ranked:
        if i not in taken_true and j not in taken_found:
            kept.append((fit, i, j))
            taken_true.add(i)
            taken_found.add(j)
    return kept
