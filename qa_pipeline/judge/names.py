"""The names of people in a call: those that the owner has told, and those that are given in it."""

from collections.abc import Iterator
from itertools import pairwise

from qa_pipeline.call import Turn
from qa_pipeline.criteria.naming import given_names
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.language.names import find_names
from qa_pipeline.language.text import Contractions, comparable
from qa_pipeline.language.vocabulary import Name

_NO_CONTRACTIONS = Contractions({})

_SHORTEST = 2


def people(reading: Reading) -> tuple[Name, ...]:
    """Every name of a person that is known of the call: agents of the vocabulary, of the metadata, and as given."""
    told = reading.call.metadata.agent
    metadata = [Name(part) for part in told.split() if len(part) >= _SHORTEST] if told else []
    given = [Name(word) for word in dict.fromkeys(_given(reading))]
    return (*reading.vocabulary.agents, *metadata, *given)


def places_of(names: tuple[Name, ...], text: str) -> Iterator[tuple[int, int]]:
    """Where the names stand in a text, slightly misspelt and with other endings too.

    A name with a capital counts only where the text has one: "Will" is a name, "will" is none.
    """
    heard = comparable(text, _NO_CONTRACTIONS)
    for capitals in (True, False):
        alike = [name for name in names if name.written[:1].isupper() is capitals]
        for match in find_names(alike, text, heard, capitals=capitals, endings=True) if alike else ():
            yield match.start, match.end


def _given(reading: Reading) -> Iterator[str]:
    """The words of the call that are names by the phrases of its language."""
    pack = reading.pack if reading.has_pack else None
    if pack is None:
        return
    turns = reading.call.turns
    for key in ("customer_name", "customer_addressed"):  # their phrases end with the name
        for turn in turns if key in pack.phrases else ():
            for match in pack.find(key, turn.text):
                yield from given_names(turn.text[match.start : match.end])
    within = {word for turn in turns for word in _capitals_within(turn)}
    for turn in turns if "own_name" in pack.phrases else ():
        for match in pack.find("own_name", turn.text):
            yield from (word for word in _bare_words(turn.text[match.start : match.end]) if word in within)


def _capitals_within(turn: Turn) -> Iterator[str]:
    """The words with a capital that no beginning of a sentence gives them."""
    for before, word in pairwise(turn.text.split()):
        bare = _bare(word)
        if before[-1] not in ".?!…" and bare[:1].isupper() and len(bare) >= _SHORTEST and "'" not in bare:
            yield bare


def _bare_words(phrase: str) -> Iterator[str]:
    return (_bare(word) for word in phrase.split())


def _bare(word: str) -> str:
    return word.strip('.,!?;:…"“”„«»()-').replace("’", "'")
