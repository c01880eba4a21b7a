"""The customer's name, as they give it, and where the agent uses it."""

import re
from collections.abc import Iterator, Sequence

from qa_pipeline.call import Turn
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import first_of
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.language.given import given_names, is_capital
from qa_pipeline.language.vocabulary import Name


def uses_of(reading: Reading, naming: Hit, turns: Sequence[Turn]) -> tuple[Hit, ...]:
    """Where the turns have a name that ends the phrase of `naming`, slightly misspelt or with another ending too."""
    names = [Name(word) for word in given_names(naming.phrase)]
    return reading.said_names(names, turns, capitals=any(is_capital(name.written) for name in names), endings=True)


# A word by itself between two stops, as somebody is spoken to: "Thank you, Daniel." "Daniel, one moment."
_SPOKEN_TO = re.compile(r"(?:^|[,.!?;…])\s*([^\W\d_][\w'’-]{2,})\s*(?=[,.!?;…]|$)")


def spoken_to(reading: Reading) -> tuple[Hit, ...]:
    """Where the agent speaks to the customer by a word that the customer gave when asked who they are.

    A bare answer ("Yes, Daniel Marsh.") is in no phrase, and holds streets and months as well: only what the agent
    then calls the customer is a name.
    """
    told = {word for turn in _answers(reading) for word in _names_like(turn.text)}
    return tuple(
        quote(turn, *match.span(1))
        for turn in reading.agent
        for match in _SPOKEN_TO.finditer(turn.text)
        if match[1] in told
    )


def _answers(reading: Reading) -> Iterator[Turn]:
    """The customer's next turn after each question for who they are."""
    for question in reading.said("identity_asked", reading.agent):
        answer = first_of([turn for turn in reading.customer if turn.end > question.said.end])
        if answer is not None:
            yield answer


def _names_like(text: str) -> Iterator[str]:
    """The words with a capital that another word of the same sentence stands before."""
    for match in re.finditer(r"(?<=[\w,] )[^\W\d_][\w'’-]{2,}", text):
        if match.group()[0].isupper():
            yield match.group()
