"""Texts and words changed alike, with their times."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Role, Word
from qa_pipeline.fairness.edits import Edit, can_be_edited, edited
from tests.criteria.spoken import call, turn

SAID = "my mobile phone, please"


def words(*edits: Edit, text: str = SAID) -> list[tuple[str, float, float]]:
    heard = replace(call([{"agent": "x"}]), turns=(turn(Role.AGENT, text, 1.0),))
    (changed,) = edited(heard, edits).turns
    assert " ".join(word.text for word in changed.words) == changed.text
    return [(word.text, round(word.start, 2), round(word.end, 2)) for word in changed.words]


def test_as_many_words_as_before_keep_each_its_time() -> None:
    found = words(Edit(0, 3, 15, "cell number"))
    assert found == [("my", 1.0, 1.3), ("cell", 1.3, 1.6), ("number,", 1.6, 1.9), ("please", 1.9, 2.2)]


def test_several_words_share_the_time_of_one_by_their_letters() -> None:
    assert words(Edit(0, 0, 2, "in your"))[:2] == [("in", 1.0, 1.1), ("your", 1.1, 1.3)]


def test_one_word_has_the_time_of_those_it_replaces() -> None:
    assert words(Edit(0, 3, 15, "cell"))[1] == ("cell,", 1.3, 1.9)


def test_what_clings_to_a_word_stays_with_it() -> None:
    assert words(Edit(0, 0, 6, "Priya"), text="Hannah's line.")[0] == ("Priya's", 1.0, 1.3)


@given(st.lists(st.sampled_from(["sir", "card", "yes,", "no."]), min_size=1, max_size=8))
def test_a_word_for_a_word_and_back_gives_the_call(texts: list[str]) -> None:
    heard = replace(call([{"agent": "x"}]), turns=(turn(Role.AGENT, " ".join(texts), 1.0),))
    text = heard.turns[0].text
    places = [index for index in range(len(text)) if text.startswith("sir", index)]
    there = edited(heard, [Edit(0, place, place + 3, "man") for place in places])
    assert edited(there, [Edit(0, place, place + 3, "sir") for place in places]) == heard


def test_a_turn_whose_words_are_not_its_text_cannot_be_edited() -> None:
    odd = replace(turn(Role.AGENT, "one two"), words=(Word("three", 0.0, 0.3, 0.9),))
    assert not can_be_edited(odd)
    assert can_be_edited(replace(odd, words=()))


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        words(Edit(0, 0, 9, "a"), Edit(0, 3, 15, "b"))
