"""What one call says, key by key: each turn is looked through once for all keys, and its words are placed once."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from qa_pipeline.call import Call, Role, Turn
from qa_pipeline.criteria.hits import Hit, PlacedWord, phrase_hit, placed, sentence_hit
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.meaning import Meaning
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.stems import stems


class Said(NamedTuple):  # a call has hundreds
    """Where a key is said: for certain, and with the sentences of which it is in doubt taken at their word."""

    firm: tuple[Hit, ...] = ()
    believed: tuple[Hit, ...] = ()


NOTHING = Said()


class Spoken:
    """The turns of a call as the criteria ask for them; all that is worked out is kept as long as the call is read."""

    def __init__(self, call: Call, pack: LanguagePack | None, meaning: Meaning | None) -> None:
        self._call, self._pack, self._meaning = call, pack, meaning
        self.readable: LanguagePack | None = None  # the pack, once it is known that wording may be judged by it
        # By the turn itself: with its role exchanged it is another.
        self._placed: dict[int, Sequence[PlacedWord]] = {}
        self._heard: dict[tuple[int, ...], float | None] = {}

    @cached_property
    def agent(self) -> tuple[Turn, ...]:
        return self._call.turns_of(Role.AGENT)

    @cached_property
    def customer(self) -> tuple[Turn, ...]:
        return self._call.turns_of(Role.CUSTOMER)

    @cached_property
    def first_told(self) -> dict[str, float]:
        """When the customer first says each stem: the start of the turn."""
        first: dict[str, float] = {}
        for turn in sorted(self.customer, key=lambda turn: turn.start):
            for stem in stems(turn.text):
                first.setdefault(stem, turn.start)
        return first

    def heard(self, turns: Sequence[Turn]) -> float | None:
        """The mean word probability of turns of the call, or None when no words were heard."""
        key = tuple(map(id, turns))
        if key not in self._heard:
            words = [word.probability for turn in turns for word in turn.words]
            self._heard[key] = sum(words) / len(words) if words else None
        return self._heard[key]

    def able(self, key: str, turns: Iterable[Turn]) -> list[Turn]:
        """Those of the turns, which are the call's own, that can say the key at all."""
        able = self._able.get(key, {})
        return [turn for turn in turns if id(turn) in able]

    @cached_property
    def first_of_agent(self) -> Turn | None:
        """The agent's earliest turn."""
        return min(self.agent, key=lambda turn: turn.start, default=None)

    def phrases(self, turn: Turn, matches: Iterable[PhraseMatch]) -> list[Hit]:
        """The matches in a turn's text as hits."""
        return [phrase_hit(turn, self._words(turn), match) for match in matches]

    def says(self, key: str, turns: Iterable[Turn]) -> Said:
        """Where the turns, which are the call's own, say the key, turn by turn in order of time."""
        able = self._able.get(key)
        if able is None:
            return NOTHING
        firm: list[Hit] = []
        believed: list[Hit] = []
        for turn in turns:
            number = id(turn)
            if number not in able:
                continue
            said = able[number]
            if said is None:
                said = able[number] = self._in_turn(key, turn)
            firm += said.firm
            believed += said.believed
        return Said(tuple(firm), tuple(believed)) if believed else NOTHING

    @cached_property
    def _able(self) -> dict[str, dict[int, Said | None]]:
        """Which turns can say a key at all, by the words in them or by what their sentences mean, and what is found."""
        able: dict[str, dict[int, Said | None]] = {}
        for turn in self._call.turns:
            number = id(turn)
            for key in (*self._worded(turn), *self._meant(turn)):
                able.setdefault(key, {})[number] = None
        return able

    def _worded(self, turn: Turn) -> Iterable[str]:
        return self._pack.possible(turn.text) if self._pack is not None else ()

    def _meant(self, turn: Turn) -> Iterable[str]:
        return self._meaning.possible(turn) if self._meaning is not None else ()

    def _in_turn(self, key: str, turn: Turn) -> Said:
        worded = self._pack.find(key, turn.text) if self._pack is not None else ()
        hits = [(hit, False) for hit in self.phrases(turn, worded)]
        for one in self._meaning.says(key, turn) if self._meaning is not None else ():
            if any(match.start < one.end and one.start < match.end for match in worded):
                continue
            if self._pack is None or not self._pack.excludes(key, turn.text, one.start, one.end):
                hits.append((sentence_hit(turn, self._words(turn), one), one.doubtful))
        if not hits:
            return NOTHING
        hits.sort(key=lambda placed: placed[0].said.start)
        return Said(tuple([hit for hit, doubtful in hits if not doubtful]), tuple([hit for hit, _ in hits]))

    def _words(self, turn: Turn) -> Sequence[PlacedWord]:
        if id(turn) not in self._placed:
            self._placed[id(turn)] = placed(turn)
        return self._placed[id(turn)]
