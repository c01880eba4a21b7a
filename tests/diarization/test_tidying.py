import pytest

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.tidying import tidy


def spans(*parts: tuple[float, float, str]) -> tuple[SpeakerSpan, ...]:
    return tuple(SpeakerSpan(*part) for part in parts)


def test_voices_are_numbered_by_who_is_heard_first() -> None:
    raw = spans((5.0, 6.0, "A"), (0.0, 2.0, "B"), (3.0, 4.0, "C"), (8.0, 9.0, "B"))
    assert [span.speaker for span in tidy(raw)] == ["voice:0", "voice:1", "voice:2", "voice:0"]


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
        # a breath within what a voice says, and a pause after which it begins anew
        ([(0.0, 2.0, "A"), (2.4, 3.0, "A"), (3.6, 4.0, "A")], [(0.0, 3.0, "voice:0"), (3.6, 4.0, "voice:0")]),
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
    assert tidy(spans(*raw)) == spans(*tidied)
