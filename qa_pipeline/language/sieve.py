"""Which phrases a text can have at all, by its words, so that no pattern runs where it cannot match."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from qa_pipeline.language.phrases import Expression

Needs = tuple[frozenset[str], ...]
Follow = Mapping[str, Sequence[str]]
"""The pairs that a word begins, by the word that has to follow."""

_NOTHING: Follow = {}


class Sieve:
    """The phrases of a pack by the words, and the pairs of words, that they need."""

    def __init__(self, phrases: Mapping[str, Sequence[Expression]]) -> None:
        self._phrases = [(key, number) for key, of in phrases.items() for number in range(len(of))]
        every = [one.needs for of in phrases.values() for one in of]
        self._met: dict[str, tuple[tuple[str, ...], Follow]] = {}
        # Each phrase, by its place among all, where it is found by one of what it needs, and what it needs beside.
        self._always: list[int] = []
        self._alone: dict[str, list[int]] = defaultdict(list)
        self._beside: dict[str, list[tuple[int, frozenset[str], Needs]]] = defaultdict(list)
        uses = Counter(word for needed in every for need in needed for word in need)
        for place, needed in enumerate(every):
            # A word that few phrases have is likely to be rare in what people say, too.
            rarest, *others = sorted(needed, key=lambda need: sum(uses[word] for word in need)) or [frozenset()]
            # What it needs in any case is asked in one go, what it needs one of, one by one.
            certain = frozenset[str]().union(*(need for need in others if len(need) == 1))
            either = tuple(need for need in others if len(need) > 1)
            if not needed:
                self._always.append(place)
            for word in rarest:
                if others:
                    self._beside[word].append((place, certain, either))
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
            for place, certain, either in self._beside[word]:
                if certain <= there:
                    for need in either:
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
        known, followed = self._met, _NOTHING
        for word in words:
            met, follow = known.get(word) or self._meets(word)
            if met:
                there.update(met)
                for other in met if followed else ():
                    there.update(followed.get(other, ()))
            followed = follow
        return there

    def _meets(self, word: str) -> tuple[tuple[str, ...], Follow]:
        """What of the wanted a word is: itself, its beginnings ("apolog*"), and the pairs that it begins."""
        beginnings = (f"{word[:length]}*" for length in range(1, len(word) + 1))
        met = tuple(one for one in (word, *beginnings) if one in self._wanted)
        follow = dict[str, list[str]]()
        for one in met:
            for other, pair in self._pairs.get(one, {}).items():
                follow.setdefault(other, []).append(pair)
        self._met[word] = met, follow
        return met, follow
