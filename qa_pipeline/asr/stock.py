"""The phrases that Whisper writes where nobody speaks (stock_phrases.yaml), told from the same words really said."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import cast

from qa_pipeline.asr.doubt import because, within
from qa_pipeline.asr.transcriber import Doubt, Dropped, Transcript
from qa_pipeline.call import Span, Word

PHRASES = Path(__file__).with_name("stock_phrases.yaml")
# Whisper writes English in any language.
EVERYWHERE = "en"

DOUBTED_COURTESY = 0.3
"""Probability of a word, as the geometric mean, below which a lone courtesy is taken for invented.

Of noise, silence, music and babble (tests/asr/test_invention.py) Whisper base made courtesies of 0.02 to 0.25; those
said alone in tuning calls had 0.69 and more.
"""

Lists = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class StockPhrases:
    """Credits, which nobody says on the telephone, and courtesies, which people do say."""

    credits: re.Pattern[str]
    courtesies: re.Pattern[str]

    def doubts(self, words: Sequence[Word], *, silent: bool) -> bool:
        """Whether these words, alone in a stretch of speech, are invented; `silent`: it was likely silence."""
        said = plain(" ".join(word.text for word in words))
        if self.credits.fullmatch(said):
            return True
        # The geometric mean: whoever doubts "thank" and not the "you" after it doubts the phrase.
        sure = prod(word.probability for word in words) ** (1 / len(words))
        return bool(self.courtesies.fullmatch(said)) and (silent or sure < DOUBTED_COURTESY)


def without_stock_phrases(
    words: Sequence[Word], regions: Iterable[Span], silent: Collection[Word], language: str
) -> Transcript:
    """The words, less those of regions that hold nothing but stock phrases.

    `silent` are the words heard where the recogniser took silence to be likelier than speech.
    """
    stock = stock_phrases(language)
    dropped: list[Dropped] = []
    for region in regions:
        alone = [word for word in words if within(word, region)]
        if alone and stock.doubts(alone, silent=all(word in silent for word in alone)):
            dropped += because(Doubt.STOCK_PHRASE, alone)
    gone = {drop.word for drop in dropped}
    return Transcript(tuple(word for word in words if word not in gone), tuple(dropped))


def stock_phrases(language: str) -> StockPhrases:
    """The credits of every language, for Whisper mixes them up, and the courtesies of this one and of English."""
    lists = _lists()
    credited = [phrase for phrases in lists.values() for phrase in phrases["credits"]]
    polite = [phrase for name in {language, EVERYWHERE} & lists.keys() for phrase in lists[name]["courtesies"]]
    return StockPhrases(_any_of(tuple(credited)), _any_of(tuple(sorted(polite))))


def plain(text: str) -> str:
    """The words of a text without case, accents and punctuation."""
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))


@cache
def _lists() -> Lists:
    import yaml

    return cast(Lists, yaml.safe_load(PHRASES.read_text(encoding="utf-8")))


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One or more of the phrases in a row."""
    written = (re.escape(plain(phrase)) + ("(?: .*)?" if phrase.endswith("*") else "") for phrase in phrases)
    one = "|".join(written)
    return re.compile(f"(?:{one})(?: (?:{one}))*")
