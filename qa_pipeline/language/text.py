"""Transcript text made comparable: the tokens that phrases are matched on, each with its place in the original."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

_TOKEN = re.compile(r"(\w+(?:'\w+)*)(\W*)")
# The semicolon is the Greek question mark; the points of "10.30" and "a.m" end nothing.
_SENTENCE_END = re.compile(r"[.?!…;]\W*\s")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`＇", "'"))


class Token(NamedTuple):  # a call has a thousand, and a dataclass takes three times as long to make
    """A word in comparable form, and the characters of the original (start, end) that it stands for."""

    text: str
    start: int
    end: int
    ends_sentence: bool


class _Written(NamedTuple):
    """What a word and the gap behind it are in a comparable line: the comparable words and one mark."""

    line: str
    parts: tuple[str, ...]
    ends_sentence: bool


_Spoken = tuple[_Written, int, int]
"""A word that counts, and the characters of the original (start, end) that it stands at."""


@dataclass(frozen=True, slots=True, eq=False)
class Contractions:
    """Short forms and what they stand for ("i'm" → "i", "am"), and fillers that mean nothing ("um").

    A filler has its diacritics: the Finnish "öö" means nothing, "oo" is short for a word. Compared by identity, so that
    texts can be cached.
    """

    forms: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)  # without slots, which would have no room for what is kept
class Comparable:
    """A text made comparable. `line` is what patterns run on: each token and one mark, a newline where a sentence ends.

    The tokens themselves are made when they are asked for: most texts are looked through and nothing found.
    """

    line: str
    spoken: Sequence[_Spoken]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return _tokens(self.spoken)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the line, one for each token."""
        return tuple(self.line.split())

    @cached_property
    def letters(self) -> str:
        """The line without its marks."""
        return self.line.replace(" ", "").replace("\n", "")

    def token_at(self, offset: int) -> int:
        """Which token the character of `line` at `offset` belongs to."""
        return self.line.count(" ", 0, offset) + self.line.count("\n", 0, offset)


@lru_cache(maxsize=16384)  # a language's common words come again and again
def fold(word: str) -> str:
    """Case and diacritics removed, so that "Não" and "nao" are one; a recogniser drops either at will."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(char for char in decomposed if char.isalnum() or char in "_'")


@lru_cache(maxsize=1024)
def comparable(text: str, contractions: Contractions) -> Comparable:
    """A text folded, punctuation gone, apostrophes of one kind, contractions written out.

    Fillers are left out, unless nothing but fillers is said.
    """
    ready = f"{text.translate(_APOSTROPHES)} "
    first = _TOKEN.search(ready)
    found = _TOKEN.findall(ready)
    # One follows the other, so that their lengths say where each begins.
    lengths = [len(word) + len(gap) for word, gap in found]
    begins = accumulate(lengths, initial=first.start() if first else 0)
    spoken = [
        (_written(word, gap, contractions), start, start + len(word))
        for (word, gap), start in zip(found, begins, strict=False)
    ]
    fillers = contractions.fillers
    if not fillers.isdisjoint([word.casefold() for word, _ in found]):
        spoken = _without_fillers(spoken, [word.casefold() in fillers for word, _ in found]) or spoken
    return Comparable("".join([written.line for written, _, _ in spoken]), spoken)


def _without_fillers(spoken: Sequence[_Spoken], is_filler: Sequence[bool]) -> list[_Spoken]:
    """The words that are no fillers; one before a filler that ends a sentence ends it."""
    kept: list[_Spoken] = []
    for one, filler in zip(spoken, is_filler, strict=True):
        if not filler:
            kept.append(one)
        elif kept and one[0].ends_sentence:
            written, start, end = kept[-1]
            kept[-1] = _as_written(written.parts, ends_sentence=True), start, end
    return kept


@lru_cache(maxsize=16384)
def _written(word: str, gap: str, contractions: Contractions) -> _Written:
    """A word and what follows it, up to the next."""
    plain = fold(word)
    # A few characters, such as a lone Greek iota subscript, leave nothing.
    parts = contractions.forms.get(plain) or tuple(filter(None, (plain.replace("'", ""),)))
    return _as_written(parts, ends_sentence=_SENTENCE_END.search(gap) is not None)


def _as_written(parts: tuple[str, ...], *, ends_sentence: bool) -> _Written:
    mark = "\n" if ends_sentence else " "
    return _Written(f"{' '.join(parts)}{mark}" if parts else "", parts, ends_sentence)


def _tokens(spoken: Sequence[_Spoken]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for (_, parts, ends_sentence), start, end in spoken:
        if len(parts) > 1:
            tokens += [Token(part, start, end, ends_sentence=False) for part in parts[:-1]]
        if parts:
            tokens.append(Token(parts[-1], start, end, ends_sentence))
    return tuple(tokens)
