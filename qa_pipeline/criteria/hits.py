"""Places where something was said, each with its proof: what is quoted, when, and how well it was heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.call import Span, Turn, Word
from qa_pipeline.finding import Evidence
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.meaning import Meant


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was said: the turn, when, the proof around it, and the mean probability of the quoted words.

    `phrase` has the words of the phrase itself.
    """

    turn: Turn
    said: Span
    evidence: Evidence
    probability: float
    phrase: str = ""


PlacedWord = tuple[Word, int, int]
"""A word of a turn, and the characters of the turn's text that it stands at."""


def quote(turn: Turn, start: int, end: int) -> Hit:
    """The characters `start` to `end` of a turn's text as proof, timed by the words that they touch."""
    return _quoted(turn, placed(turn), start, end)


def phrase_hit(turn: Turn, words: Sequence[PlacedWord], match: PhraseMatch) -> Hit:
    """A phrase of a turn whose words are placed."""
    said = _timed(turn, _touched(words, match.start, match.end))
    quoted = _quoted(turn, words, match.quote_start, match.quote_end)
    return Hit(turn, said, quoted.evidence, quoted.probability, turn.text[match.start : match.end])


def sentence_hit(turn: Turn, words: Sequence[PlacedWord], sentence: Meant) -> Hit:
    """A sentence that says something by its meaning: as sure as its words and its head are."""
    hit = _quoted(turn, words, sentence.start, sentence.end)
    return Hit(turn, hit.said, hit.evidence, hit.probability * sentence.probability)


def placed(turn: Turn) -> list[PlacedWord]:
    """The words of a turn in the order of its text; one that does not stand there is left out."""
    found: list[PlacedWord] = []
    whole, cursor = turn.text, 0
    for word in turn.words:
        text = word.text.strip()
        begins = whole.find(text, cursor)
        if begins >= 0:
            cursor = begins + len(text)
            found.append((word, begins, cursor))
    return found


def _quoted(turn: Turn, words: Sequence[PlacedWord], start: int, end: int) -> Hit:
    touched = _touched(words, start, end)
    span = _timed(turn, touched)
    probability = sum([word.probability for word in touched]) / len(touched) if touched else 1.0
    return Hit(turn, span, Evidence(span.start, span.end, turn.role, turn.text[start:end]), probability)


def _timed(turn: Turn, words: Sequence[Word]) -> Span:
    return Span(words[0].start, max([word.end for word in words])) if words else turn.span


def _touched(words: Sequence[PlacedWord], start: int, end: int) -> list[Word]:
    """The words that touch the characters `start` to `end` of their turn's text."""
    return [word for word, begins, ends in words if begins < end and ends > start]
