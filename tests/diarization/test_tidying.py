import numpy as np
import pytest

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.tidying import one_label_a_voice, tidy


def spans(*parts: tuple[float, float, str]) -> tuple[SpeakerSpan, ...]:
    return tuple(SpeakerSpan(*part) for part in parts)


def test_voices_are_numbered_by_who_is_heard_first() -> None:
    raw = spans((5.0, 6.0, "A"), (0.0, 2.0, "B"), (3.0, 4.0, "C"), (8.0, 9.0, "B"))
    assert [span.speaker for span in tidy(raw, {})] == ["voice:0", "voice:1", "voice:2", "voice:0"]


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        # the network wavers where one voice hands over to the other
        (
            [(0.0, 2.0, "A"), (2.0, 2.1, "B"), (2.1, 2.2, "A"), (2.2, 5.0, "B")],
            [(0.0, 2.2, "voice:0"), (2.2, 5.0, "voice:1")],
        ),
        # a flicker within a voice
        ([(0.0, 2.0, "A"), (2.0, 2.2, "B"), (2.2, 5.0, "A")], [(0.0, 5.0, "voice:0")]),
        # a short span before a longer one of the other voice, with nothing before it
        ([(1.0, 1.1, "A"), (1.1, 3.0, "B")], [(1.0, 3.0, "voice:0")]),
        # a short answer by itself stays, a click does not
        ([(0.0, 2.0, "A"), (3.0, 3.2, "B"), (4.0, 4.05, "A")], [(0.0, 2.0, "voice:0"), (3.0, 3.2, "voice:1")]),
        # a "yes" in the middle of the other's talk is long enough to be one
        (
            [(0.0, 2.0, "A"), (2.0, 2.3, "B"), (2.3, 5.0, "A")],
            [(0.0, 2.0, "voice:0"), (2.0, 2.3, "voice:1"), (2.3, 5.0, "voice:0")],
        ),
        ([], []),
    ],
)
def test_flicker_is_given_to_its_longer_neighbour(
    raw: list[tuple[float, float, str]], tidied: list[tuple[float, float, str]]
) -> None:
    assert tidy(spans(*raw), {}) == spans(*tidied)


def test_the_parts_of_a_voice_torn_apart_are_one_voice() -> None:
    raw = spans((0.0, 2.0, "A"), (2.05, 4.0, "B"), (5.0, 6.0, "C"))
    assert tidy(raw, {"B": "A"}) == spans((0.0, 4.0, "voice:0"), (5.0, 6.0, "voice:1"))


@pytest.mark.parametrize(
    ("degrees", "voices"),
    [
        ((0, 90), {"A": "A", "B": "B"}),
        ((0, 30), {"A": "A", "B": "A"}),
        ((0, 50), {"A": "A", "B": "B"}),
        ((0, 90, 10), {"A": "A", "B": "B", "C": "A"}),
        ((0, 35, 70), {"A": "A", "B": "A", "C": "A"}),
        ((), {}),
    ],
)
def test_voices_as_alike_as_one_voice_is_to_itself_share_a_label(
    degrees: tuple[float, ...], voices: dict[str, str]
) -> None:
    angles = np.radians(np.array(degrees, dtype=float))
    embeddings = 3.0 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert one_label_a_voice("ABC"[: len(degrees)], embeddings) == voices


@pytest.mark.parametrize("unknown", [0.0, np.nan])
def test_a_voice_without_an_embedding_stays_by_itself(unknown: float) -> None:
    embeddings = np.array([[1.0, 0.0], [unknown, unknown]])
    assert one_label_a_voice(["A", "B"], embeddings) == {"A": "A", "B": "B"}
