"""Which phrases a text can have at all, by its words, so that no pattern runs where it cannot match."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_pipeline.language.phrases import Expression

Needs = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Sifted:
    """One phrase: its key, its number among the key's, and what it needs beside the word that it is found by."""

    key: str
    number: int
    rest: Needs


class Sieve:
    """The phrases of a pack by the words, and the pairs of words, that they need."""

    def __init__(self, phrases: Mapping[str, Sequence[Expression]]) -> None:
        self._by_word: dict[str, list[_Sifted]] = defaultdict(list)
        self._always: list[_Sifted] = []
        self._met: dict[str, tuple[str, ...]] = {}
        every = [(key, number, one.needs) for key, of in phrases.items() for number, one in enumerate(of)]
        needs = [need for _, _, needed in every for need in needed]
        wanted = frozenset().union(*needs)
        self._pairs: dict[str, set[str]] = defaultdict(set)
        for one, other in (pair.split() for pair in wanted if " " in pair):
            self._pairs[one].add(other)
        self._alone = frozenset(word for word in wanted if " " not in word)
        self._wanted = self._alone.union(self._pairs, *self._pairs.values())
        uses = Counter(word for need in needs for word in need)
        for key, number, needed in every:
            # A word that few phrases have is likely to be rare in what people say, too.
            rarest = min(needed, key=lambda need: sum(uses[word] for word in need), default=None)
            sifted = _Sifted(key, number, tuple(need for need in needed if need is not rarest))
            for home in [self._always] if rarest is None else [self._by_word[word] for word in rarest]:
                home.append(sifted)

    def passing(self, words: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """The phrases, key → numbers in order, that may stand in a text of these words in a row; all others cannot."""
        there = set(self._needs_met(words))
        chosen: dict[str, set[int]] = {}
        for one in self._always:
            chosen.setdefault(one.key, set()).add(one.number)
        for word in there:
            for one in self._by_word.get(word, ()):
                for need in one.rest:
                    if need.isdisjoint(there):
                        break
                else:
                    chosen.setdefault(one.key, set()).add(one.number)
        return {key: tuple(sorted(numbers)) for key, numbers in chosen.items()}

    def _needs_met(self, words: Sequence[str]) -> Iterator[str]:
        met = [self._meets(word) for word in words]
        for wanted in met:
            yield from wanted
        for ones, others in pairwise(met):
            for one in ones:
                if one in self._pairs:
                    follow = self._pairs[one]
                    for other in others:
                        if other in follow:
                            yield f"{one} {other}"

    def _meets(self, word: str) -> tuple[str, ...]:
        """What of the wanted a word is: itself, and the beginnings ("apolog*") that it has."""
        met = self._met.get(word)
        if met is None:
            beginnings = (f"{word[:length]}*" for length in range(1, len(word) + 1))
            met = self._met[word] = tuple(one for one in (word, *beginnings) if one in self._wanted)
        return met
