"""Who speaks in each frame, from likenesses made by hand."""

import numpy as np
import pytest

from qa_pipeline.diarization.frames import FRAME_SECONDS
from qa_pipeline.diarization.handover import Spoken, spans_of, who_speaks


def spoken(voices: str, *, sure: float = 0.5, frames: list[int] | None = None, quiet: tuple[int, ...] = ()) -> Spoken:
    """A letter a frame: "a" and "b" are likenesses of that voice, "-" is as like the one as the other."""
    likeness = np.array([[sure * (voice == "a"), sure * (voice == "b")] for voice in voices])
    loudness = np.array([-9.0 if index in quiet else 0.0 for index in range(len(voices))])
    return Spoken(np.array(frames or range(len(voices))), likeness, loudness)


def heard(call: Spoken) -> str:
    return "".join("ab"[voice] for voice in who_speaks(call))


@pytest.mark.parametrize(
    ("voices", "path"),
    [
        ("a" * 40, "a" * 40),
        ("a" * 40 + "b" * 40, "a" * 40 + "b" * 40),
        # two frames of the other's likeness are a slip, thirty are a word
        ("a" * 40 + "bb" + "a" * 40, "a" * 82),
        ("a" * 40 + "b" * 30 + "a" * 40, "a" * 40 + "b" * 30 + "a" * 40),
    ],
)
def test_a_change_of_voice_has_a_price(voices: str, path: str) -> None:
    assert heard(spoken(voices)) == path


def test_people_change_over_where_it_is_quiet() -> None:
    call = spoken("a" * 30 + "-" * 20 + "b" * 30, quiet=(44,))
    assert heard(call) == "a" * 44 + "b" * 36


def test_a_short_answer_after_a_pause_is_heard() -> None:
    answer = "a" * 40 + "b" * 6 + "a" * 40
    apart = [*range(40), *range(60, 66), *range(80, 120)]
    assert heard(spoken(answer)) == "a" * 86
    assert heard(spoken(answer, frames=apart)) == answer


def test_neighbouring_frames_of_a_voice_are_a_span() -> None:
    frames = np.array([0, 1, 2, 3, 10, 11, 12])
    spans = list(spans_of(frames, np.array([0, 0, 1, 1, 1, 1, 1])))
    assert [(span.start, span.end, span.speaker) for span in spans] == [
        (0.0, 2 * FRAME_SECONDS, "0"),
        (2 * FRAME_SECONDS, 4 * FRAME_SECONDS, "1"),
        (10 * FRAME_SECONDS, 13 * FRAME_SECONDS, "1"),
    ]


def test_a_span_drawn_in_to_nothing_is_left_out() -> None:
    frames = np.array([0, 5, 6, 7, 8, 9, 10])
    spans = list(spans_of(frames, np.zeros(7, dtype=int), shift=0.02))
    assert [(span.start, span.end) for span in spans] == [(0.12, 0.2)]
