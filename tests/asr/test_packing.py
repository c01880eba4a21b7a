from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.asr.packing import JOIN_SECONDS, PACK_SECONDS, Pack, Piece, plan, render, restore
from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Span


def sound(seconds: float) -> FloatArray:
    """Every sample different, so that a pack shows where its samples come from."""
    return np.arange(1, int(seconds * SAMPLE_RATE) + 1, dtype=np.float32)


def packed(samples: FloatArray, *regions: tuple[float, float]) -> tuple[Pack, ...]:
    return plan(samples, [Span(start, end) for start, end in regions])


def spans(pack: Pack) -> list[tuple[float, float]]:
    return [(piece.start / SAMPLE_RATE, piece.end / SAMPLE_RATE) for piece in pack.pieces]


def test_short_regions_share_a_pack_with_their_pauses_kept_short() -> None:
    (pack,) = packed(sound(20), (1, 2), (2.25, 3), (9, 10))
    assert spans(pack) == [(1, 2), (2.25, 3), (9, 10)]
    assert pack.seconds == pytest.approx(1 + 0.25 + 0.75 + JOIN_SECONDS + 1)


def test_a_pack_is_the_sound_of_its_pieces_and_silence_between() -> None:
    samples = sound(10)
    (pack,) = packed(samples, (1, 2), (4, 5))
    found = render(samples, pack)
    assert np.array_equal(found[:SAMPLE_RATE], samples[SAMPLE_RATE : 2 * SAMPLE_RATE])
    assert not found[SAMPLE_RATE : SAMPLE_RATE + int(JOIN_SECONDS * SAMPLE_RATE)].any()
    assert np.array_equal(found[-SAMPLE_RATE:], samples[4 * SAMPLE_RATE : 5 * SAMPLE_RATE])


def test_a_full_pack_is_closed_at_the_longest_pause_of_its_second_half() -> None:
    first, second = packed(sound(60), (0, 10), (11, 16), (20, 25), (25.5, 35))
    assert spans(first) == [(0, 10), (11, 16)]
    assert spans(second) == [(20, 25), (25.5, 35)]


def test_talk_that_starts_anew_after_a_long_wait_gets_a_pack_of_its_own() -> None:
    first, second = packed(sound(60), (0, 15), (40, 45))
    assert spans(first) == [(0, 15)]
    assert spans(second) == [(40, 45)]


def test_a_region_longer_than_a_pack_is_cut_where_it_is_quietest() -> None:
    samples = np.full(50 * SAMPLE_RATE, 0.1, dtype=np.float32)
    samples[20 * SAMPLE_RATE : int(20.2 * SAMPLE_RATE)] = 0.0
    first, second = packed(samples, (0, 40))
    ((start, cut),) = spans(first)
    assert start == 0
    assert cut == pytest.approx(20.1, abs=0.06)
    assert spans(second) == [(cut, 40)]


@st.composite
def regions(draw: st.DrawFn) -> list[Span]:
    """Regions of speech in order, without overlap, somewhat like a call's."""
    steps = draw(st.lists(st.tuples(st.floats(0.01, 12), st.floats(0.05, 70)), max_size=12))
    found: list[Span] = []
    at = 0.0
    for pause, length in steps:
        found.append(Span(at + pause, at + pause + length))
        at += pause + length
    return found


@given(regions())
def test_every_sample_of_the_regions_is_packed_once_and_no_pack_is_too_long(speech: list[Span]) -> None:
    length = round(speech[-1].end * SAMPLE_RATE) if speech else 0
    packs = plan(np.zeros(length, dtype=np.float32), speech)
    wanted = [(round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE)) for span in speech]
    pieces = [(piece.start, piece.end) for pack in packs for piece in pack.pieces]
    assert sum(end - start for start, end in pieces) == sum(end - start for start, end in wanted)
    assert all(end <= start for (_, end), (start, _) in pairwise(pieces))
    assert all(any(low <= start and end <= high for low, high in wanted) for start, end in pieces)
    assert all(0 < pack.seconds <= PACK_SECONDS for pack in packs)


# Ten to eleven seconds of the recording, then twenty to twenty-one and a half, half a second of silence between.
PACK = Pack(
    (
        Piece(10 * SAMPLE_RATE, 11 * SAMPLE_RATE, 0),
        Piece(20 * SAMPLE_RATE, 43 * SAMPLE_RATE // 2, 3 * SAMPLE_RATE // 2),
    )
)


@pytest.mark.parametrize(
    ("heard", "in_the_recording"),
    [
        ((0.25, 0.5), (10.25, 10.5)),
        ((1.75, 2.5), (20.25, 21.0)),
        ((0.75, 1.25), (10.75, 11.0)),
        ((1.25, 2.0), (20.0, 20.5)),
        ((0.5, 1.75), (10.5, 11.0)),
        ((1.0, 1.125), (11.0, 11.0)),
        ((2.75, 4.0), (21.25, 21.5)),
    ],
)
def test_a_words_times_are_those_of_the_piece_it_was_heard_in(
    heard: tuple[float, float], in_the_recording: tuple[float, float]
) -> None:
    assert restore(PACK, *heard) == Span(*in_the_recording)


@given(st.integers(0, 47), st.integers(1, 16))
def test_what_is_heard_within_a_piece_is_mapped_back_exactly(start: int, length: int) -> None:
    for piece in PACK.pieces:
        low, high = piece.at / SAMPLE_RATE + start / 32, piece.at / SAMPLE_RATE + (start + length) / 32
        if high <= (piece.at + piece.length) / SAMPLE_RATE:
            offset = (piece.start - piece.at) / SAMPLE_RATE
            assert restore(PACK, low, high) == Span(low + offset, high + offset)


@pytest.mark.parametrize(
    ("first", "second", "together"), [(10.0, 10.9, True), (20.5, 21.5, True), (10.9, 20.0, False), (15.0, 16.0, False)]
)
def test_a_pack_tells_whether_two_moments_are_of_one_piece(first: float, second: float, together: bool) -> None:
    assert PACK.together(first, second) is together
