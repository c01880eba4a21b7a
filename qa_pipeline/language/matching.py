"""Finding the phrases of a key in what was said, and where they stand in the original text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from qa_pipeline.language.phrases import Expression, pattern
from qa_pipeline.language.text import Comparable, Token

_DIGIT = re.compile(r"\d")

# The words of a sentence that a quote takes with it on either side of the phrase, so that it can be understood.
_QUOTE_CONTEXT = 8


class PhraseMatch(NamedTuple):  # like a digit run, one of the hundreds of a call
    """A phrase found in a text: `start` and `end` are characters of the original text, `quote_start` and `quote_end`
    those of the sentence around it, as far as eight words on either side."""

    key: str
    start: int
    end: int
    quote_start: int
    quote_end: int


class DigitRun(NamedTuple):
    """Digits spoken in a row, whether as numerals or as words, and the characters of the text they stand at."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """The expressions of one key; a match that an `unless` expression overlaps does not count."""

    say: tuple[Expression, ...]
    unless: tuple[Expression, ...] = ()

    def spans(self, line: str) -> Sequence[tuple[int, int]]:
        """Where the phrases stand in a comparable line."""
        return _spans(self.say, self.unless, line)

    def spans_among(self, say: Iterable[int], unless: Iterable[int], line: str) -> Sequence[tuple[int, int]]:
        """Where those of the phrases that have these numbers stand in a comparable line."""
        return _spans([self.say[one] for one in say], [self.unless[one] for one in unless], line)

    def excludes(self, unless: Iterable[int], line: str) -> bool:
        """Whether one of the `unless` expressions that have these numbers stands in a comparable line."""
        return any(_matches([self.unless[one] for one in unless], line))


def _spans(say: Sequence[Expression], unless: Sequence[Expression], line: str) -> Sequence[tuple[int, int]]:
    found = [match.span() for match in _matches(say, line)]
    if not found or not unless:
        return found
    # An exception stays within a sentence: "I am sorry. What is the number" asks nobody to say it again.
    vetoes = [veto.span() for veto in _matches(unless, line) if "\n" not in veto.group()[:-1]]
    return [span for span in found if not any(span[0] < end and start < span[1] for start, end in vetoes)]


def _matches(expressions: Sequence[Expression], line: str) -> Iterator[re.Match[str]]:
    """What a pattern of all the expressions as alternatives finds: leftmost first, then the expressions' order.

    Each is searched by itself: Python's engine knows no fast way through many alternatives.
    """
    pending = [match for one in expressions if (match := _compiled(one.regex).search(line))]
    while pending:
        first = min(pending, key=lambda match: match.start())
        yield first
        later = (match if match.start() >= first.end() else match.re.search(line, first.end()) for match in pending)
        pending = [match for match in later if match]


@cache  # a phrase is compiled when a text first has its words
def _compiled(regex: str) -> re.Pattern[str]:
    return pattern(regex)


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that hint at who speaks; `weight` is the log-odds that it is the agent, negative for the customer."""

    weight: float
    phrases: Phrases


def locate(key: str, heard: Comparable, span: tuple[int, int]) -> PhraseMatch:
    """The match at a span of the comparable line, in characters of the original text."""
    first, last = heard.token_at(span[0]), heard.token_at(span[1] - 1)
    opening, closing = first, last
    tokens = heard.tokens
    earliest, latest = max(0, first - _QUOTE_CONTEXT), min(len(tokens) - 1, last + _QUOTE_CONTEXT)
    while opening > earliest and not tokens[opening - 1].ends_sentence:
        opening -= 1
    while closing < latest and not tokens[closing].ends_sentence:
        closing += 1
    return PhraseMatch(key, tokens[first].start, tokens[last].end, tokens[opening].start, tokens[closing].end)


def digit_runs(heard: Comparable, digit_words: Mapping[str, str], repeats: Mapping[str, int]) -> tuple[DigitRun, ...]:
    """Every run of digits spoken without another word between them; "double four" is two of them."""
    if digit_words.keys().isdisjoint(heard.words) and _DIGIT.search(heard.line) is None:
        return ()
    runs: list[DigitRun] = []
    repeat: Token | None = None
    unbroken = False
    for token in heard.tokens:
        digits = token.text if token.text.isdecimal() else digit_words.get(token.text, "")
        if not digits:
            unbroken = unbroken and repeat is None and token.text in repeats
            repeat = token if token.text in repeats else None
            continue
        start = token.start
        if repeat is not None and len(digits) == 1:
            digits, start = digits * repeats[repeat.text], repeat.start
        elif repeat is not None:
            unbroken = False
        if unbroken:
            last = runs.pop()
            digits, start = last.digits + digits, last.start
        runs.append(DigitRun(digits, start, token.end))
        repeat, unbroken = None, True
    return tuple(runs)
