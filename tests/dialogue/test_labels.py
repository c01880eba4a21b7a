"""Who gets which word: `label_words` for one channel, `channel_words` for several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import SpeakerSpan, Word
from qa_pipeline.dialogue.turns import channel_words, label_words

from .spoken import voice, words

TWO = [voice(0, 5, 0), voice(6, 10, 1)]


@pytest.mark.parametrize(
    ("start", "end", "speaker"),
    [
        (1.0, 1.5, "voice:0"),  # inside
        (4.5, 5.2, "voice:0"),  # over an edge
        (5.2, 5.4, "voice:0"),  # in the gap, nearer to the first
        (5.7, 5.8, "voice:1"),  # in the gap, nearer to the second
        (4.8, 6.4, "voice:1"),  # over both, more in the second
        (12.0, 12.5, "voice:1"),  # after all
        (7.0, 7.0, "voice:1"),  # without length
    ],
)
def test_a_word_goes_where_it_overlaps_most_or_lies_nearest(start: float, end: float, speaker: str) -> None:
    (spoken,) = label_words([Word("so", start, end, 0.9)], TWO)
    assert spoken.speaker == speaker


def test_without_spans_there_is_one_voice() -> None:
    assert {spoken.speaker for spoken in label_words(words("one two", 0, 1), [])} == {"voice:0"}


def test_one_speakers_many_spans_count_together() -> None:
    spans = [voice(0.0, 0.3, 0), voice(0.3, 0.7, 1), voice(0.7, 1.0, 0)]
    assert label_words([Word("absolutely", 0, 1, 0.9)], spans)[0].speaker == "voice:0"


@pytest.mark.parametrize(
    ("text", "intruder", "expected"),
    [
        ("I will send you that", (0.80, 1.05), "00000"),  # hardly more of the word than the other has
        ("I will send you that", (0.80, 1.20), "00100"),  # all of the word
        ("I will. Sure. Fine then.", (0.80, 1.05), "00100"),  # a sentence of its own
        ("I will. sure you that", (0.80, 1.05), "00100"),  # after the sentence
        ("I will sure. you that", (0.80, 1.05), "00100"),  # at its end
        ("I will send you that", (0.80, 1.50), "00110"),  # not alone
    ],
)
def test_a_lone_word_is_smoothed_only_on_weak_evidence_inside_a_sentence(
    text: str, intruder: tuple[float, float], expected: str
) -> None:
    start, end = intruder
    spans = [voice(0, start, 0), voice(start, end, 1), voice(end, 2, 0)]
    spoken = label_words(words(text, 0, 2), spans)
    assert "".join(one.speaker[-1] for one in spoken) == expected


def test_channels_keep_their_words_in_order_of_time() -> None:
    spoken = channel_words([words("hello there", 0, 1), words("hi", 0.6, 0.8)])
    assert [(one.word.text, one.speaker) for one in spoken] == [
        ("hello", "channel:0"),
        ("there", "channel:0"),
        ("hi", "channel:1"),
    ]


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (Word("Hello.", 0.05, 0.5, 0.4), ["channel:0"]),  # leaked
        (Word("Hello.", 0.05, 0.5, 0.95), ["channel:1"]),  # the other way round
        (Word("Hello.", 0.45, 0.9, 0.4), ["channel:0", "channel:1"]),  # said again
        (Word("Yellow.", 0.05, 0.5, 0.4), ["channel:0", "channel:1"]),  # said at the same time
    ],
)
def test_a_word_on_both_channels_belongs_to_the_more_probable(other: Word, kept: list[str]) -> None:
    spoken = channel_words([[Word("hello", 0, 0.5, 0.9)], [other]])
    assert [one.speaker for one in spoken] == kept


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 2)), max_size=30),
    st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 5), st.integers(0, 2)), max_size=12),
)
def test_every_word_gets_exactly_one_speaker(
    times: list[tuple[float, float]], steps: list[tuple[float, float, int]]
) -> None:
    heard = [Word(f"w{i}", start, start + length, 0.9) for i, (start, length) in enumerate(times)]
    spans: list[SpeakerSpan] = []
    for gap, length, number in steps:
        start = (spans[-1].end if spans else 0.0) + gap
        spans.append(voice(start, start + length, number))
    spoken = label_words(heard, spans)
    assert sorted(one.word.text for one in spoken) == sorted(word.text for word in heard)
    assert {one.speaker for one in spoken} <= ({span.speaker for span in spans} or {"voice:0"})
