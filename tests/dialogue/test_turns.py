from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Word
from qa_pipeline.dialogue.turns import PAUSE, SpokenWord, build_turns

from .spoken import CUES, ROLES, UNKNOWN, said

A, B = "channel:0", "channel:1"


def texts(spoken: list[SpokenWord]) -> list[str]:
    return [turn.text for turn in build_turns(spoken, ROLES, CUES)]


def test_consecutive_words_of_one_voice_form_a_turn() -> None:
    spoken = [*said("voice:0", "Good morning.", 0, 1), *said("voice:1", "Hello there.", 1.2, 2)]
    turns = build_turns([*spoken, *said("voice:0", "How are you?", 2.1, 3)], {})
    assert [(turn.speaker, turn.text, turn.role) for turn in turns] == [
        ("voice:0", "Good morning.", UNKNOWN),
        ("voice:1", "Hello there.", UNKNOWN),
        ("voice:0", "How are you?", UNKNOWN),
    ]


@pytest.mark.parametrize("speaker", ["voice:0", "channel:0"])
@pytest.mark.parametrize(("pause", "count"), [(PAUSE - 0.1, 1), (PAUSE + 0.1, 2)])
def test_a_longer_pause_splits_a_turn(speaker: str, pause: float, count: int) -> None:
    spoken = [*said(speaker, "I will look.", 0, 1), *said(speaker, "Here it is.", 1 + pause, 3 + pause)]
    assert len(build_turns(spoken, {})) == count


def test_turns_have_role_span_and_clean_words() -> None:
    spoken = [SpokenWord(Word(" Thank", 1, 1.3, 0.8), A), SpokenWord(Word(" you.", 1.3, 1.6, 0.7), A)]
    (turn,) = build_turns(spoken, ROLES)
    assert (turn.role, turn.start, turn.end, turn.text, turn.speaker) == (ROLES[A], 1, 1.6, "Thank you.", A)
    assert [word.text for word in turn.words] == ["Thank", "you."]


@pytest.mark.parametrize(
    ("before", "reply", "reply_end", "whole"),
    [
        ("So what I will do", "Mm-hm.", 1.7, True),  # listening
        ("So what I will do", "Sure sure.", 1.7, True),  # short, into an unfinished sentence
        ("I changed that for you.", "Okay.", 1.7, True),  # listening at the end of a sentence
        ("I changed that for you.", "Thanks.", 1.7, False),  # no backchannel: an answer
        ("Is that right?", "Okay.", 1.7, False),  # a question was asked
        ("So what I will do", "No wait a minute.", 2.5, False),  # takes the floor
    ],
)
def test_a_murmur_in_a_pause_leaves_the_turn_whole(before: str, reply: str, reply_end: float, whole: bool) -> None:
    after = said(A, "and then you get it.", 2.0, 4.0)
    spoken = [*said(A, before, 0, 1.2), *said(B, reply, 1.3, reply_end), *after]
    expected = [f"{before} and then you get it.", reply] if whole else [before, reply, "and then you get it."]
    assert texts(spoken) == expected


def test_a_murmur_under_running_speech_leaves_the_turn_whole() -> None:
    spoken = [*said(A, "And then we send it to you by post.", 0, 4), *said(B, "Mm-hm.", 1.5, 1.9)]
    assert texts(spoken) == ["And then we send it to you by post.", "Mm-hm."]


def test_turns_of_two_channels_overlap_and_come_by_start() -> None:
    spoken = [*said(A, "I wanted to ask you", 0, 3), *said(B, "No, listen to me.", 2.5, 5)]
    turns = build_turns(spoken, ROLES)
    assert [(turn.start, turn.end) for turn in turns] == [(0, 3), (2.5, 5)]


def test_voices_on_one_channel_stay_one_after_another() -> None:
    spoken = [*said("voice:0", "So I", 0, 1), *said("voice:1", "Mm-hm.", 1, 1.3), *said("voice:0", "will.", 1.3, 2)]
    assert [turn.text for turn in build_turns(spoken, {}, CUES)] == ["So I", "Mm-hm.", "will."]


def test_blank_words_are_left_out() -> None:
    assert build_turns([SpokenWord(Word(" ", 0, 1, 0.1), A)], ROLES) == ()


SPOKEN = st.lists(
    st.tuples(st.floats(0, 40), st.floats(0, 1.5), st.integers(0, 2), st.sampled_from(["so", "yes.", "why?"])),
    max_size=40,
)


@given(SPOKEN, st.sampled_from(["channel", "voice"]))
def test_turns_keep_every_word_once_and_come_in_order(heard: list[tuple[float, float, int, str]], kind: str) -> None:
    spoken = [SpokenWord(Word(t, at, at + long, 0.9), f"{kind}:{n}") for at, long, n, t in heard]
    turns = build_turns(spoken, ROLES, CUES)
    kept = [SpokenWord(word, turn.speaker) for turn in turns for word in turn.words]
    assert Counter(kept) == Counter(spoken)
    assert [turn.start for turn in turns] == sorted(turn.start for turn in turns)
    assert all(turn.start <= word.start and word.end <= turn.end for turn in turns for word in turn.words)
    assert all(turn.span.duration >= 0 for turn in turns)
