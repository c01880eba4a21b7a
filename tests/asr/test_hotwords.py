"""Which names the recogniser is told to expect, and when it only says them back."""

import pytest

from qa_pipeline.asr.hotwords import NO_HOT_WORDS, HotWords, choose, echoes
from qa_pipeline.call import Word


def words(text: str) -> list[Word]:
    return [Word(word, index, index + 0.5, 0.9) for index, word in enumerate(text.split())]


def letters(text: str) -> int:
    return len(text.strip())


def test_names_are_kept_whole_in_their_order_and_once() -> None:
    assert choose(["Acme", "Derek", "Acme"], letters, most=100) == HotWords(("Acme", "Derek"))


def test_a_list_that_is_too_long_is_cut_between_names_and_what_is_left_out_is_told() -> None:
    chosen = choose(["Acme", "Northwind Telecom", "Jo", "Derek"], letters, most=8)
    assert chosen == HotWords(("Acme", "Jo"), ("Northwind Telecom", "Derek"))


def test_the_prompt_has_a_sentence_for_each_name() -> None:
    assert HotWords(("Acme", "Jo")).prompt == "Acme. Jo."
    assert NO_HOT_WORDS.prompt == ""


NAMES = ("Cobalt Power", "Derek", "Priya", "St. Mary's")


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("Cobalt Power, Derek, Priya.", True),
        ("Okay. Derek, Priya, St. Mary's.", True),
        ("Cobalt Power, Derek. How can I help?", False),
        ("Derek asked Priya of St. Mary's.", False),
        ("Priya, Derek, Cobalt Power.", False),
        ("", False),
    ],
)
def test_three_names_in_the_lists_order_are_the_prompt_said_back(said: str, echo: bool) -> None:
    assert echoes(words(said), NAMES) is echo


def test_without_a_list_nothing_is_said_back() -> None:
    assert not echoes(words("Cobalt Power, Derek, Priya."), ())
