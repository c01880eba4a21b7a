"""Transcript text made comparable: the tokens that phrases are matched on, each with its place in the original."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

_TOKEN = re.compile(r"\w+(?:'\w+)*")
# The semicolon is the Greek question mark; the points of "10.30" and "a.m" end nothing.
_SENTENCE_END = re.compile(r"[.?!…;]\W*\s")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`＇", "'"))


@dataclass(frozen=True, slots=True)
class Token:
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


@dataclass(frozen=True, slots=True)
class Comparable:
    """A text as tokens. `line` is what patterns run on: each token and one mark, a newline where a sentence ends."""

    tokens: tuple[Token, ...]
    line: str

    def token_at(self, offset: int) -> int:
        """Which token the character of `line` at `offset` belongs to."""
        return self.line.count(" ", 0, offset) + self.line.count("\n", 0, offset)


def fold(word: str) -> str:
    """Case and diacritics removed, so that "Não" and "nao" are one; a recogniser drops either at will."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(char for char in decomposed if char.isalnum() or char in "_'")


@lru_cache(maxsize=8192)
def comparable(text: str, contractions: Contractions) -> Comparable:
    """Tokens of a text: folded, punctuation gone, apostrophes of one kind, contractions written out.

    Fillers are left out, unless nothing but fillers is said.
    """
    plain = text.translate(_APOSTROPHES)
    found = list(_TOKEN.finditer(plain))
    tokens: list[Token] = []
    fillers: list[Token] = []
    for index, match in enumerate(found):
        between = (
            plain[match.end() : found[index + 1].start()] if index + 1 < len(found) else plain[match.end() :] + " "
        )
        ends_sentence = bool(_SENTENCE_END.search(between))
        if match.group().casefold() not in contractions.fillers:
            tokens += _expand(match, ends_sentence, contractions)
            continue
        fillers += _expand(match, ends_sentence, contractions)
        if ends_sentence and tokens:
            tokens[-1] = replace(tokens[-1], ends_sentence=True)
    tokens = tokens or fillers
    line = "".join(f"{token.text}\n" if token.ends_sentence else f"{token.text} " for token in tokens)
    return Comparable(tuple(tokens), line)


def _expand(match: re.Match[str], ends_sentence: bool, contractions: Contractions) -> list[Token]:
    word = fold(match.group())
    # A few characters, such as a lone Greek iota subscript, leave nothing.
    parts = contractions.forms.get(word) or tuple(filter(None, (word.replace("'", ""),)))
    last = len(parts) - 1
    return [
        Token(part, match.start(), match.end(), ends_sentence and index == last) for index, part in enumerate(parts)
    ]
