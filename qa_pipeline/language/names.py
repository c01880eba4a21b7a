"""Finding names in what was said, also where the recogniser has misspelt them or divided them otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa_pipeline.language.matching import PhraseMatch, locate
from qa_pipeline.language.text import Comparable, Token, fold
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
    if not any(piece in heard.letters for form in wanted for piece in _pieces(form, endings=endings)):
        return ()
    return tuple(_matches(wanted, text, heard, _Manner(capitals, endings)))


@dataclass(frozen=True, slots=True)
class _Manner:
    """Whether a name has to have its capital, and whether it may have another ending."""

    capitals: bool
    endings: bool


def _matches(wanted: dict[str, str], text: str, heard: Comparable, manner: _Manner) -> Iterator[PhraseMatch]:
    tokens, forms = heard.tokens, tuple(wanted)
    longest = max(map(len, forms))
    shortest = min(len(form) - _spare(form) for form in forms)
    after = 0
    for first in range(len(tokens)):
        if first < after:
            continue
        as_name = not (manner.capitals and text[tokens[first].start].islower())
        if not as_name and longest < LONG_LETTERS:
            continue
        for last in reversed(range(first, _reach(tokens, first, longest))):
            said = "".join([token.text for token in tokens[first : last + 1]])
            # With another ending a name is four letters long at least, and never shorter than its stem.
            if len(said) < min(shortest, SHORTEST_STEM):
                break
            # An ending is no word of its own: "Will, one moment" has no "Willone".
            form = _meant(said, forms, as_name=as_name, endings=manner.endings and first == last)
            if form:
                yield locate(wanted[form], heard, _span(tokens, first, last))
                after = last + 1
                break


def _reach(tokens: Sequence[Token], first: int, longest: int) -> int:
    """How far the words from `first` on may go and still be one name: no sentence ends within it."""
    letters = 0
    for index in range(first, len(tokens)):
        token = tokens[index]
        letters += len(token.text)
        if letters > longest + SPARE_LETTERS[-1][1]:
            return index
        if token.ends_sentence and len(token.text) > SHORT_FORM_LETTERS:
            return index + 1
    return len(tokens)


@lru_cache(maxsize=4096)  # the same few words are held against a call's names again and again
def _meant(said: str, forms: tuple[str, ...], *, as_name: bool, endings: bool) -> str | None:
    if said in forms and (as_name or len(said) >= LONG_LETTERS):
        return said
    near = (form for form in forms if as_name and (_near(said, form) or (endings and other_ending(said, form))))
    return next(near, None)


def other_ending(said: str, form: str) -> bool:
    """Whether one is the other in another case or gender, as far as the letters tell."""
    spare = max((letters for length, letters in ENDING_LETTERS if len(form) >= length), default=None)
    if spare is None:
        return False
    stem = max(SHORTEST_STEM, len(form) - spare)
    return said[:stem] == form[:stem] and len(said) - stem <= LONGEST_ENDING


def _near(said: str, form: str) -> bool:
    spare = _spare(form)
    return abs(len(said) - len(form)) <= spare and spare > 0 and distance(said, form) <= spare


@lru_cache(maxsize=4096)
def _pieces(form: str, *, endings: bool) -> tuple[str, ...]:
    """Letters of a name of which some are in whatever is near it: so many wrong ones spoil all parts but one."""
    parts = _spare(form) + 1
    edges = [len(form) * part // parts for part in range(parts + 1)]
    pieces = tuple(form[start:end] for start, end in pairwise(edges))
    return (*pieces, form[:SHORTEST_STEM]) if endings else pieces


def _spare(form: str) -> int:
    return max((wrong for length, wrong in SPARE_LETTERS if len(form) >= length), default=0)


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


def _span(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Where the tokens stand in the comparable line, in which a mark follows each."""
    start = sum(len(token.text) + 1 for token in tokens[:first])
    return start, start + sum(len(token.text) + 1 for token in tokens[first:last]) + 1
