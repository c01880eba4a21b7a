"""Which phrases a text can have at all, by its words, so that no pattern runs where it cannot match."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from qa_pipeline.language.phrases import Expression

Needs = tuple[frozenset[str], ...]


class Sieve:
    """The phrases of a pack by the words, and the pairs of words, that they need."""

    def __init__(self, phrases: Mapping[str, Sequence[Expression]]) -> None:
        self._phrases = [(key, number) for key, of in phrases.items() for number in range(len(of))]
        every = [one.needs for of in phrases.values() for one in of]
        self._met: dict[str, tuple[str, ...]] = {}
        # Each phrase, by its place among all, where it is found by one of what it needs, and what it needs beside.
        self._always: list[int] = []
        self._alone: dict[str, list[int]] = defaultdict(list)
        self._beside: dict[str, list[tuple[int, Needs]]] = defaultdict(list)
        uses = Counter(word for needed in every for need in needed for word in need)
        for place, needed in enumerate(every):
            # A word that few phrases have is likely to be rare in what people say, too.
            rarest = min(needed, key=lambda need: sum(uses[word] for word in need), default=None)
            rest = tuple(need for need in needed if need is not rarest)
            if rarest is None:
                self._always.append(place)
            for word in rarest or ():
                if rest:
                    self._beside[word].append((place, rest))
                else:
                    self._alone[word].append(place)
        # "may" → "i" → "may i"
        self._pairs: dict[str, dict[str, str]] = defaultdict(dict)
        for pair in (use for use in uses if " " in use):
            one, other = pair.split()
            self._pairs[one][other] = pair
        self._wanted = frozenset(uses).union(self._pairs, *self._pairs.values())

    def passing(self, words: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """The phrases, key → numbers in order, that may stand in a text of these words in a row; all others cannot."""
        there = self._there(words)
        chosen = set(self._always)
        for word in there & self._alone.keys():
            chosen.update(self._alone[word])
        for word in there & self._beside.keys():
            for place, rest in self._beside[word]:
                for need in rest:
                    if need.isdisjoint(there):
                        break
                else:
                    chosen.add(place)
        found: dict[str, list[int]] = {}
        for key, number in [self._phrases[place] for place in sorted(chosen)]:
            found.setdefault(key, []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def _there(self, words: Sequence[str]) -> set[str]:
        """What of the wanted words and pairs a text has."""
        there: set[str] = set()
        before: tuple[str, ...] = ()
        for word in words:
            met = self._meets(word)
            there.update(met)
            for one in before:
                follow = self._pairs.get(one)
                if follow is not None:
                    there.update([follow[other] for other in met if other in follow])
            before = met
        return there

    def _meets(self, word: str) -> tuple[str, ...]:
        """What of the wanted a word is: itself, and the beginnings ("apolog*") that it has."""
        met = self._met.get(word)
        if met is None:
            beginnings = (f"{word[:length]}*" for length in range(1, len(word) + 1))
            met = self._met[word] = tuple(one for one in (word, *beginnings) if one in self._wanted)
        return met
