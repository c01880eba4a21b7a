"""The names of people in a call: those that the owner has told, and those that are given in it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_pipeline.call import Turn
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.language.given import given_names
from qa_pipeline.language.names import find_names
from qa_pipeline.language.text import Contractions, comparable, fold
from qa_pipeline.language.vocabulary import Name

_NO_CONTRACTIONS = Contractions({})

_SHORTEST = 2
SHORTEST_STEM, LONGEST_ENDING = 4, 4
"""Letters of a name that may have an ending, and of the ending; a word too much is hidden rather than one too few."""

_WORD = re.compile(r"\w+")


def people(reading: Reading) -> tuple[Name, ...]:
    """Every name of a person that is known of the call: agents of the vocabulary, of the metadata, and as given."""
    told = (reading.call.metadata.agent, reading.call.metadata.customer_name)
    metadata = [Name(part) for name in told for part in (name or "").split() if len(part) >= _SHORTEST]
    given = [Name(word) for word in dict.fromkeys(_given(reading))]
    return (*reading.vocabulary.agents, *metadata, *given)


def places_of(names: tuple[Name, ...], text: str) -> Iterator[tuple[int, int]]:
    """Where the names stand in a text, slightly misspelt and with other endings too.

    A name with a capital counts only where the text has one: "Will" is a name, "will" is none.
    """
    for capitals in (True, False):
        alike = [name for name in names if name.written[:1].isupper() is capitals]
        if not alike:
            continue
        yield from _found(alike, text, capitals=capitals, endings=False)
        begins = {fold(name.written)[:1] for name in alike}
        # Word by word, for a word behind the name is no ending of it: "Derek, is".
        for word in _WORD.finditer(text):
            said = word.group()
            if fold(said[0]) not in begins or (capitals and not said[0].isupper()):
                continue
            if _longer(alike, said) or any(_found(alike, said, capitals=capitals, endings=True)):
                yield word.span()


def _found(names: list[Name], text: str, *, capitals: bool, endings: bool) -> Iterator[tuple[int, int]]:
    heard = comparable(text, _NO_CONTRACTIONS)
    for match in find_names(names, text, heard, capitals=capitals, endings=endings):
        yield match.start, match.end


def _longer(names: list[Name], word: str) -> bool:
    """Whether a word is one of the names with more letters behind it, as cases are made: "Hannalle", "Tomui"."""
    letters = fold(word)
    return any(
        letters.startswith(begins) and len(letters) - len(begins) <= LONGEST_ENDING
        for name in names
        for begins in (fold(name.written),)
        if len(begins) >= SHORTEST_STEM
    )


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
