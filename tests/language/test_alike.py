"""Wordings that are alike are told as one, and courtesies are left out."""

import pytest

from qa_pipeline.language.alike import Alike
from tests.criteria.spoken import english

ALIKE = Alike([["sir", "madam", "ma'am"], ["ring you", "call you"], ["he", "she"]], ["please"])
CASES = {
    "another wording": ("Certainly, madam.", "Certainly, sir."),
    "the first wording": ("Certainly, sir.", "Certainly, sir."),
    "several words": ("She will call you today.", "He will ring you today."),
    "a part of a word": ("The shed is cold.", "The shed is cold."),
    "a courtesy": ("Could you please wait?", "Could you wait?"),
    "a courtesy at the beginning": ("Please wait.", "Wait."),
    "a courtesy between stops": ("Your name, please.", "Your name."),
    "nothing but a courtesy": ("Please.", "Please."),
}


@pytest.mark.parametrize(("said", "told"), CASES.values(), ids=CASES)
def test_a_text_is_told_in_one_wording(said: str, told: str) -> None:
    assert ALIKE.told(said) == told


def test_a_pack_may_have_none() -> None:
    assert Alike().told("Yes, madam, please.") == "Yes, madam, please."


def test_a_word_that_means_more_is_never_put_for_another() -> None:
    assert english().alike.told("Let me check the gas line.") == "Let me check the gas line."
