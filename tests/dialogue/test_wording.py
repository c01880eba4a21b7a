import pytest

from qa_pipeline.call import Word
from qa_pipeline.dialogue.wording import asks, ends_sentence, joined, same_word


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ""),
        (["Thank", "you", "for", "calling."], "Thank you for calling."),
        ([" Thank", " you", " for", " calling."], "Thank you for calling."),
        ([" A", " check", "-in", " at", " 1", ",000"], "A check-in at 1,000"),
        (["A", "check", "-in", "desk", "."], "A check-in desk."),
        (["gmail", ".com", "costs", "$5"], "gmail.com costs $5"),
        ([" - ", "  Yes ", " sir"], "- Yes sir"),
        (["John", "@gmail", ".com"], "John@gmail.com"),
    ],
)
def test_words_are_joined_with_single_spaces(texts: list[str], expected: str) -> None:
    assert joined([Word(text, 0, 1, 1) for text in texts]) == expected


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("I see.", True),
        ("Is it?", True),
        ('He said "no."', True),
        ("Ναι, γιατί;", True),
        ("I wanted to", False),
        ("I wanted to,", False),
        ("I wanted to -", False),
        ("I wanted to...", False),
        ("I wanted to…", False),
        ("", False),
    ],
)
def test_a_sentence_ends_with_its_mark_and_breaks_off_with_dots_or_none(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


@pytest.mark.parametrize(("text", "question"), [("Why?", True), ("Γιατί;", True), ("Because.", False), ("", False)])
def test_a_question_is_known_by_its_mark(text: str, question: bool) -> None:
    assert asks(text) is question


@pytest.mark.parametrize(
    ("one", "other", "same"), [("Okay.", " okay", True), ("okay", "ok", False), ("-", "...", False)]
)
def test_words_are_the_same_but_for_case_and_marks(one: str, other: str, same: bool) -> None:
    assert same_word(Word(one, 0, 1, 1), Word(other, 0, 1, 1)) is same
