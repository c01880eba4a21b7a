"""What one call says, key by key: each turn is looked through once for all keys, and its words are placed once."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from qa_pipeline.call import Call, Role, Turn
from qa_pipeline.criteria.hits import Hit, PlacedWord, phrase_hit, placed, sentence_hit
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.meaning import Meaning
from qa_pipeline.language.pack import LanguagePack


class Spoken:
    """The turns of a call as the criteria ask for them; all that is worked out is kept as long as the call is read."""

    def __init__(self, call: Call, pack: LanguagePack | None, meaning: Meaning | None) -> None:
        self._call, self._pack, self._meaning = call, pack, meaning
        # By the turn itself: with its role exchanged it is another.
        self._placed: dict[int, Sequence[PlacedWord]] = {}
        self._found: dict[tuple[str, int], Sequence[PhraseMatch]] = {}
        self._hits: dict[tuple[str, bool], dict[int, Sequence[Hit]]] = {}

    @cached_property
    def agent(self) -> tuple[Turn, ...]:
        return self._call.turns_of(Role.AGENT)

    @cached_property
    def customer(self) -> tuple[Turn, ...]:
        return self._call.turns_of(Role.CUSTOMER)

    @cached_property
    def first_of_agent(self) -> Turn | None:
        """The agent's earliest turn."""
        return min(self.agent, key=lambda turn: turn.start, default=None)

    def phrases(self, turn: Turn, matches: Iterable[PhraseMatch]) -> list[Hit]:
        """The matches in a turn's text as hits."""
        return [phrase_hit(turn, self._words(turn), match) for match in matches]

    def says(self, key: str, turns: Iterable[Turn], *, in_doubt: bool) -> tuple[Hit, ...]:
        """Where the turns, which are the call's own, say the key, turn by turn in order of time.

        `in_doubt` takes sentences of which that is in doubt at their word.
        """
        able = self._able.get(key)
        if able is None:
            return ()
        known = self._hits.setdefault((key, in_doubt), {})
        hits: list[Hit] = []
        for turn in turns:
            number = id(turn)
            if number not in able:
                continue
            if number not in known:
                known[number] = self._in_turn(key, turn, in_doubt=in_doubt)
            hits += known[number]
        return tuple(hits)

    @cached_property
    def _able(self) -> dict[str, set[int]]:
        """Which turns can say a key at all, by the words in them or by what their sentences mean."""
        able: dict[str, set[int]] = {}
        for turn in self._call.turns:
            for key in (*self._worded(turn), *self._meant(turn)):
                able.setdefault(key, set()).add(id(turn))
        return able

    def _worded(self, turn: Turn) -> Iterable[str]:
        return self._pack.possible(turn.text) if self._pack is not None else ()

    def _meant(self, turn: Turn) -> Iterable[str]:
        return self._meaning.possible(turn) if self._meaning is not None else ()

    def _in_turn(self, key: str, turn: Turn, *, in_doubt: bool) -> Sequence[Hit]:
        worded = self._matches(key, turn)
        hits = self.phrases(turn, worded)
        for one in self._meaning.says(key, turn, in_doubt=in_doubt) if self._meaning is not None else ():
            if any(match.start < one.end and one.start < match.end for match in worded):
                continue
            if self._pack is None or not self._pack.excludes(key, turn.text[one.start : one.end]):
                hits.append(sentence_hit(turn, self._words(turn), one))
        return sorted(hits, key=lambda hit: hit.said.start)

    def _matches(self, key: str, turn: Turn) -> Sequence[PhraseMatch]:
        place = key, id(turn)
        if place not in self._found:
            self._found[place] = self._pack.find(key, turn.text) if self._pack is not None else ()
        return self._found[place]

    def _words(self, turn: Turn) -> Sequence[PlacedWord]:
        if id(turn) not in self._placed:
            self._placed[id(turn)] = placed(turn)
        return self._placed[id(turn)]
