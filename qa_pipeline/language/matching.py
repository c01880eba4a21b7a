"""Finding the phrases of a key in what was said, and where they stand in the original text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa_pipeline.language.text import Comparable

# The words of a sentence that a quote takes with it on either side of the phrase, so that it can be understood.
_QUOTE_CONTEXT = 8


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found in a text: `start` and `end` are characters of the original text, `quote_start` and `quote_end`
    those of the sentence around it, as far as eight words on either side."""

    key: str
    start: int
    end: int
    quote_start: int
    quote_end: int


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits spoken in a row, whether as numerals or as words, and the characters of the text they stand at."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one key; a match that an `unless` pattern overlaps does not count."""

    say: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """Where the phrases stand in a comparable line."""
        # An exception stays within a sentence: "I am sorry. What is the number" asks nobody to say it again.
        found = self.unless.finditer(line) if self.unless else ()
        vetoes = [veto.span() for veto in found if "\n" not in veto.group()[:-1]]
        for match in self.say.finditer(line):
            start, end = match.span()
            if not any(start < veto_end and veto_start < end for veto_start, veto_end in vetoes):
                yield start, end


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that hint at who speaks; `weight` is the log-odds that it is the agent, negative for the customer."""

    weight: float
    phrases: Phrases


def locate(key: str, heard: Comparable, span: tuple[int, int]) -> PhraseMatch:
    """The match at a span of the comparable line, in characters of the original text."""
    first, last = heard.token_at(span[0]), heard.token_at(span[1] - 1)
    opening, closing = first, last
    while opening > max(0, first - _QUOTE_CONTEXT) and not heard.tokens[opening - 1].ends_sentence:
        opening -= 1
    while closing < min(len(heard.tokens) - 1, last + _QUOTE_CONTEXT) and not heard.tokens[closing].ends_sentence:
        closing += 1
    tokens = heard.tokens
    return PhraseMatch(key, tokens[first].start, tokens[last].end, tokens[opening].start, tokens[closing].end)


def digit_runs(heard: Comparable, digit_words: Mapping[str, str]) -> tuple[DigitRun, ...]:
    """Every run of digits spoken without another word between them."""
    runs: list[DigitRun] = []
    previous = -2
    for index, token in enumerate(heard.tokens):
        digits = token.text if token.text.isdecimal() else digit_words.get(token.text, "")
        if not digits:
            continue
        if index == previous + 1:
            last = runs.pop()
            runs.append(DigitRun(last.digits + digits, last.start, token.end))
        else:
            runs.append(DigitRun(digits, token.start, token.end))
        previous = index
    return tuple(runs)
