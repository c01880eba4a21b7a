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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_PIECES = re.compile(r"\.\.\.\d*|!(?=[({])|\{\w+\}|[()\[\]|]|[^\s()\[\]|{}!]+")
_GAP = 4
_PAIRS = 100
"""How many pairs of words a need may have: of more, one stands in most texts."""
_WORD = r"[^ \n]+[ \n]"
# A gap may not begin behind the end of a sentence: "I could not. Sorry" says nothing about being not sorry.
_ANY = r"(?:[^ \n]+ )"

_EDGES = {"^": r"\A", "$": r"\Z"}

Normalise = Callable[[str], tuple[str, ...]]


class PhraseSyntaxError(ValueError):
    """A phrase is not written as the module says; the text tells what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled phrase: its regular expression, and the words without which it is not found.

    Of each set in `needs` one word, or two words next to each other ("may i"), have to stand in the text; "apolog*" is
    any word that begins so. `first` and `last` are the words that it may begin and end with; empty where they may be
    any. A `blank` expression is found where nothing is said at all.
    """

    regex: str
    needs: tuple[frozenset[str], ...] = ()
    blank: bool = False
    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What phrases are compiled with: how a word becomes tokens, and the sets by name, already compiled."""

    normalise: Normalise
    sets: Mapping[str, Expression]


def compile_phrase(phrase: str, dialect: Dialect) -> Expression:
    """The expression of one phrase; raises PhraseSyntaxError."""
    pieces = _PIECES.findall(phrase)
    if "".join(pieces) != re.sub(r"\s+", "", phrase):
        raise PhraseSyntaxError(f"{phrase!r} has a stray bracket or '!'; '!' stands before a choice or a set")
    parser = _Parser(pieces, dialect, phrase)
    expression = parser.sequence()
    if parser.rest:
        raise PhraseSyntaxError(f"{phrase!r} has a {parser.rest[0]!r} that nothing opens")
    if expression.blank:
        raise PhraseSyntaxError("a phrase is empty, or all of it may be left out")
    return expression


def pattern(regex: str) -> re.Pattern[str]:
    """A pattern that finds an expression from the start of a word."""
    return re.compile(rf"(?<![^ \n])(?:{regex})")


def one_of(expressions: Iterable[Expression]) -> Expression:
    """The expression that finds any of some, the first of them that stands at a place."""
    choices = tuple(expressions)
    regex = f"(?:{'|'.join(choice.regex for choice in choices)})"
    first, last = [choice.first for choice in choices], [choice.last for choice in choices]
    blank = any(choice.blank for choice in choices)
    return Expression(regex, _needs_of_choice(choices), blank, _any_of(first), _any_of(last))


def _any_of(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """All the words, or none where a set is empty and has any word."""
    return frozenset().union(*sets) if all(sets) else frozenset()


def _needs_of_sequence(parts: Sequence[Expression]) -> tuple[frozenset[str], ...]:
    """What each part needs, and of two parts next to each other the words that meet there."""
    needs: list[frozenset[str]] = []
    for before, part in zip((None, *parts), parts, strict=False):
        if before is None or not 0 < len(before.last) * len(part.first) <= _PAIRS:
            needs += part.needs
            continue
        # Who has the two words has each of them.
        needs = [need for need in needs if need != before.last]
        needs.append(frozenset(f"{one} {other}" for one in before.last for other in part.first))
        needs += [need for need in part.needs if need != part.first]
    return tuple(needs)


def _needs_of_choice(choices: Sequence[Expression]) -> tuple[frozenset[str], ...]:
    """One word of any of the choices; of each choice the word that most likely is rare, which is the longest."""
    if not all(choice.needs for choice in choices):
        return ()
    rarest = (max(choice.needs, key=lambda words: (min(map(len, words)), -len(words))) for choice in choices)
    return (frozenset().union(*rarest),)


class _Parser:
    """Recursive descent over the pieces of one phrase."""

    def __init__(self, pieces: list[str], dialect: Dialect, phrase: str) -> None:
        self.rest = pieces
        self._dialect = dialect
        self._phrase = phrase

    def sequence(self) -> Expression:
        parts: list[Expression] = []
        while self.rest and self.rest[0] not in (")", "]", "|"):
            parts.append(self._item(self.rest.pop(0)))
        return Expression(
            "".join(part.regex for part in parts),
            _needs_of_sequence(parts),
            all(part.blank for part in parts),
            parts[0].first if parts else frozenset(),
            parts[-1].last if parts else frozenset(),
        )

    def _item(self, piece: str) -> Expression:
        if piece == "(":
            return self._choice(")")
        if piece == "[":
            return Expression(f"{self._choice(']').regex}?", blank=True)
        if piece == "!":
            return Expression(f"(?!{self._item(self.rest.pop(0)).regex})", blank=True)
        if piece == "_":
            return Expression(_WORD)
        if piece in _EDGES:
            return Expression(_EDGES[piece], blank=True)
        if piece.startswith("..."):
            return Expression(rf"(?:(?<!\n){_ANY}{{0,{piece[3:] or _GAP}}}?)", blank=True)
        if piece.startswith("{"):
            return self._set(piece[1:-1])
        return self._word(piece)

    def _choice(self, closing: str) -> Expression:
        choices = [self.sequence()]
        while self.rest and self.rest[0] == "|":
            self.rest.pop(0)
            choices.append(self.sequence())
        if not self.rest or self.rest.pop(0) != closing:
            raise PhraseSyntaxError(f"{self._phrase!r} lacks a {closing!r}")
        if not all(choice.regex for choice in choices):
            raise PhraseSyntaxError(f"{self._phrase!r} has an empty choice; write [a | b] for an optional part")
        return one_of(choices)

    def _set(self, name: str) -> Expression:
        if name not in self._dialect.sets:
            known = ", ".join(sorted(self._dialect.sets))
            raise PhraseSyntaxError(f"{self._phrase!r} names the set {{{name}}}; known sets: {known}")
        return self._dialect.sets[name]

    def _word(self, piece: str) -> Expression:
        stem = piece.removesuffix("*")
        tokens = self._dialect.normalise(stem)
        if not tokens or "*" in stem:
            raise PhraseSyntaxError(f"{self._phrase!r} has {piece!r}, which is no word; '*' stands at a word's end")
        begins = piece.endswith("*")
        ending = r"[^ \n]*[ \n]" if begins else r"[ \n]"
        words = (*tokens[:-1], f"{tokens[-1]}*") if begins else tokens
        regex = r"[ \n]".join(re.escape(token) for token in tokens) + ending
        pairs = tuple(frozenset({f"{one} {other}"}) for one, other in pairwise(words))
        return Expression(regex, pairs or (frozenset(words),), first=frozenset(words[:1]), last=frozenset(words[-1:]))
