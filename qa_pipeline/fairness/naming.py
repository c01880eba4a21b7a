"""Edits that give somebody in a call another name, in the case and with the gender that its place asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_pipeline.call import Call
from qa_pipeline.fairness.declension import cases_of, declined
from qa_pipeline.fairness.edits import Edit
from qa_pipeline.fairness.lists import GENDERS, Gender, Names, People
from qa_pipeline.fairness.people import Named
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.text import fold
from qa_pipeline.language.vocabulary import Name

VOCATIVE = "vocative"
_PAUSES = ",.?!;"


class CannotTell(Exception):
    """A name that cannot be swapped without the risk of another meaning."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The edits of one swap of names, the new names by the old, and how many of the names were left as they are."""

    edits: tuple[Edit, ...]
    into: Mapping[str, str]
    skipped: int


def renamed(call: Call, named: Sequence[Named], people: People, names: Names, pack: LanguagePack) -> Renamed:
    """Give somebody the names of a group; a name that cannot be told safely from a word stays, and is counted."""
    edits: set[Edit] = set()
    into: dict[str, str] = {}
    skipped = 0
    said = frozenset(fold(word) for turn in call.turns for word in re.findall(r"\w+", turn.text))
    for one in named:
        choice = people.surname if one.is_surname else people.first
        new = next((name for name in choice if fold(name) not in said and name not in into.values()), None)
        try:
            found = set(_of_one(call, one, new, people.gender, names, pack))
        except CannotTell:
            skipped += 1
            continue
        if new is not None and found:
            edits |= found
            into[one.nominative or one.said] = new
    return Renamed(_apart(edits), into, skipped)


def _apart(edits: set[Edit]) -> tuple[Edit, ...]:
    """The edits without those that lie in another: "Mr" before a name is changed once."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.turn != kept[-1].turn or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


def _of_one(
    call: Call, one: Named, new: str | None, gender: Gender, names: Names, pack: LanguagePack
) -> Iterator[Edit]:
    """Every edit that one name asks for; raises CannotTell before any of them is made in vain."""
    if (
        one.nominative is None
        or new is None
        or one.nominative.casefold() in {word.casefold() for word in names.also_words}
    ):
        raise CannotTell
    for index, turn in enumerate(call.turns):
        for start, end in _places(one.nominative, turn.text, names, pack):
            place = _Place(index, turn.text, start, end)
            yield Edit(index, start, end, place.declined(one.nominative, new, gender, names))
            yield from place.agreeing(gender, names)


def _places(nominative: str, text: str, names: Names, pack: LanguagePack) -> Iterator[tuple[int, int]]:
    """Where the name stands with a capital: as it is, in one of its cases, or slightly misspelt.

    Raises CannotTell where a misspelling may have words in it that are no part of the name.
    """
    words = list(re.finditer(r"[^\W_]+", text))
    exact = [word.span() for word in words if _is_form(word.group(), nominative, names)]
    yield from exact
    for match in pack.find_names([Name(nominative)], text):
        within = [word for word in words if word.start() < match.end and match.start < word.end()]
        if any(start < match.end and match.start < end for start, end in exact):
            continue
        if len(within) > 1 and any(word.group()[0].islower() for word in within):
            raise CannotTell
        if text[match.start].isupper():
            yield match.start, match.end


def _is_form(word: str, nominative: str, names: Names) -> bool:
    """Whether a word is the name, with a capital and maybe in another case; a possessive's ending is no part of it."""
    return word[0].isupper() and bool(cases_of(word, nominative, names))


@dataclass(frozen=True, slots=True)
class _Place:
    """A name in a turn's text."""

    turn: int
    text: str
    start: int
    end: int

    def declined(self, old: str, new: str, gender: Gender, names: Names) -> str:
        """The new name as it has to be here; raises CannotTell where the case of the old one is not sure."""
        said = self.text[self.start : self.end]
        if not names.classes:
            return new
        cases = cases_of(said, old, names)
        if len(cases) > 1:
            cases = cases & self._likely(names) or cases
        forms = {declined(new, gender, case, names) for case in cases}
        if len(forms) != 1 or None in forms:
            raise CannotTell
        return str(forms.pop())

    def _likely(self, names: Names) -> frozenset[int]:
        """The case that the place asks for where the form leaves several; none where it does not tell."""
        before, after = self.text[: self.start].rstrip(), self.text[self.end :].lstrip()
        told = [case for case, words in names.case_after.items() if _ends_with(before, words)]
        told += [case for case, words in names.case_before.items() if _begins_with(after, words)]
        alone = (not before or before[-1] in _PAUSES) and (not after or after[0] in _PAUSES)
        if not told and alone and VOCATIVE in names.cases:
            told = [VOCATIVE]
        return frozenset(names.cases.index(case) for case in told)

    def agreeing(self, gender: Gender, names: Names) -> Iterator[Edit]:
        """The edits of what agrees with the name's gender beside it ("o senhor", "Mr"), where that changes.

        What stands there tells the old gender better than the name, which either may have.
        """
        edge = self.start
        while found := _before(self.text[:edge], names):
            start, old, pair = found
            if pair[old] != pair[gender]:
                yield self._agreed(start, pair[old], pair[gender])
            edge = start
        for pair in names.agreement_after:
            for old in GENDERS:
                after = re.match(rf"\s+({re.escape(pair[old])})(?!\w)", self.text[self.end :], re.IGNORECASE)
                if after and pair[old] != pair[gender]:
                    yield self._agreed(self.end + after.start(1), pair[old], pair[gender])
                    return

    def _agreed(self, start: int, old: str, new: str) -> Edit:
        capital = self.text[start].isupper()
        return Edit(self.turn, start, start + len(old), new[:1].upper() + new[1:] if capital else new)


def _before(text: str, names: Names) -> tuple[int, Gender, Mapping[Gender, str]] | None:
    """The word at the end of a text that agrees with the name after it: where it begins, whose it is, and its pair."""
    for pair in names.agreement:
        for gender in GENDERS:
            found = re.search(rf"(?<!\w){re.escape(pair[gender])}\.?\s+$", text, re.IGNORECASE)
            if found:
                return found.start(), gender, pair
    return None


def _ends_with(text: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}\.?$", text, re.IGNORECASE) for word in words)


def _begins_with(text: str, words: Sequence[str]) -> bool:
    return any(re.match(rf"{re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words)
