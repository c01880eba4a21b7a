"""Conduct: what an agent never says to a customer."""

from qa_pipeline.criteria.answers import forbidden
from qa_pipeline.criteria.places import whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding


@criterion("no_blame", listens=("blame",))
def no_blame(reading: Reading) -> Finding:
    """The agent does not blame the customer."""
    return _never(reading, "blame", "blames the customer")


@criterion("no_dismissive_phrases", listens=("dismissive",))
def no_dismissive_phrases(reading: Reading) -> Finding:
    """The agent does not brush the customer off."""
    return _never(reading, "dismissive", "brushes the customer off")


@criterion("respectful_address", listens=("disrespect",))
def respectful_address(reading: Reading) -> Finding:
    """The agent neither mocks nor patronises the customer, nor addresses them too familiarly."""
    return _never(reading, "disrespect", "mocks, patronises or addresses the customer too familiarly")


@criterion("no_profanity", listens=("profanity",))
def no_profanity(reading: Reading) -> Finding:
    """The agent neither swears nor insults."""
    return _never(reading, "profanity", "swears or insults")


@criterion("no_absolute_promise", listens=("absolute_promise",))
def no_absolute_promise(reading: Reading) -> Finding:
    """The agent promises nothing that nobody can be sure of."""
    return _never(reading, "absolute_promise", "promises what nobody can be sure of")


def _never(reading: Reading, key: str, what: str) -> Finding:
    place = whole_call(reading)
    return forbidden(reading, reading.said(key, place.turns), place, what)
