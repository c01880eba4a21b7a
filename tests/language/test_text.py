"""Transcript text made comparable, and the way back."""

from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.language.text import Contractions, comparable, fold

SHORT = Contractions({"i'm": ("i", "am"), "im": ("i", "am")})


def test_punctuation_case_and_accents_go() -> None:
    assert comparable("Olá, “MUNDO”!", SHORT).line == "ola mundo\n"


def test_each_apostrophe_is_the_same() -> None:
    assert {comparable(text, SHORT).line for text in ("I'm", "I’m", "Im", "I am")} == {"i am "}


def test_the_greek_final_sigma_and_question_mark_are_known() -> None:
    assert fold("ΚΑΛΟΣ") == fold("καλός")
    assert comparable("Τι κάνετε; Καλά.", SHORT).line == "τι κανετε\nκαλα\n"


def test_a_filler_is_passed_over_unless_nothing_else_is_said() -> None:
    bare = Contractions({"oo": ("ole",)}, frozenset({"um", "öö"}))
    assert comparable("Um, how can I, um, help? Well, um. Öö, en oo.", bare).line == "how can i help\nwell\nen ole\n"
    assert comparable("Um.", bare).line == "um\n"


def test_a_point_within_a_word_or_number_ends_no_sentence() -> None:
    assert comparable("At 10.30 a.m. we open.", SHORT).line == "at 10 30 a m\nwe open\n"


def test_both_words_of_a_contraction_stand_for_the_same_characters() -> None:
    tokens = comparable("Oh, I'm here", SHORT).tokens
    assert [(token.text, token.start, token.end) for token in tokens[1:3]] == [("i", 4, 7), ("am", 4, 7)]


@given(st.text())
def test_every_token_points_at_characters_of_the_text(text: str) -> None:
    heard = comparable(text, SHORT)
    assert heard.line.count(" ") + heard.line.count("\n") == len(heard.tokens)
    for token in heard.tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not set(token.text) & {" ", "\n"}


@given(st.text(st.characters(max_codepoint=0x3FF, exclude_characters="ŉ")))
def test_a_comparable_text_stays_as_it_is(text: str) -> None:
    once = comparable(text, Contractions({})).line.replace("\n", " ")
    assert comparable(once, Contractions({})).line == once
