"""The name in a phrase that gives one, such as "my name is Anna Smith"."""

from collections.abc import Sequence
from itertools import pairwise

# In lower case a word before the last one may be the first name, or an "is"; so many letters make it a name.
LOWER_CASE_NAME = 4
# What stands before a name, as it is shortened; "with Dr." is where the recogniser ended the sentence.
TITLES = frozenset("dr dra mr mrs ms miss prof sr sra st".split())
# Whose name follows is spoken of more often than spoken to, and seldom is the caller.
DOCTORS = frozenset(
    "dr dra doctor doutor doutora tohtori lääkäri daktaras daktarė gydytojas gydytoja ārsts ārste".split()
)
# "I'm" and "it's" are no names, "O'Brien" is.
WITH_APOSTROPHE = 5


def given_names(phrase: str) -> tuple[str, ...]:
    """The words of a phrase such as "my name is Anna Smith" that are the name: its last words with a capital.

    Where the recogniser wrote none, the last word, and the one before it in a phrase of four words or more.
    """
    capitals = capital_names(phrase)
    if capitals:
        return capitals
    words = phrase.split()
    if words and bare(words[-1]).casefold() in TITLES:
        return ()
    before = words[-2:-1] if len(words) > 3 and len(bare(words[-2])) >= LOWER_CASE_NAME else []
    return tuple(bare(word) for word in (*before, *words[-1:]) if bare(word))


def capital_names(phrase: str) -> tuple[str, ...]:
    """The last words of the phrase that stand together with a capital; none where the recogniser wrote none."""
    runs = _capital_runs(phrase.split())
    return tuple(bare(word) for word in runs[-1]) if runs else ()


def is_capital(word: str) -> bool:
    """Whether the word, without what stands around it, has a capital."""
    return bare(word)[:1].isupper()


def bare(word: str) -> str:
    """The word without the punctuation around it."""
    return word.strip('.,!?;:…"“”„«»()-')


def _capital_runs(words: Sequence[str]) -> list[list[str]]:
    """Words with a capital next to each other; the capital that begins a sentence tells nothing."""
    runs: list[list[str]] = []
    going_on = False
    for before, word in pairwise(words):
        ended = before[-1] in ".!?"
        named = not ended and is_capital(word) and _may_be_name(word)
        if named and going_on:
            runs[-1].append(word)
        elif named:
            runs.append([word])
        going_on = named
    return runs


def _may_be_name(word: str) -> bool:
    plain = bare(word)
    if plain.casefold() in TITLES:
        return False
    return len(plain) >= (WITH_APOSTROPHE if "'" in plain or "’" in plain else 2)
