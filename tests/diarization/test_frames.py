import numpy as np
import pytest

from qa_pipeline.call import Span
from qa_pipeline.diarization.frames import LONGEST_PIECE, Piece, frame_mask, frame_runs, pieces, windows


def test_a_span_covers_the_frames_it_holds() -> None:
    mask = frame_mask([Span(0.0, 0.1), Span(0.2, 9.0)], 20)
    assert frame_runs(mask) == [(0, 5), (10, 20)]


@pytest.mark.parametrize(
    ("runs", "cut"),
    [
        ([], []),
        ([(3, 40)], [(3, 40)]),
        ([(0, LONGEST_PIECE)], [(0, LONGEST_PIECE)]),
        ([(10, 1011)], [(10, 344), (344, 677), (677, 1011)]),
        ([(0, 20), (30, 900)], [(0, 20), (30, 465), (465, 900)]),
    ],
)
def test_long_speech_is_cut_into_equal_pieces(runs: list[tuple[int, int]], cut: list[tuple[int, int]]) -> None:
    spoken = np.zeros(2000, dtype=np.bool_)
    for start, end in runs:
        spoken[start:end] = True
    assert pieces(spoken) == tuple(Piece(*part) for part in cut)


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        (3, [(1, 0, 3)]),
        (10, [(2, 0, 10), (7, 0, 10)]),
        (24, [(2, 0, 10), (7, 2, 12), (12, 7, 17), (17, 12, 22), (22, 14, 24)]),
    ],
)
def test_windows_stay_within_their_piece(frames: int, found: list[tuple[int, int, int]]) -> None:
    assert list(windows(frames, width=10, hop=5)) == found
