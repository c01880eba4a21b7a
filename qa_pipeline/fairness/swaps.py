"""The families of swaps, and what each makes of a call."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qa_pipeline.call import Call
from qa_pipeline.fairness.edits import Edit, can_be_edited, edited
from qa_pipeline.fairness.lists import Lists, Wordings
from qa_pipeline.fairness.naming import renamed
from qa_pipeline.fairness.people import Named, agent_names, customer_names
from qa_pipeline.fairness.wording import towards, with_fillers, without_fillers
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import NO_NAMES, Name, Vocabulary


class Family(StrEnum):
    """What is swapped, each by itself."""

    AGENT_NAME = "agent_name"
    CUSTOMER_NAME = "customer_name"
    GENDERED = "gendered"
    REGIONAL = "regional"
    POLITENESS = "politeness"


@dataclass(frozen=True, slots=True)
class Swap:
    """One swap of a family: its edits, the call and the owner's names with them made, and how much was left as it is.

    `name` says what the call was put into: "woman, English", "American".
    """

    family: Family
    name: str
    edits: tuple[Edit, ...]
    call: Call
    vocabulary: Vocabulary
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What swaps are made on: the call, the lists and phrases of its language, the owner's names."""

    call: Call
    lists: Lists
    pack: LanguagePack
    vocabulary: Vocabulary = field(default=NO_NAMES)


def swaps_of(family: Family, ground: Ground) -> tuple[Swap, ...]:
    """Every swap of a family that the lists have for the call, those too that change no word of it."""
    return tuple(MAKERS[family](ground))


def narrowed(swap: Swap, call: Call, edits: Sequence[Edit]) -> Swap:
    """The swap with some of its edits alone."""
    return replace(swap, edits=tuple(edits), call=_made(call, swap.call, edits))


def _made(call: Call, whole: Call, edits: Sequence[Edit]) -> Call:
    return replace(edited(call, edits), metadata=whole.metadata)


def _agent(ground: Ground) -> Iterator[Swap]:
    others = customer_names(ground.call, ground.lists.names, ground.pack)
    named = agent_names(ground.call, ground.lists.names, ground.pack, ground.vocabulary)
    yield from _names(Family.AGENT_NAME, ground, named, others)


def _customer(ground: Ground) -> Iterator[Swap]:
    others = agent_names(ground.call, ground.lists.names, ground.pack, ground.vocabulary)
    named = customer_names(ground.call, ground.lists.names, ground.pack)
    yield from _names(Family.CUSTOMER_NAME, ground, named, others)


def _names(family: Family, ground: Ground, named: Sequence[Named], others: Sequence[Named]) -> Iterator[Swap]:
    """A swap for each group of people; a name that both sides have cannot be told apart, and stays."""
    taken = {one.nominative or one.said for one in others}
    own = [one for one in named if (one.nominative or one.said) not in taken]
    for people in ground.lists.names.people:
        made = renamed(ground.call, own, people, ground.lists.names, ground.pack)
        swap = _swap(
            family, f"{people.gender}, {people.origin}", ground, made.edits, made.skipped + len(named) - len(own)
        )
        swap = _known_elsewhere(swap, family, made.into)
        yield swap


def _known_elsewhere(swap: Swap, family: Family, into: Mapping[str, str]) -> Swap:
    """The swap with the new name in the metadata and, an agent's, in the owner's names, as the old one was."""
    told = swap.call.metadata
    if family is Family.CUSTOMER_NAME:
        metadata = replace(told, customer_name=told.customer_name and _in_words(told.customer_name, into))
        return replace(swap, call=replace(swap.call, metadata=metadata))
    metadata = replace(told, agent=told.agent and _in_words(told.agent, into))
    agents = tuple(Name(_in_words(name.written, into), name.spoken) for name in swap.vocabulary.agents)
    return replace(swap, call=replace(swap.call, metadata=metadata), vocabulary=replace(swap.vocabulary, agents=agents))


def _in_words(text: str, into: Mapping[str, str]) -> str:
    return " ".join(into.get(word, word) for word in text.split())


def _gendered(ground: Ground) -> Iterator[Swap]:
    yield from _varieties(Family.GENDERED, ground, ground.lists.gendered)


def _regional(ground: Ground) -> Iterator[Swap]:
    yield from _varieties(Family.REGIONAL, ground, ground.lists.regional)


def _varieties(family: Family, ground: Ground, wordings: Wordings) -> Iterator[Swap]:
    for variety in wordings.varieties:
        yield _swap(family, variety, ground, towards(ground.call, wordings, variety))


def _politeness(ground: Ground) -> Iterator[Swap]:
    lists = ground.lists.politeness
    yield from _varieties(Family.POLITENESS, ground, lists)
    yield _swap(Family.POLITENESS, "without fillers", ground, without_fillers(ground.call, lists))
    yield _swap(Family.POLITENESS, "with fillers", ground, with_fillers(ground.call, lists))


def _swap(family: Family, name: str, ground: Ground, edits: Sequence[Edit], skipped: int = 0) -> Swap:
    """The swap of the edits that can be made; those of a turn whose words are not its text are counted as left."""
    turns = ground.call.turns
    possible = tuple(edit for edit in edits if can_be_edited(turns[edit.turn]))
    changing = tuple(edit for edit in possible if turns[edit.turn].text[edit.start : edit.end] != edit.text)
    call = edited(ground.call, changing)
    return Swap(family, name, changing, call, ground.vocabulary, skipped + len(edits) - len(possible))


MAKERS: dict[Family, Callable[[Ground], Iterator[Swap]]] = {
    Family.AGENT_NAME: _agent,
    Family.CUSTOMER_NAME: _customer,
    Family.GENDERED: _gendered,
    Family.REGIONAL: _regional,
    Family.POLITENESS: _politeness,
}
