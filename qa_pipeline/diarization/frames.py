"""The grid of 20 ms frames that voices are told apart on, and the stretches of speech that are heard in one piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span

BoolArray = NDArray[np.bool_]

# What CAM++ makes one output of: two mel frames of 10 ms.
FRAME_SECONDS = 0.02

# A longer stretch is cut: one voice's features are coloured by all that is heard together with it.
LONGEST_PIECE = round(10.0 / FRAME_SECONDS)


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `start` up to `end` of the recording, all speech."""

    start: int
    end: int

    @property
    def frames(self) -> int:
        return self.end - self.start


def frame_mask(spans: Iterable[Span], frames: int) -> BoolArray:
    """True for the frames whose middle lies in one of the spans."""
    mask = np.zeros(frames, dtype=np.bool_)
    for span in spans:
        mask[max(0, round(span.start / FRAME_SECONDS)) : max(0, round(span.end / FRAME_SECONDS))] = True
    return mask


def frame_runs(mask: BoolArray) -> list[tuple[int, int]]:
    """First and one past the last index of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def pieces(spoken: BoolArray) -> tuple[Piece, ...]:
    """The runs of speech in order, each cut into equal parts of at most LONGEST_PIECE frames."""
    return tuple(part for start, end in frame_runs(spoken) for part in _parts(start, end))


def windows(piece_frames: int, *, width: int, hop: int) -> Sequence[tuple[int, int, int]]:
    """Middle, start and end of windows `width` frames wide every `hop` frames; those at the edges are drawn in."""
    middles = range(min(hop, piece_frames) // 2, piece_frames, hop)
    starts = (max(0, min(middle - width // 2, piece_frames - width)) for middle in middles)
    return [(middle, start, min(start + width, piece_frames)) for middle, start in zip(middles, starts, strict=True)]


def _parts(start: int, end: int) -> Iterable[Piece]:
    count = -(-(end - start) // LONGEST_PIECE)
    edges = [start + round(index * (end - start) / count) for index in range(count + 1)]
    return (Piece(first, last) for first, last in pairwise(edges))
