"""Finding names in what was said, also where the recogniser has misspelt them or divided them otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_pipeline.language.matching import PhraseMatch, locate
from qa_pipeline.language.text import Comparable, fold
from qa_pipeline.language.vocabulary import Name

# How many letters of a name may be wrong, by its length. A short name is one letter from a common word or from
# another name (Terry and Kerry, Larry and carry), and has to be right; its misspellings can be listed as `spoken`.
SPARE_LETTERS = ((6, 1), (11, 2), (16, 3))

# How many of a name's last letters may be another ending, by its length: "Jonas" and "Jonai", "Virtanen" and
# "Virtasen". What is left must be long enough to be no other word ("Mark" and "March").
ENDING_LETTERS = ((4, 1), (6, 2), (8, 3))
SHORTEST_STEM = 4
LONGEST_ENDING = 3

# In lower case "will", "grace" and "mark" are words; so many letters in a row are nobody's name by accident.
LONG_LETTERS = 9

# "St. Mary's": the point after so short a word may belong to it, and end no sentence.
SHORT_FORM_LETTERS = 3


def find_names(
    names: Sequence[Name], text: str, heard: Comparable, *, capitals: bool = True, endings: bool = False
) -> tuple[PhraseMatch, ...]:
    """Every place where one of the names stands in a text (`heard` is its comparable form), in order of time.

    How it is divided into words does not count ("bright water"). A short name, and a near miss, counts where the text
    has it as a name: with a capital, or in a script that has none; without `capitals`, anywhere. With `endings` it may
    have another one ("Jonas", "Jonai").
    """
    wanted = {form: name.written for name in names for spelling in name.forms if (form := _letters(spelling))}
    return tuple(_matches(wanted, text, heard, _Manner(capitals, endings))) if wanted else ()


@dataclass(frozen=True, slots=True)
class _Manner:
    """Whether a name has to have its capital, and whether it may have another ending."""

    capitals: bool
    endings: bool


def _matches(wanted: dict[str, str], text: str, heard: Comparable, manner: _Manner) -> Iterator[PhraseMatch]:
    starts = _offsets(heard)
    longest = max(len(form) for form in wanted)
    after = 0
    for first in range(len(heard.tokens)):
        if first < after:
            continue
        for last in reversed(range(first, _reach(heard, first, longest))):
            said = "".join(token.text for token in heard.tokens[first : last + 1])
            as_name = not (manner.capitals and text[heard.tokens[first].start].islower())
            form = _meant(said, wanted, as_name=as_name, endings=manner.endings)
            if form:
                yield locate(wanted[form], heard, (starts[first], starts[last] + 1))
                after = last + 1
                break


def _reach(heard: Comparable, first: int, longest: int) -> int:
    """How far the words from `first` on may go and still be one name: no sentence ends within it."""
    letters = 0
    for index in range(first, len(heard.tokens)):
        letters += len(heard.tokens[index].text)
        if letters > longest + SPARE_LETTERS[-1][1]:
            return index
        token = heard.tokens[index]
        if token.ends_sentence and len(token.text) > SHORT_FORM_LETTERS:
            return index + 1
    return len(heard.tokens)


def _meant(said: str, wanted: dict[str, str], *, as_name: bool, endings: bool) -> str | None:
    if said in wanted and (as_name or len(said) >= LONG_LETTERS):
        return said
    near = (form for form in wanted if as_name and (_near(said, form) or (endings and _other_ending(said, form))))
    return next(near, None)


def _other_ending(said: str, form: str) -> bool:
    """Whether one is the other in another case or gender, as far as the letters tell."""
    spare = max((letters for length, letters in ENDING_LETTERS if len(form) >= length), default=None)
    if spare is None:
        return False
    stem = max(SHORTEST_STEM, len(form) - spare)
    return said[:stem] == form[:stem] and len(said) - stem <= LONGEST_ENDING


def _near(said: str, form: str) -> bool:
    spare = max((wrong for length, wrong in SPARE_LETTERS if len(form) >= length), default=0)
    return abs(len(said) - len(form)) <= spare and spare > 0 and distance(said, form) <= spare


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out or changed to make one of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]


def _letters(spelling: str) -> str:
    return "".join(fold(part).replace("'", "") for part in spelling.split())


def _offsets(heard: Comparable) -> list[int]:
    """Where each token begins in the comparable line."""
    starts = [0]
    for token in heard.tokens:
        starts.append(starts[-1] + len(token.text) + 1)
    return starts
