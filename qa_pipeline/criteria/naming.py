"""The customer's name, as they give it, and where the agent uses it."""

from collections.abc import Sequence
from itertools import pairwise

from qa_pipeline.call import Turn
from qa_pipeline.criteria.reading import Hit, Reading
from qa_pipeline.language.vocabulary import Name

# In lower case a word before the last one may be the first name, or an "is"; so many letters make it a name.
LOWER_CASE_NAME = 4
# "I'm" and "it's" are no names, "O'Brien" is.
WITH_APOSTROPHE = 5


def uses_of(reading: Reading, naming: Hit, turns: Sequence[Turn]) -> tuple[Hit, ...]:
    """Where the turns have a name that ends the phrase of `naming`, slightly misspelt or with another ending too."""
    names = [Name(word) for word in given_names(naming.phrase)]
    return reading.said_names(names, turns, capitals=any(_capital(name.written) for name in names), endings=True)


def given_names(phrase: str) -> tuple[str, ...]:
    """The words of a phrase such as "my name is Anna Smith" that are the name: its last words with a capital.

    Where the recogniser wrote none, the last word, and the one before it in a phrase of four words or more.
    """
    words = phrase.split()
    runs = _capital_runs(words)
    if runs:
        return tuple(_bare(word) for word in runs[-1])
    before = words[-2:-1] if len(words) > 3 and len(_bare(words[-2])) >= LOWER_CASE_NAME else []
    return tuple(_bare(word) for word in (*before, *words[-1:]) if _bare(word))


def _capital_runs(words: Sequence[str]) -> list[list[str]]:
    """Words with a capital next to each other; the capital that begins a sentence tells nothing."""
    runs: list[list[str]] = []
    going_on = False
    for before, word in pairwise(words):
        ended = before[-1] in ".!?"
        named = not ended and _capital(word) and _may_be_name(word)
        if named and going_on:
            runs[-1].append(word)
        elif named:
            runs.append([word])
        going_on = named
    return runs


def _may_be_name(word: str) -> bool:
    bare = _bare(word)
    return len(bare) >= (WITH_APOSTROPHE if "'" in bare or "’" in bare else 2)


def _capital(word: str) -> bool:
    return _bare(word)[:1].isupper()


def _bare(word: str) -> str:
    return word.strip('.,!?;:…"“”„«»()-')
