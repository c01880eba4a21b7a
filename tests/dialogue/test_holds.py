import pytest

from qa_pipeline.call import Sound, Span, Turn
from qa_pipeline.dialogue.cues import NO_CUES
from qa_pipeline.dialogue.holds import find_holds

from .spoken import AGENT, CUES, CUSTOMER, UNKNOWN, turn

DURATION = 100.0
OPENING = turn(AGENT, 10, 14)
ASKED = turn(AGENT, 24, 28, "One moment, please hold.")
GRANTED = turn(CUSTOMER, 28.5, 29, "Sure.")
BACK = turn(AGENT, 60, 63, "Hello, thanks for holding.")
CLOSING = turn(CUSTOMER, 90, 99, "That was all.")


def music(start: float, end: float, confidence: float = 0.8) -> Sound:
    return Sound(start, end, "music", confidence)


def holds(turns: list[Turn], silences: list[Span], sounds: list[Sound]) -> list[tuple[float, float, str]]:
    found = find_holds([OPENING, *turns, CLOSING], silences, sounds, CUES, duration=DURATION)
    return [(hold.start, hold.end, hold.kind) for hold in found]


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        ([music(30, 58)], [(30, 58, "music")]),
        ([Sound(30, 40, "tone", 0.9)], [(30, 40, "tone")]),
        ([music(30, 34.9)], []),  # a jingle
        ([music(30, 33), music(34, 37)], [(30, 37, "music")]),  # a track that breathes
        ([music(0, 9)], []),  # the queue
        ([music(0, 12)], []),  # the queue, found to last into the agent's first words
        ([music(80, 110)], [(80, 100, "music")]),  # to the end of the recording
        ([Sound(98.5, 100, "tone", 0.9), Sound(92, 97, "tone", 0.9)], []),  # hung up; a tone under the last words
        ([music(91, 98)], []),  # a radio behind the customer
        ([music(85, 97)], []),  # likewise, for more than half of it
        ([music(83, 97)], [(83, 97, "music")]),  # for less than half
    ],
)
def test_music_and_tones_are_holds_from_the_agents_first_word_on(
    sounds: list[Sound], expected: list[tuple[float, float, str]]
) -> None:
    assert holds([], [], sounds) == expected


@pytest.mark.parametrize(
    ("turns", "silence", "held"),
    [
        ([ASKED, GRANTED, BACK], Span(29, 60), True),
        ([ASKED, GRANTED], Span(29, 60), True),
        ([BACK], Span(29, 60), True),
        ([], Span(29, 60), False),  # long and unexplained
        ([], Span(15, 61), True),  # so long that nobody can be looking something up
        ([turn(CUSTOMER, 24, 28, "Fine, I'll wait.")], Span(29, 60), True),  # the asking was not heard
        ([turn(CUSTOMER, 24, 26, "I'll wait."), turn(AGENT, 26.5, 28)], Span(29, 60), False),  # and then they talked
        ([turn(AGENT, 60, 61, "Mrs Hill?"), turn(AGENT, 62, 64, "So, thanks for holding.")], Span(29, 60), True),
        ([ASKED, BACK], Span(28, 32.9), False),  # short
        ([ASKED], Span(49, 60), False),  # announced too long ago
        ([ASKED, turn(AGENT, 40, 44, "Ah, thanks for holding.")], Span(45, 60), False),  # come back meanwhile
        ([turn(CUSTOMER, 24, 28, "Would you please hold.")], Span(29, 60), False),  # the customer said it
        ([turn(AGENT, 72, 74, "Well, thanks for holding.")], Span(29, 60), False),  # long after
    ],
)
def test_a_silence_is_a_hold_with_wording_or_by_its_length(turns: list[Turn], silence: Span, held: bool) -> None:
    assert holds(turns, [silence], []) == ([(silence.start, silence.end, "silence")] if held else [])


def test_a_silence_before_the_agent_answers_is_no_hold() -> None:
    assert holds([BACK], [Span(0, 10)], []) == []


def test_music_within_a_silence_gap_is_one_hold_as_long_as_the_music() -> None:
    assert holds([ASKED, BACK], [Span(28, 60)], [music(29, 58)]) == [(29, 58, "music")]


def test_adjacent_music_and_silence_are_one_hold() -> None:
    assert holds([ASKED, BACK], [Span(28, 60)], [music(29, 45)]) == [(29, 60, "music")]


@pytest.mark.parametrize(
    ("between", "count"),
    [
        (turn(CUSTOMER, 41, 42, "Hello?"), 1),
        (turn(AGENT, 40.5, 41.2, "One moment."), 2),
    ],
)
def test_only_the_agents_words_end_a_hold(between: Turn, count: int) -> None:
    assert len(holds([between], [], [music(30, 40.4), music(44, 55)])) == count


def test_stretches_far_apart_are_two_holds() -> None:
    assert len(holds([], [], [music(20, 30), music(35, 50)])) == 2


@pytest.mark.parametrize(("turns", "confidence"), [([], 0.8), ([ASKED], 0.9), ([ASKED, BACK], 0.95)])
def test_wording_raises_the_confidence(turns: list[Turn], confidence: float) -> None:
    (hold,) = find_holds([OPENING, *turns], [], [music(30, 58)], CUES, duration=DURATION)
    assert (hold.start, hold.end, hold.kind, hold.source) == (30, 58, "music", "inferred")
    assert hold.confidence == pytest.approx(confidence)


def test_with_no_agent_known_anybodys_wording_counts() -> None:
    turns = [turn(UNKNOWN, 10, 14), turn(UNKNOWN, 24, 28, "Do please hold.")]
    assert [hold.kind for hold in find_holds(turns, [Span(28, 50)], [], CUES, duration=DURATION)] == ["silence"]


def test_without_cues_only_sounds_tell() -> None:
    turns = [OPENING, ASKED, BACK]
    assert find_holds(turns, [Span(28, 60)], [], NO_CUES, duration=DURATION) == ()
    assert len(find_holds(turns, [Span(28, 60)], [music(29, 58)], NO_CUES, duration=DURATION)) == 1


def test_where_a_radio_plays_under_the_talk_music_between_turns_is_a_hold_only_with_wording() -> None:
    talk = turn(CUSTOMER, 66, 78)
    radio = [music(66, 78), music(80, 88)]
    assert holds([talk], [], radio) == []
    assert holds([talk, turn(AGENT, 78, 79.5, "One moment, please hold.")], [], radio) == [(80, 88, "music")]


def test_a_silence_that_is_a_hold_by_its_length_alone_is_as_likely_as_not() -> None:
    (hold,) = find_holds([OPENING, CLOSING], [Span(15, 89)], [], CUES, duration=DURATION)
    assert (hold.kind, hold.confidence) == ("silence", 0.5)


def test_with_nobody_speaking_nobody_is_parked() -> None:
    assert find_holds([], [Span(0, 100)], [music(0, 100)], CUES, duration=DURATION) == ()
