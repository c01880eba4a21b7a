"""What is said back shares the words of the matter; what is explained does not."""

import pytest

from qa_pipeline.criteria.echoes import echo
from qa_pipeline.criteria.reading import Reading
from tests.criteria.spoken import Lines, call, english, find

MATTER = "My washing machine leaks all over the kitchen floor since Monday."


def shared(agent: str) -> int:
    heard = call([{"agent": "Hello."}, {"customer": MATTER}, {"agent": agent}])
    return echo(Reading(heard, english()), heard.turns[-1], agent)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("So the washing machine has been leaking since Monday.", 3),
        ("It stops when a sensor is blocked.", 0),
        ("That's 4012 8888.", 0),
    ],
)
def test_the_words_of_the_matter_are_counted(agent: str, words: int) -> None:
    assert shared(agent) >= words
    assert (shared(agent) == 0) is (words == 0)


def answered(name: str, agent: str) -> str:
    lines: Lines = [{"agent": "Hello."}, {"customer": MATTER}, {"agent": agent}]
    return find(name, call(lines), english()).verdict


def test_a_number_read_back_confirms_and_is_no_matter() -> None:
    read_back = "So that's oh four four, nine one two, is that right?"
    assert answered("understanding_confirmed", read_back) == "met"
    assert answered("problem_restated", read_back) == "not_met"
