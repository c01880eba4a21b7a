"""The little language that phrases are written in, and its translation to regular expressions.

    may i                   these words, in this order; case, accents and punctuation do not count
    (can | could | may) i   one of several; a choice may have several words
    thank you [so | very]   an optional part
    apolog*                 a word that begins so (it may be just that)
    _                       any one word
    ...                     up to 4 words of any kind, never across the end of a sentence
    ...8                    likewise, up to 8
    !(not | never)          none of these may follow here; likewise !{number}
    ^ and $                 the beginning and the end of the turn
    {number}                a set that the pack defines under `sets`; {digits} is a numeral

A compiled phrase runs on `Comparable.line`, where each word is followed by one mark.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PIECES = re.compile(r"\.\.\.\d*|!(?=[({])|\{\w+\}|[()\[\]|]|[^\s()\[\]|{}!]+")
_GAP = 4
_WORD = r"[^ \n]+[ \n]"
# A gap may not begin behind the end of a sentence: "I could not. Sorry" says nothing about being not sorry.
_ANY = r"(?:[^ \n]+ )"

_EDGES = {"^": r"\A", "$": r"\Z"}

Normalise = Callable[[str], tuple[str, ...]]


class PhraseSyntaxError(ValueError):
    """A phrase is not written as the module says; the text tells what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What phrases are compiled with: how a word becomes tokens, and the sets by name, already compiled."""

    normalise: Normalise
    sets: Mapping[str, str]


def compile_phrase(phrase: str, dialect: Dialect) -> str:
    """The regular expression of one phrase; raises PhraseSyntaxError."""
    pieces = _PIECES.findall(phrase)
    if "".join(pieces) != re.sub(r"\s+", "", phrase):
        raise PhraseSyntaxError(f"{phrase!r} has a stray bracket or '!'; '!' stands before a choice or a set")
    parser = _Parser(pieces, dialect, phrase)
    expression = parser.sequence()
    if parser.rest:
        raise PhraseSyntaxError(f"{phrase!r} has a {parser.rest[0]!r} that nothing opens")
    if not expression:
        raise PhraseSyntaxError("a phrase is empty")
    return expression


def one_of(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the expressions, from the start of a word."""
    return re.compile(r"(?<![^ \n])(?:" + "|".join(expressions) + ")")


class _Parser:
    """Recursive descent over the pieces of one phrase."""

    def __init__(self, pieces: list[str], dialect: Dialect, phrase: str) -> None:
        self.rest = pieces
        self._dialect = dialect
        self._phrase = phrase

    def sequence(self) -> str:
        parts: list[str] = []
        while self.rest and self.rest[0] not in (")", "]", "|"):
            parts.append(self._item(self.rest.pop(0)))
        return "".join(parts)

    def _item(self, piece: str) -> str:
        if piece == "(":
            return self._choice(")")
        if piece == "[":
            return f"{self._choice(']')}?"
        if piece == "!":
            return f"(?!{self._item(self.rest.pop(0))})"
        if piece == "_":
            return _WORD
        if piece in _EDGES:
            return _EDGES[piece]
        if piece.startswith("..."):
            return rf"(?:(?<!\n){_ANY}{{0,{piece[3:] or _GAP}}}?)"
        if piece.startswith("{"):
            return self._set(piece[1:-1])
        return self._word(piece)

    def _choice(self, closing: str) -> str:
        choices = [self.sequence()]
        while self.rest and self.rest[0] == "|":
            self.rest.pop(0)
            choices.append(self.sequence())
        if not self.rest or self.rest.pop(0) != closing:
            raise PhraseSyntaxError(f"{self._phrase!r} lacks a {closing!r}")
        if not all(choices):
            raise PhraseSyntaxError(f"{self._phrase!r} has an empty choice; write [a | b] for an optional part")
        return f"(?:{'|'.join(choices)})"

    def _set(self, name: str) -> str:
        if name not in self._dialect.sets:
            known = ", ".join(sorted(self._dialect.sets))
            raise PhraseSyntaxError(f"{self._phrase!r} names the set {{{name}}}; known sets: {known}")
        return self._dialect.sets[name]

    def _word(self, piece: str) -> str:
        stem = piece.removesuffix("*")
        tokens = self._dialect.normalise(stem)
        if not tokens or "*" in stem:
            raise PhraseSyntaxError(f"{self._phrase!r} has {piece!r}, which is no word; '*' stands at a word's end")
        ending = r"[^ \n]*[ \n]" if piece.endswith("*") else r"[ \n]"
        return r"[ \n]".join(re.escape(token) for token in tokens) + ending
