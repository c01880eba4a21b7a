"""The sentences of a call: the pieces of its turns that are compared in meaning."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa_pipeline.call import Call
from qa_pipeline.language.given import TITLES, bare

LONGEST = 30
"""Words; a turn without punctuation, as a recogniser may write it, is cut so that one piece says one thing."""

# As in qa_pipeline.language.text: the semicolon is the Greek question mark, "10.30" and "a.m" end nothing.
_END = re.compile(r"[.?!…;]+[\"'»”)]*\s+")
_WORD = re.compile(r"\S+")


class Sentence(NamedTuple):
    """Characters `start` to `end` of the text of the call's turn at the index `turn`."""

    turn: int
    start: int
    end: int


def sentences_of(call: Call) -> tuple[Sentence, ...]:
    """Every sentence of every turn, in order; one without a letter or digit is left out."""
    return tuple(
        Sentence(index, start, end) for index, turn in enumerate(call.turns) for start, end in spans_of(turn.text)
    )


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text stand; the longest pieces without punctuation are cut at `LONGEST` words."""
    begins = 0
    for end in (*_ends(text), len(text)):
        words = list(_WORD.finditer(text, begins, end))
        pieces = max(1, -(-len(words) // LONGEST))
        size = -(-len(words) // pieces) if words else 0
        for first in range(0, len(words), size or 1):
            piece = words[first : first + size]
            span = piece[0].start(), piece[-1].end()
            if any(char.isalnum() for char in text[slice(*span)]):
                yield span
        begins = end


def _ends(text: str) -> Iterator[int]:
    """Where a sentence is over; the point of "Mrs." in "Thank you, Mrs. Hadley." ends none."""
    for match in _END.finditer(text):
        before = text[: match.start()].split()
        title = match.group().strip() == "." and before and bare(before[-1]).casefold() in TITLES
        if not title:
            yield match.end()
