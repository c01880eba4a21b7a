"""The stems of a text: its longer words as far as they are the same in another form."""

from functools import lru_cache

from qa_pipeline.language.text import fold

SHORTEST = 4
"""Letters; shorter words tell nothing of a matter."""

STEM = 5
"""Letters by which two words are the same one in another form."""


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """The first letters of each longer word in a text, case and accents removed."""
    found = {_stem(word) for word in text.replace("’", "'").split()}
    return frozenset(found - {""})


@lru_cache(maxsize=16384)  # a language's common words come again and again
def _stem(word: str) -> str:
    """The first letters of a word, or nothing of one that is short or no word."""
    plain = fold(word)
    return plain[:STEM] if len(plain) >= SHORTEST and plain.isalpha() else ""
