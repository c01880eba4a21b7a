"""The customer's name, as they give it, and where the agent uses it."""

from collections.abc import Sequence

from qa_pipeline.call import Turn
from qa_pipeline.criteria.reading import Hit, Reading
from qa_pipeline.language.given import given_names, is_capital
from qa_pipeline.language.vocabulary import Name


def uses_of(reading: Reading, naming: Hit, turns: Sequence[Turn]) -> tuple[Hit, ...]:
    """Where the turns have a name that ends the phrase of `naming`, slightly misspelt or with another ending too."""
    names = [Name(word) for word in given_names(naming.phrase)]
    return reading.said_names(names, turns, capitals=any(is_capital(name.written) for name in names), endings=True)
