"""Neither a name nor a filler moves a vector."""

import pytest

from qa_pipeline.call import CallMetadata
from qa_pipeline.language.neutral import neutral, neutral_example, neutral_texts
from qa_pipeline.language.sentences import sentences_of
from tests.criteria.spoken import Lines, call, english

CASES = {
    "a filler": ("So, um, the meter was misread.", "So, the meter was misread."),
    "a filler at the beginning": ("Um, how can I help?", "How can I help?"),
    "nothing but fillers": ("Um, uh.", "Um, uh."),
    "a name": ("Thank you, Daniel.", "Thank you, Robin."),
    "first name and surname": ("This is Daniel Marsh.", "This is Robin."),
    "a word that holds the name": ("The Danielson account.", "The Danielson account."),
    "the name in lower case": ("thank you daniel", "thank you daniel"),
}


@pytest.mark.parametrize(("said", "embedded"), CASES.values(), ids=CASES)
def test_a_sentence_is_embedded_without_fillers_and_with_one_name(said: str, embedded: str) -> None:
    assert neutral(said, {"um", "uh"}, {"Daniel", "Marsh"}) == embedded


def texts(lines: Lines, agent: str | None = None) -> list[str]:
    heard = call(lines, metadata=CallMetadata(agent=agent))
    return list(neutral_texts(heard, sentences_of(heard), english()))


def test_the_names_that_are_given_in_a_call_are_exchanged_in_all_of_it() -> None:
    said: Lines = [
        {"agent": "Good morning, this is Hannah speaking."},
        {"customer": "My name is Anna Smith. Hannah, my line is down."},
        {"agent": "Thank you, Anna."},
    ]
    assert texts(said) == [
        "Good morning, this is Robin speaking.",
        "My name is Robin.",
        "Robin, my line is down.",
        "Thank you, Robin.",
    ]


def test_two_calls_that_differ_in_names_alone_are_embedded_alike() -> None:
    one: Lines = [{"agent": "This is Hannah speaking."}, {"customer": "Hi Hannah, my name is Tom Ford."}]
    other: Lines = [{"agent": "This is Oluwaseun speaking."}, {"customer": "Hi Oluwaseun, my name is Eileen Walsh."}]
    assert texts(one) == texts(other)


def test_the_agent_who_is_told_beside_the_recording_is_known_by_name() -> None:
    assert texts([{"agent": "Zofia will visit you."}], agent="Zofia Nowak") == ["Robin will visit you."]


def test_an_example_exchanges_the_names_that_it_gives() -> None:
    assert (
        neutral_example("Good morning, this is Hannah speaking.", english()) == "Good morning, this is Robin speaking."
    )


def test_without_a_pack_a_sentence_is_embedded_as_it_is() -> None:
    heard = call([{"agent": "Um, this is Hannah speaking."}])
    assert neutral_texts(heard, sentences_of(heard), None) == ("Um, this is Hannah speaking.",)
