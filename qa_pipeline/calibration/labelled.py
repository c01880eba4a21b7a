"""Sentences that are known to say a key, or not to say it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Literal

from qa_pipeline.call import Call, Role, Span
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Verdict
from qa_pipeline.language.keys import (
    AFTER_HOLD_KEYS,
    BEFORE_HOLD_KEYS,
    CLOSING_KEYS,
    CUSTOMER_KEYS,
    MEANING_KEYS,
    OPENING_KEYS,
    neighbours,
)
from qa_pipeline.language.neutral import neutral_example, neutral_texts
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.sentences import Sentence, sentences_of
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary

Source = Literal["example", "contrast", "other", "ordinary", "call", "review"]
"""Whether it was written for the key, against it, for another key, for none, or said in a labelled or reviewed call."""

OPENING, CLOSING, AROUND_HOLD = 45.0, 60.0, 30.0
"""Seconds that a criterion listens to the opening, to the closing and around a hold, at most, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, as it is embedded, and whether it says the key; `said_in` stands for its call, if it has one."""

    key: str
    text: str
    says: bool
    language: str
    source: Source
    said_in: str = ""


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A call, and the verdict that a careful listener gives for each criterion.

    `params` has the parameters that a criterion was asked with, where they are not its defaults. `source` is whether
    its truth was written down (call) or people reviewed what the machine had heard. `name` tells a call that was
    written, and has no recording, from the others.
    """

    call: Call
    expected: Mapping[str, Verdict]
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    source: Literal["call", "review"] = "call"
    name: str = ""


def from_packs(packs: Iterable[LanguagePack]) -> Iterator[Labelled]:
    """The packs' examples and contrasts, and for each key what the same speaker says for others, and for none."""
    for pack in packs:
        plain = cache(partial(neutral_example, pack=pack))
        for key in MEANING_KEYS:
            own = pack.examples.get(key)
            if own is None or key not in pack.phrases:
                continue
            written = {*own.say, *own.contrast}
            others = [text for text in _others(pack, key) if text not in written and not pack.find(key, text)]
            ordinary = pack.ordinary.customer if key in CUSTOMER_KEYS else pack.ordinary.agent
            beside = [text for text in ordinary if text not in written and not pack.find(key, text)]
            yield from (Labelled(key, plain(text), True, pack.language, "example") for text in own.say)
            yield from (Labelled(key, plain(text), False, pack.language, "contrast") for text in own.contrast)
            yield from (Labelled(key, plain(text), False, pack.language, "other") for text in others)
            yield from (Labelled(key, plain(text), False, pack.language, "ordinary") for text in beside)


def _others(pack: LanguagePack, key: str) -> Iterator[str]:
    """What the same speaker says for other keys and against them, without those that may well say this one too."""
    near = neighbours(key)
    for other, examples in pack.examples.items():
        if other not in near and (other in CUSTOMER_KEYS) == (key in CUSTOMER_KEYS):
            yield from examples.say
            yield from examples.contrast


def from_calls(
    calls: Sequence[LabelledCall], packs: Mapping[str, LanguagePack], vocabulary: Vocabulary = NO_NAMES
) -> Iterator[Labelled]:
    """Sentences of labelled calls, for the keys of each criterion that the phrases alone answer as expected.

    There the phrases are trusted: where one stands the key is said, and nowhere else. What proves an answer without one
    (a bare name, say) is left out: it may well say the key. `vocabulary` has the owner's names, by which reviewed calls
    were answered.
    """
    for labelled in calls:
        pack = packs.get(labelled.call.language)
        if pack is None:
            continue
        reading = Reading(labelled.call, pack, vocabulary if labelled.source == "review" else NO_NAMES)
        proofs = _proofs(reading, labelled)
        sentences = sentences_of(labelled.call)
        spoken = list(zip(sentences, neutral_texts(labelled.call, sentences, pack), strict=True))
        said_in = f"{labelled.call.recording.sha256} {labelled.name or labelled.call.recording.file}"
        for key in sorted(proofs.keys() & set(MEANING_KEYS) & set(pack.phrases)):
            for text, plain in _said_for(key, labelled.call, spoken):
                says = bool(pack.find(key, text))
                if says or not any(quote in text or text in quote for quote in proofs[key]):
                    yield Labelled(key, plain, says, pack.language, labelled.source, said_in)


def _proofs(reading: Reading, labelled: LabelledCall) -> dict[str, set[str]]:
    """The keys of the criteria that are answered as expected, each with what is quoted for these answers."""
    proofs: dict[str, set[str]] = {}
    for name, verdict in labelled.expected.items():
        found = CRITERIA[name].find(reading, labelled.params.get(name)) if name in CRITERIA else None
        if found is not None and found.verdict is verdict:
            for key in CRITERIA[name].listens:
                proofs.setdefault(key, set()).update(one.quote for one in found.evidence if one.quote)
    return proofs


def _said_for(key: str, call: Call, spoken: Iterable[tuple[Sentence, str]]) -> Iterator[tuple[str, str]]:
    """Of a call's sentences, each with how it is embedded, those that are listened to for a key."""
    role = Role.CUSTOMER if key in CUSTOMER_KEYS else Role.AGENT
    windows = _windows(key, call)
    for one, plain in spoken:
        turn = call.turns[one.turn]
        if turn.role is role and any(turn.start < window.end and turn.end > window.start for window in windows):
            yield turn.text[one.start : one.end], plain


def _windows(key: str, call: Call) -> list[Span]:
    """Where in a call a key is listened for."""
    begins = min((turn.start for turn in call.turns if turn.role is Role.AGENT), default=0.0)
    ends = max((turn.end for turn in call.turns), default=0.0)
    if key in OPENING_KEYS:
        return [Span(begins, begins + OPENING)]
    if key in CLOSING_KEYS:
        return [Span(ends - CLOSING, ends)]
    if key in BEFORE_HOLD_KEYS:
        return [Span(hold.start - AROUND_HOLD, hold.start) for hold in call.holds]
    if key in AFTER_HOLD_KEYS:
        return [Span(hold.end, hold.end + AROUND_HOLD) for hold in call.holds]
    return [Span(0.0, ends)]
