"""Where the sentences of a turn begin and end."""

import pytest

from qa_pipeline.language.sentences import LONGEST, spans_of

CASES = {
    "one sentence": ("How may I help?", ["How may I help?"]),
    "two sentences": ("Hello. How may I help?", ["Hello.", "How may I help?"]),
    "a point within a number or an abbreviation ends nothing": ("It is 10.30 a.m now.", ["It is 10.30 a.m now."]),
    "a quote closes with its sentence": ('She said "no." Then left.', ['She said "no."', "Then left."]),
    "the Greek question mark": ("Τι θέλετε; Πείτε μου.", ["Τι θέλετε;", "Πείτε μου."]),
    "no punctuation": ("hello how may i help", ["hello how may i help"]),
    "nothing but punctuation": ("… !", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "sentences"), CASES.values(), ids=CASES)
def test_a_text_falls_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in spans_of(text)] == sentences


def test_a_long_stretch_without_punctuation_is_cut_into_even_pieces() -> None:
    words = [f"w{number}" for number in range(2 * LONGEST + 1)]
    pieces = [" ".join(words)[start:end].split() for start, end in spans_of(" ".join(words))]
    assert [word for piece in pieces for word in piece] == words
    assert max(map(len, pieces)) <= LONGEST
    assert max(map(len, pieces)) - min(map(len, pieces)) <= LONGEST // 3
