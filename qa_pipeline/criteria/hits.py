"""Places where something was said, each with its proof: what is quoted, when, and how well it was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_pipeline.call import Span, Turn, Word
from qa_pipeline.finding import Evidence
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.meaning import Meant

PlacedWord = tuple[Word, int, int]
"""A word of a turn, and the characters of the turn's text that it stands at."""


@dataclass(frozen=True, eq=False)  # without slots, which would have no room for what is kept
class Hit:
    """Something that was said: the turn, when, and the characters `start` to `end` of its text that are quoted.

    `words` are those of the turn, `phrase` has the words of the phrase itself where one was found, and `sure` is how
    sure it is that the words say it. The proof is made when it is asked for: most hits are looked at and not shown.
    """

    turn: Turn
    said: Span
    words: Sequence[PlacedWord]
    start: int
    end: int
    phrase: str = ""
    sure: float = 1.0

    @cached_property
    def evidence(self) -> Evidence:
        """The quote and when it is spoken."""
        span = _timed(self.turn, self._quoted)
        return Evidence(span.start, span.end, self.turn.role, self.turn.text[self.start : self.end])

    @cached_property
    def probability(self) -> float:
        """The mean probability of the quoted words, and how sure it is that they say it, 0 to 1."""
        quoted = self._quoted
        heard = sum([word.probability for word in quoted]) / len(quoted) if quoted else 1.0
        return heard * self.sure

    @cached_property
    def _quoted(self) -> list[Word]:
        return _touched(self.words, self.start, self.end)


def quote(turn: Turn, start: int, end: int) -> Hit:
    """The characters `start` to `end` of a turn's text as proof, timed by the words that they touch."""
    words = placed(turn)
    return Hit(turn, _timed(turn, _touched(words, start, end)), words, start, end)


def phrase_hit(turn: Turn, words: Sequence[PlacedWord], match: PhraseMatch) -> Hit:
    """A phrase of a turn whose words are placed."""
    said = _timed(turn, _touched(words, match.start, match.end))
    return Hit(turn, said, words, match.quote_start, match.quote_end, turn.text[match.start : match.end])


def sentence_hit(turn: Turn, words: Sequence[PlacedWord], sentence: Meant) -> Hit:
    """A sentence that says something by its meaning: as sure as its words and its head are."""
    start, end = sentence.start, sentence.end
    said = _timed(turn, _touched(words, start, end))
    return Hit(turn, said, words, start, end, sure=sentence.probability)


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


def _timed(turn: Turn, words: Sequence[Word]) -> Span:
    return Span(words[0].start, max([word.end for word in words])) if words else turn.span


def _touched(words: Sequence[PlacedWord], start: int, end: int) -> list[Word]:
    """The words that touch the characters `start` to `end` of their turn's text."""
    return [word for word, begins, ends in words if begins < end and ends > start]
