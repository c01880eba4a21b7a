"""Transcript text made comparable: the tokens that phrases are matched on, each with its place in the original."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
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

    text: str
    line: str
    contractions: Contractions

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return _tokens(self.text, self.contractions)

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
    spoken = _TOKEN.findall(_ready(text))
    if not contractions.fillers.isdisjoint([word.casefold() for word, _ in spoken]):
        spoken = [(match[1], gap) for match, gap in _spoken(text, contractions)]
    line = "".join([_written(word, gap, contractions) for word, gap in spoken])
    return Comparable(text, line, contractions)


def _ready(text: str) -> str:
    """Apostrophes of one kind, and a space at the end."""
    return f"{text.translate(_APOSTROPHES)} "


def _spoken(text: str, contractions: Contractions) -> list[tuple[re.Match[str], str]]:
    """Each word that counts, with what stands between it and the next; the text's end is a space."""
    found = [(match, match[2]) for match in _TOKEN.finditer(_ready(text))]
    if not contractions.fillers:
        return found
    kept: list[tuple[re.Match[str], str]] = []
    for match, gap in found:
        if match[1].casefold() not in contractions.fillers:
            kept.append((match, gap))
        elif kept and _mark(gap) == "\n":
            kept[-1] = kept[-1][0], gap  # the sentence ends with the word before the filler
    return kept or found


@lru_cache(maxsize=16384)
def _written(word: str, gap: str, contractions: Contractions) -> str:
    """What a word and what follows it are in a comparable line."""
    parts = _parts(word, contractions)
    return f"{' '.join(parts)}{_mark(gap)}" if parts else ""


def _mark(gap: str) -> str:
    return "\n" if _SENTENCE_END.search(gap) else " "


@lru_cache(maxsize=8192)
def _parts(word: str, contractions: Contractions) -> tuple[str, ...]:
    """The comparable words that a spoken one stands for."""
    plain = fold(word)
    # A few characters, such as a lone Greek iota subscript, leave nothing.
    return contractions.forms.get(plain) or tuple(filter(None, (plain.replace("'", ""),)))


def _tokens(text: str, contractions: Contractions) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for match, gap in _spoken(text, contractions):
        start, end = match.span(1)
        parts = _parts(match[1], contractions)
        ends_sentence = len(gap) > 1 and _mark(gap) == "\n"
        if len(parts) > 1:
            tokens += [Token(part, start, end, ends_sentence=False) for part in parts[:-1]]
        if parts:
            tokens.append(Token(parts[-1], start, end, ends_sentence))
    return tuple(tokens)
