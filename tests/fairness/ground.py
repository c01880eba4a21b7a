"""Calls and lists that swaps are tried on."""

from collections.abc import Sequence
from functools import cache

from qa_pipeline.fairness.edits import by_sentence, changed_sentence
from qa_pipeline.fairness.lists import Lists, load_lists
from qa_pipeline.fairness.swaps import Family, Ground, Swap, swaps_of
from qa_pipeline.language.pack import LanguagePack, load_pack
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary
from tests.criteria.spoken import SCORECARDS, call

LANGUAGES = ("el", "en", "fi", "lt", "lv", "pt")


@cache
def lists(language: str) -> Lists:
    return load_lists(SCORECARDS, language)


@cache
def pack(language: str) -> LanguagePack:
    found = load_pack(language, SCORECARDS / "packs")
    assert found is not None
    return found


def ground(language: str, *lines: dict[str, str | float], vocabulary: Vocabulary = NO_NAMES) -> Ground:
    return Ground(call(lines, language=language), lists(language), pack(language), vocabulary)


def swap(family: Family, name: str, on: Ground) -> Swap:
    """The one swap of a family with that name."""
    (found,) = [one for one in swaps_of(family, on) if one.name == name]
    return found


def texts(made: Swap) -> list[str]:
    return [turn.text for turn in made.call.turns]


def sentences(on: Ground, made: Swap) -> Sequence[tuple[str, str]]:
    """The sentences that a swap changes, before and after."""
    changed = [changed_sentence(on.call.turns[edits[0].turn], edits) for edits in by_sentence(on.call, made.edits)]
    return [(one.before, one.after) for one in changed]
