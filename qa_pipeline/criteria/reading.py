"""What a criterion sees: the call, the phrases of its language, the owner's names, and what was said where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from qa_pipeline.call import Call, Hold, Span, Turn
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.spoken import Spoken
from qa_pipeline.criteria.words import fault, measured
from qa_pipeline.language.meaning import Meaning
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import NO_NAMES, Name, Vocabulary

Value = TypeVar("Value")

CERTAIN_ROLES = 0.8
"""Role confidence below which nothing is concluded from who said what; a judgement, not yet fitted."""

CERTAIN_LANGUAGE = 0.8
"""Language confidence below which nothing is concluded from words.

Of 1 to 29 s of tuning calls Whisper base's wrong guesses had up to 0.79, all of them on 1 to 5 s of Portuguese under
noise at 0 or -5 dB; whole calls had 0.98 and more.
"""

HEARD_WELL = 0.5
"""Mean word probability below which the absence of a phrase means nothing; a judgement, not yet fitted."""


class Undecidable(Exception):
    """Why a criterion cannot tell, and with `what`, what; the registry turns it into an `undetermined` finding."""

    def __init__(self, reason: str, *, what: str = "") -> None:
        super().__init__(reason)
        self.explanation = " ".join(filter(None, ("The machine cannot tell", what))) + f": {reason}."


@dataclass(frozen=True, slots=True)
class Reading:
    """A call read with the phrases of its language, with the owner's names, and with the meaning of its sentences.

    `pack` is None for a language that has none; an empty vocabulary changes no answer; without a meaning only
    phrases count. `credulous` takes a sentence of which it is in doubt what it says at its word.
    """

    call: Call
    pack: LanguagePack | None
    vocabulary: Vocabulary = NO_NAMES
    meaning: Meaning | None = None
    credulous: bool = False
    # Shared with the same reading that is credulous; worked out of the fields above alone.
    _kept: list[Spoken] = field(default_factory=list, repr=False, compare=False)
    _doubts: list[bool] = field(default_factory=list, repr=False, compare=False)

    @property
    def _spoken(self) -> Spoken:
        if not self._kept:
            self._kept.append(Spoken(self.call, self.pack, self.meaning))
        return self._kept[0]

    @property
    def language(self) -> str:
        """The call's language without its region: "en" of "en-GB"."""
        return self.call.language.partition("-")[0].lower()

    @property
    def has_pack(self) -> bool:
        """Whether the pack is there, and of the call's language."""
        return self.pack is not None and self.pack.language == self.language

    @property
    def roles_unsure(self) -> bool:
        """Whether somebody spoke, and it is not sure enough who is the agent."""
        return bool(self.call.turns) and self.call.role_confidence < CERTAIN_ROLES

    @property
    def language_unsure(self) -> bool:
        """Whether somebody spoke, and it is not sure enough in which language."""
        return bool(self.call.turns) and self.call.language_confidence < CERTAIN_LANGUAGE

    @property
    def phrases(self) -> LanguagePack:
        """The pack, where wording may be judged.

        Raises Undecidable where the language or the roles are unsure, or the language has no pack.
        """
        if self._spoken.readable is None:
            self._spoken.readable = self._readable()
        return self._spoken.readable

    def _readable(self) -> LanguagePack:
        if self.language_unsure:
            sure = f"{self.call.language_confidence:.2f}, below {CERTAIN_LANGUAGE}"
            raise Undecidable(f"it is not sure enough that the call is in {self.call.language!r} ({sure})")
        if self.pack is None or not self.has_pack:
            raise Undecidable(f"the call is in {self.call.language!r}, and there is no language pack for it")
        if self.roles_unsure:
            raise Undecidable(who_is_who(self.call))
        return self.pack

    def metric(self, name: str) -> float:
        """A measurement; raises Undecidable when it is withheld (saying for which fault) or could not be made."""
        self.not_withheld(name)
        value = self.call.metrics.get(name)
        if value is None:
            raise Undecidable("it could not be measured", what=measured(name))
        return value

    def not_withheld(self, name: str) -> None:
        """Raise Undecidable, saying for which fault of the recording, where a measurement is unreliable."""
        code = self.call.health.withheld.get(name)
        if code is not None:
            raise Undecidable(fault(code), what=measured(name))

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The call's holds; raises Undecidable where they could not be found out."""
        self.metric("hold_count")
        return self.call.holds

    def said(self, key: str, turns: Iterable[Turn]) -> tuple[Hit, ...]:
        """Every place in the turns that says the key, by a phrase or by the meaning of a sentence, in order of time.

        Raises Undecidable as `phrases` does, and where the pack has nothing for the key.
        """
        pack = self.phrases
        if key not in pack.phrases:
            raise Undecidable(f"the {pack.name} language pack has no phrases for {key!r}")
        said = self._spoken.says(key, turns)
        return self.either(said.firm, said.believed)

    def either(self, strict: Value, credulous: Value) -> Value:
        """`strict`, or `credulous` where the reading is so. All that the two readings do not share is asked by this,
        so that `in_doubt` knows whether an answer can hang on it."""
        if self.credulous:
            return credulous
        if strict != credulous:
            self._doubts.append(True)
        return strict

    def afresh(self, *, credulous: bool) -> "Reading":
        """The same reading, credulous or not, of which nothing is `in_doubt` so far."""
        return Reading(self.call, self.pack, self.vocabulary, self.meaning, credulous, self._kept)

    @property
    def in_doubt(self) -> bool:
        """Whether anything was asked that a credulous reading answers otherwise."""
        return bool(self._doubts)

    def able(self, key: str, turns: Iterable[Turn]) -> Sequence[Turn]:
        """Those of the turns in which a phrase of the key may stand, by their words."""
        return self._spoken.able(key, turns)

    def said_words(self, words: str, turns: Iterable[Turn]) -> tuple[Hit, ...]:
        """Every place where the given words stand in the turns."""
        pack = self.phrases
        return tuple(hit for turn in turns for hit in self._spoken.phrases(turn, pack.find_words(words, turn.text)))

    def said_names(
        self, names: Sequence[Name], turns: Iterable[Turn], *, capitals: bool = True, endings: bool = False
    ) -> tuple[Hit, ...]:
        """Every place where one of the names stands in the turns, also where it is slightly misspelt.

        Without `capitals` a name counts in lower case too; with `endings` it may have another ending.
        """
        pack = self.phrases
        return tuple(
            hit
            for turn in turns
            for hit in self._spoken.phrases(turn, pack.find_names(names, turn.text, capitals=capitals, endings=endings))
        )

    def worded(self, turns: Iterable[Turn], *, first: int | None = None) -> tuple[Turn, ...]:
        """The turns that say more than "mm-hm" or "okay"; with `first` so many of them at most."""
        pack = self.phrases
        return tuple(islice((turn for turn in turns if not pack.is_backchannel(turn.text)), first))

    @property
    def agent(self) -> tuple[Turn, ...]:
        return self._spoken.agent

    @property
    def customer(self) -> tuple[Turn, ...]:
        return self._spoken.customer

    @property
    def first_of_agent(self) -> Turn | None:
        """The agent's earliest turn."""
        return self._spoken.first_of_agent

    @property
    def first_told(self) -> Mapping[str, float]:
        """When the customer first says each stem (qa_pipeline.language.stems): the start of the turn."""
        return self._spoken.first_told

    def heard(self, turns: Sequence[Turn]) -> float | None:
        """The mean word probability of turns of the call, or None when no words were heard."""
        return self._spoken.heard(turns)

    @property
    def whole(self) -> Span:
        return Span(0.0, self.call.recording.duration)


def who_is_who(call: Call) -> str:
    """That the roles are not sure enough, as a clause."""
    sure = f"{call.role_confidence:.2f}, below {CERTAIN_ROLES}"
    return f"who is the agent and who the customer is not sure enough ({sure})"
