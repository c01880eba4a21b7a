"""Who is named in a call: the agent and the customer, by what is known from outside and by what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_pipeline.call import Call, Role, Turn
from qa_pipeline.fairness.declension import nominative_of
from qa_pipeline.fairness.lists import Names
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import Vocabulary

# A capitalised word, and what may stand between two that are one name: nothing but a space or a title's point.
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_LETTERS = 2

OPENING = 3
"""The agent's turns in which a name that is given is taken for the agent's own; later it may be the customer's."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name of somebody by its nominative, a first name or a surname; the nominative is None where it cannot be
    told from the form (`said`) in which it is heard."""

    said: str
    nominative: str | None
    is_surname: bool


def agent_names(call: Call, names: Names, pack: LanguagePack, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """The agent's names: of the metadata, of the vocabulary where the agent says it, and as the agent gives it."""
    told = (call.metadata.agent or "").split()
    known = [name.written.split() for name in vocabulary.agents]
    turns = call.turns_of(Role.AGENT)
    opening = turns[:OPENING]
    heard = [words for words in known if any(pack.find_words(" ".join(words), turn.text) for turn in turns)]
    outside = [_outside(words) for words in (told, *heard) if all(_NAME.fullmatch(word) for word in words)]
    given = [_given(turn, match, names) for turn in opening for match in _phrases(pack, "own_name", turn)]
    return _once(*outside, *given)


def customer_names(call: Call, names: Names, pack: LanguagePack) -> tuple[Named, ...]:
    """The customer's names, as the customer gives them and as the agent uses them with a title."""
    given = [
        _given(turn, match, names)
        for turn in call.turns_of(Role.CUSTOMER)
        for match in _phrases(pack, "customer_name", turn)
    ]
    addressed = [
        _given(turn, match, names, with_title=True)
        for turn in call.turns_of(Role.AGENT)
        for match in _phrases(pack, "customer_addressed", turn)
    ]
    return _once(*given, *addressed)


def _phrases(pack: LanguagePack, key: str, turn: Turn) -> tuple[PhraseMatch, ...]:
    return pack.find(key, turn.text) if key in pack.phrases else ()


def _once(*groups: tuple[Named, ...]) -> tuple[Named, ...]:
    """Each name once, as it was found first; a nominative that is known wins over none."""
    found: dict[str, Named] = {}
    for one in sorted((one for group in groups for one in group), key=lambda one: one.nominative is None):
        found.setdefault(one.nominative or one.said, one)
    return tuple(found.values())


def _outside(words: list[str]) -> tuple[Named, ...]:
    """Names that somebody wrote down: nominatives, the first name first."""
    last = len(words) - 1
    return tuple(Named(word, word, is_surname=0 < index == last) for index, word in enumerate(words))


def _given(turn: Turn, match: PhraseMatch, names: Names, *, with_title: bool = False) -> tuple[Named, ...]:
    """The names at the end of a phrase, with the capitalised words that go on from it."""
    words = list(_run(turn.text, match, names))
    found = []
    for index, word in enumerate(words):
        nominative = nominative_of(word, names, is_nominative=not with_title)
        lone = len(words) == 1 and (nominative in names.surnames or (with_title and nominative not in names.listed))
        found.append(Named(word, nominative, is_surname=lone or 0 < index == len(words) - 1))
    return tuple(found)


def _run(text: str, match: PhraseMatch, names: Names) -> Iterator[str]:
    """The last words of the phrase that have a capital, next to each other, and those that follow it likewise."""
    titles, listed = _titles(names), names.listed
    found = list(_NAME.finditer(text, match.start))
    inside = [word for word in found if word.end() <= match.end]
    named = [
        index
        for index, word in enumerate(inside)
        if _is_name(word.group(), titles) and (word.group() in listed or not _begins(text, word, titles))
    ]
    if not named:
        return
    first = last = named[-1]
    while first - 1 in named and not text[found[first - 1].end() : found[first].start()].strip():
        first -= 1
    while last + 1 < len(found) and _goes_on(text, found[last], found[last + 1], titles):
        last += 1
    yield from (word.group() for word in found[first : last + 1])


def _goes_on(text: str, word: re.Match[str], following: re.Match[str], titles: frozenset[str]) -> bool:
    return not text[word.end() : following.start()].strip() and _is_name(following.group(), titles)


def _is_name(word: str, titles: frozenset[str]) -> bool:
    return word[0].isupper() and len(word) >= _LETTERS and "'" not in word[:2] and word.casefold() not in titles


def _begins(text: str, word: re.Match[str], titles: frozenset[str]) -> bool:
    """Whether the word begins a sentence, so that its capital tells nothing; the point of "Mrs." ends none."""
    before = text[: word.start()].rstrip()
    if not before or before[-1] not in ".?!…;":
        return not before
    return before.split()[-1].rstrip(".").casefold() not in titles


def _titles(names: Names) -> frozenset[str]:
    pairs = (*names.agreement, *names.agreement_after)
    return frozenset(word.casefold().rstrip(".") for pair in pairs for word in pair.values())
