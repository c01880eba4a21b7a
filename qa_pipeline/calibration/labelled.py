"""Sentences that are known to say a key, or not to say it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from qa_pipeline.call import Call, Role
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Verdict
from qa_pipeline.language.keys import CUSTOMER_KEYS, MEANING_KEYS, neighbours
from qa_pipeline.language.neutral import neutral_example, neutral_texts
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.sentences import sentences_of

Source = Literal["example", "contrast", "other", "ordinary", "call"]
"""Whether it was written for the key, against it, for another key, for none, or said in a labelled call."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, as it is embedded, and whether it says the key."""

    key: str
    text: str
    says: bool
    language: str
    source: Source


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A call, and the verdict that a careful listener gives for each criterion."""

    call: Call
    expected: Mapping[str, Verdict]


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


def from_calls(calls: Sequence[LabelledCall], packs: Mapping[str, LanguagePack]) -> Iterator[Labelled]:
    """Sentences of labelled calls, for the keys of each criterion that the phrases alone answer as expected.

    There the phrases are trusted: where one stands the key is said, and nowhere else.
    """
    for labelled in calls:
        pack = packs.get(labelled.call.language)
        if pack is None:
            continue
        reading = Reading(labelled.call, pack)
        keys = {key for name in _agreed(reading, labelled.expected) for key in CRITERIA[name].listens}
        for key in sorted(keys & set(MEANING_KEYS) & set(pack.phrases)):
            role = Role.CUSTOMER if key in CUSTOMER_KEYS else Role.AGENT
            for text, plain in _said_by(labelled.call, role, pack):
                yield Labelled(key, plain, bool(pack.find(key, text)), pack.language, "call")


def _agreed(reading: Reading, expected: Mapping[str, Verdict]) -> Iterator[str]:
    for name, verdict in expected.items():
        if name in CRITERIA and CRITERIA[name].find(reading).verdict is verdict:
            yield name


def _said_by(call: Call, role: Role, pack: LanguagePack) -> Iterator[tuple[str, str]]:
    """The sentences of one side, as they were said and as they are embedded."""
    sentences = sentences_of(call)
    for one, plain in zip(sentences, neutral_texts(call, sentences, pack), strict=True):
        turn = call.turns[one.turn]
        if turn.role is role:
            yield turn.text[one.start : one.end], plain
