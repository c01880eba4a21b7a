"""The customer's name, as they give it, and where the agent speaks to them by it.

A name is given in a phrase ("my name is Gwen Abbott"), after words that may bring one ("I'm Gwen Abbott", with capitals
alone), as the answer to a question for it ("Gwen Abbott, and the postcode is …"), or by spelling it ("Ward, W, A").
"""

import re
from collections.abc import Iterator, Sequence

from qa_pipeline.call import Turn
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import first_of
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.language.bare_names import (
    STOPS,
    WORD,
    called_in,
    introduced_in,
    is_spoken_of,
    names_like,
    spelt_in,
    vocatives,
)
from qa_pipeline.language.given import given_names, is_capital
from qa_pipeline.language.names import other_ending
from qa_pipeline.language.text import fold
from qa_pipeline.language.vocabulary import Name

# "Well" and "Wells", "March" and "Marsh": so short a word is another word sooner than the name in another case.
_SHORTEST_IN_ANOTHER_CASE = 5


def addressed(reading: Reading) -> tuple[Hit, ...]:
    """Where the agent speaks to the customer by a title and a name; a doctor or a manager spoken of is none."""
    key, pack = "customer_addressed", reading.phrases
    return tuple(
        quote(hit.turn, match.quote_start, match.quote_end)
        for hit in {id(one.turn): one for one in reading.said(key, reading.agent)}.values()
        for match in pack.find(key, hit.turn.text)
        if not is_spoken_of(hit.turn.text, match, pack)
    )


def uses_of(reading: Reading, naming: Hit, turns: Sequence[Turn]) -> tuple[Hit, ...]:
    """Where the turns have a name that ends the phrase of `naming`, slightly misspelt or with another ending too.

    At the beginning of a sentence a capital tells nothing ("Will you hold?"): there a stop has to follow ("Will, …").
    """
    names = [Name(word) for word in given_names(naming.phrase)]
    capitals = any(is_capital(name.written) for name in names)
    pack = reading.phrases
    return tuple(
        quote(turn, match.quote_start, match.quote_end)
        for turn in turns
        for match in pack.find_names(names, turn.text, capitals=capitals, endings=True)
        if not (capitals and _begins(turn.text, match.start)) or _ends(turn.text, match.end)
    )


def uses_of_told(reading: Reading) -> tuple[Hit, ...]:
    """Where the agent says a name of the customer that is told of the call; shorter ones may be other words."""
    told = (reading.call.metadata.customer_name or "").split()
    names = [Name(word) for word in told if len(word) >= 3 and is_capital(word)]
    return reading.said_names(names, reading.agent, capitals=True, endings=True) if names else ()


def introduced(reading: Reading) -> tuple[Hit, ...]:
    """Where the customer says who they are by words that may mean something else: two words with a capital follow."""
    return tuple(
        quote(turn, *run.span(1))
        for turn in reading.able("name_before", reading.customer)
        for run in introduced_in(turn.text, reading.phrases)
    )


def spelt(reading: Reading) -> tuple[Hit, ...]:
    """Where the customer spells a name: it is theirs, as far as anybody can tell."""
    return tuple(quote(turn, *word.span(1)) for turn in reading.customer for word in spelt_in(turn.text))


def answered(reading: Reading) -> tuple[Hit, ...]:
    """The names that the customer gives when asked what they are called."""
    return tuple(
        quote(turn, match.start(), match.end())
        for turn in _answers(reading, "name_asked")
        for match in re.finditer(WORD, turn.text)
        if match.group() in names_like(turn.text, reading.phrases)
    )


def spoken_to(reading: Reading) -> tuple[Hit, ...]:
    """Where the agent speaks to the customer by a word that the customer gave when asked who they are.

    A bare answer ("Yes, Daniel Marsh.") holds streets and months as well: only what the agent then calls the customer
    is a name.
    """
    pack = reading.phrases
    turns = (*_answers(reading, "identity_asked"), *_answers(reading, "name_asked"))
    told = {word for turn in turns for word in names_like(turn.text, pack)}
    told |= {word for hit in (*introduced(reading), *spelt(reading)) for word in hit.evidence.quote.split()}
    told |= {word for turn in reading.able("name_before", reading.customer) for word in called_in(turn.text, pack)}
    if not told:
        return ()
    first = min((turn.start for turn in reading.customer), default=0.0)
    return tuple(
        quote(turn, *match.span(1))
        for turn in reading.agent
        if turn.start > first
        for match in vocatives(turn.text, pack)
        if any(_same(match[1], name) for name in told)
    )


def _same(said: str, name: str) -> bool:
    one, other = fold(said), fold(name)
    return one == other or (len(one) >= _SHORTEST_IN_ANOTHER_CASE and is_capital(said) and other_ending(one, other))


def _answers(reading: Reading, key: str) -> Iterator[Turn]:
    """The customer's next turn after each question of the key."""
    questions = reading.said(key, reading.agent) if key in reading.phrases.phrases else ()
    for question in questions:
        answer = first_of([turn for turn in reading.customer if turn.end > question.said.end])
        if answer is not None:
            yield answer


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins at the character."""
    before = text[:at].rstrip()
    return not before or before[-1] in ".?!…;"


def _ends(text: str, at: int) -> bool:
    """Whether a stop follows the character, or nothing."""
    after = text[at:].lstrip()
    return not after or after[0] in STOPS
