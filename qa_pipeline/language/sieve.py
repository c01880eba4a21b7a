"""Which phrases a text can have at all, by its words, so that no pattern runs where it cannot match."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa_pipeline.language.matching import Phrases
from qa_pipeline.language.phrases import rarest

Needs = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Sifted:
    """One phrase: its key, its number among the key's, and what it needs."""

    key: str
    number: int
    needs: Needs


class Sieve:
    """The phrases of a pack by the words that they need."""

    def __init__(self, phrases: Mapping[str, Phrases]) -> None:
        self._by_word: dict[str, list[_Sifted]] = defaultdict(list)
        self._always: list[_Sifted] = []
        self._wanted: set[str] = set()
        self._met: dict[str, tuple[str, ...]] = {}
        for key, one in phrases.items():
            for number, expression in enumerate(one.say):
                self._place(_Sifted(key, number, expression.needs))

    def _place(self, phrase: _Sifted) -> None:
        self._wanted.update(*phrase.needs)
        if not phrase.needs:
            self._always.append(phrase)
        for word in rarest(phrase.needs) if phrase.needs else ():
            self._by_word[word].append(phrase)

    def passing(self, words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        """The phrases, key → numbers in order, that may stand in a text of these words; all others cannot."""
        there = {wanted for word in words for wanted in self._meets(word)}
        chosen = {(one.key, one.number) for one in self._always}
        for word in there:
            for one in self._by_word.get(word, ()):
                if not any(need.isdisjoint(there) for need in one.needs):
                    chosen.add((one.key, one.number))
        passing: dict[str, list[int]] = defaultdict(list)
        for key, number in sorted(chosen):
            passing[key].append(number)
        return {key: tuple(numbers) for key, numbers in passing.items()}

    def _meets(self, word: str) -> tuple[str, ...]:
        """What of the wanted a word is: itself, and the beginnings ("apolog*") that it has."""
        if word not in self._met:
            beginnings = (f"{word[:length]}*" for length in range(1, len(word) + 1))
            self._met[word] = tuple(one for one in (word, *beginnings) if one in self._wanted)
        return self._met[word]
