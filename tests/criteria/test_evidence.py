"""Quotes held against the transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Role, Turn
from qa_pipeline.criteria.evidence import moments, stands
from qa_pipeline.criteria.hits import quote
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Evidence
from tests.criteria.spoken import call, english, turn

HEARD = call([{"agent": "Hello, how can I help you?"}, {"customer": "I'm really upset."}, {"agent": "I hear you."}])
FIRST, SECOND, THIRD = HEARD.turns


@pytest.mark.parametrize(
    ("evidence", "true"),
    [
        (Evidence(FIRST.start, FIRST.end, Role.AGENT, "how can I help"), True),
        (Evidence(FIRST.start, THIRD.end, Role.AGENT, "help you? I hear"), True),
        (Evidence(FIRST.start, FIRST.end, Role.CUSTOMER, "how can I help"), False),
        (Evidence(THIRD.start, THIRD.end, Role.AGENT, "how can I help"), False),
        (Evidence(FIRST.start, FIRST.end - 0.5, Role.AGENT, "help you"), False),
        (Evidence(FIRST.start, FIRST.end, Role.AGENT, "how may I help"), False),
        (Evidence(0.0, 1.0, Role.UNKNOWN), True),
        (Evidence(0.0, 999.0, Role.UNKNOWN), False),
        (Evidence(2.0, 1.0, Role.UNKNOWN), False),
        (Evidence(-1.0, 1.0, Role.UNKNOWN), False),
    ],
)
def test_a_quote_stands_only_where_it_was_said(evidence: Evidence, true: bool) -> None:
    assert stands(evidence, HEARD) is true


def test_a_quote_is_timed_by_its_words() -> None:
    hit = quote(FIRST, FIRST.text.index("can"), FIRST.text.index(" help"))
    assert (hit.evidence.quote, hit.evidence.start, hit.evidence.end) == ("can I", 0.6, 1.2)


def test_a_turn_without_word_times_is_quoted_as_a_whole() -> None:
    bare = Turn(Role.AGENT, 1.0, 3.0, "how can I help", ())
    assert quote(bare, 4, 9).evidence == Evidence(1.0, 3.0, Role.AGENT, "can I")


def test_the_phrase_and_the_sentence_around_it_are_told_apart() -> None:
    hit = Reading(HEARD, english()).said("help_offered", HEARD.turns)[0]
    assert hit.evidence.quote == "Hello, how can I help you"
    assert (hit.said.start, hit.said.end) == (0.3, 1.5)


LONG = Evidence(21.0, 25.0, Role.AGENT, "O senhor me diz o seu nome")
NESTED = Evidence(21.3, 25.0, Role.AGENT, "senhor me diz o seu nome")
TOUCHING = Evidence(24.5, 28.0, Role.AGENT, "nome completo e a data")
REPLY = Evidence(21.0, 25.0, Role.CUSTOMER, "É Rogério")


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ((LONG, NESTED), (LONG,)),
        ((NESTED, LONG), (LONG,)),
        ((NESTED, TOUCHING, LONG), (LONG, TOUCHING)),
        ((LONG, TOUCHING), (LONG, TOUCHING)),
        ((LONG, REPLY), (LONG, REPLY)),
        ((LONG, LONG), (LONG,)),
        ((), ()),
    ],
)
def test_quotes_that_overlap_by_more_than_half_are_one_moment(
    shown: tuple[Evidence, ...], kept: tuple[Evidence, ...]
) -> None:
    assert moments(shown) == kept


@given(st.data())
def test_whatever_is_quoted_stands(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("abC'é,.", min_size=1), min_size=1, max_size=8))
    spoken = turn(Role.AGENT, " ".join(words))
    start = data.draw(st.integers(0, len(spoken.text) - 1))
    end = data.draw(st.integers(start + 1, len(spoken.text)))
    heard = call([{"agent": spoken.text}])
    assert stands(quote(heard.turns[0], start, end).evidence, heard)
