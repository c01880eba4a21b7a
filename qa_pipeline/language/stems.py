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
    words = (fold(word) for word in text.replace("’", "'").split())
    return frozenset([word[:STEM] for word in words if len(word) >= SHORTEST and word.isalpha()])
