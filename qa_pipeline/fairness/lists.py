"""What is swapped, by language: scorecards/fairness/<language>.yaml, checked as it is read."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qa_pipeline.errors import UsageError
from qa_pipeline.language.documents import Document, Place, read_document, suggest
from qa_pipeline.language.validation import validated

Gender = Literal["man", "woman"]
GENDERS: tuple[Gender, Gender] = ("man", "woman")

Text = Annotated[str, StringConstraints(strict=True, pattern=r"^\S+( \S+)*$")]
Ending = Annotated[str, StringConstraints(strict=True, pattern=r"^\w*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Part):
    """One meaning in two wordings, by variety; with `only`, put in that variety's words and never the other way."""

    wordings: tuple[Text, Text]
    only: str = ""


class Wordings(_Part):
    """Rows of wordings in two varieties, and phrases (`keep`) in which their words mean something else."""

    varieties: tuple[Text, Text]
    rows: tuple[dict[str, Text], ...] = Field(min_length=1)
    keep: tuple[Text, ...] = ()

    @cached_property
    def pairs(self) -> tuple[Row, ...]:
        one, other = self.varieties
        return tuple(Row(wordings=(row[one], row[other]), only=row.get("only", "")) for row in self.rows)


class Opening(_Part):
    """A filler that is said before a sentence that begins with one of these words."""

    say: Text
    before: tuple[Text, ...] = Field(min_length=1)


class Politeness(Wordings):
    """Requests said plainly and politely; fillers that mean nothing where commas set them off (`apart`)."""

    apart: tuple[Text, ...] = Field(min_length=1)
    opening: Opening


class NameClass(_Part):
    """How names of one gender, or of either, end case by case in the order of `cases`, the nominative first."""

    gender: Literal["man", "woman", "either"]
    endings: tuple[Ending, ...] = Field(min_length=2)


class People(_Part):
    """Names of people of one gender and one origin; the first is taken that the call does not have."""

    gender: Gender
    origin: Text
    first: tuple[Text, ...] = Field(min_length=3)
    surname: tuple[Text, ...] = Field(min_length=2)


class Names(_Part):
    """The names of a language, how they are inflected, and what agrees with a name's gender beside it.

    `agreement` has words directly before a name (an article, a title), `agreement_after` directly after it; the case
    of a name whose form leaves several is told by the words before it (`case_after`) or after it (`case_before`).
    `also_words` are names that are words of the language too, and stay.
    """

    people: tuple[People, ...] = Field(min_length=4)
    also_words: tuple[Text, ...] = ()
    agreement: tuple[dict[Gender, Text], ...] = ()
    agreement_after: tuple[dict[Gender, Text], ...] = ()
    cases: tuple[Text, ...] = ()
    case_after: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    case_before: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    classes: tuple[NameClass, ...] = ()

    @cached_property
    def listed(self) -> frozenset[str]:
        """Every name that the lists have."""
        return frozenset(name for group in self.people for name in group.first) | self.surnames

    @cached_property
    def surnames(self) -> frozenset[str]:
        return frozenset(name for group in self.people for name in group.surname)


class Lists(_Part):
    """Everything that is swapped in one language."""

    language: Text
    name: Text
    names: Names
    gendered: Wordings
    regional: Wordings
    politeness: Politeness


def fairness_folder(scorecards_dir: Path) -> Path:
    """Where the lists are: beside the scorecards."""
    return scorecards_dir / "fairness"


def available_lists(scorecards_dir: Path) -> tuple[str, ...]:
    """The languages that have lists, sorted."""
    return tuple(sorted(path.stem for path in fairness_folder(scorecards_dir).glob("*.yaml")))


def load_lists(scorecards_dir: Path, language: str) -> Lists:
    """The lists of a language; raises ScorecardError naming file, line, key, what was found and what is allowed,
    UsageError for a language without lists."""
    path = fairness_folder(scorecards_dir) / f"{language}.yaml"
    if not path.is_file():
        allowed = suggest(language, available_lists(scorecards_dir))
        raise UsageError(f"{path.parent}: found no lists of swaps in the language {language!r}; allowed: {allowed}")
    document = read_document(path)
    lists = validated(Lists, document)
    _check(lists, document)
    return lists


def _check(lists: Lists, document: Document) -> None:
    """What no type tells; raises ScorecardError at the first fault."""
    if lists.language != document.path.stem:
        raise document.error(("language",), lists.language, f"{document.path.stem!r}, as the file is named")
    for key, wordings in (("gendered", lists.gendered), ("regional", lists.regional), ("politeness", lists.politeness)):
        _check_rows(wordings, key, document)
    _check_names(lists.names, document)


def _check_rows(wordings: Wordings, key: str, document: Document) -> None:
    taken: dict[str, set[str]] = {variety: set() for variety in wordings.varieties}
    for number, row in enumerate(wordings.rows):
        place: Place = (key, "rows", number)
        for found in row:
            if found not in (*wordings.varieties, "only"):
                raise document.error((*place, found), found, suggest(found, (*wordings.varieties, "only")))
        for variety in wordings.varieties:
            if variety not in row:
                raise document.error(place, "nothing", f"{variety} must be given")
        only = row.get("only")
        if only is not None and only not in wordings.varieties:
            raise document.error((*place, "only"), only, suggest(only, wordings.varieties))
        for found, target in _directions(row, wordings.varieties):
            if row[found] in taken[target]:
                raise document.error((*place, found), row[found], f"a wording that no row above puts in {target} words")
            taken[target].add(row[found])


def _directions(row: dict[str, str], varieties: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Which variety's wording a row replaces, and by which."""
    one, other = varieties
    yield from ((found, target) for found, target in ((one, other), (other, one)) if row.get("only", target) == target)


def _check_names(names: Names, document: Document) -> None:
    _check_people(names, document)
    _check_cases(names, document)
    for key, pairs in (("agreement", names.agreement), ("agreement_after", names.agreement_after)):
        for number, pair in enumerate(pairs):
            if set(pair) != set(GENDERS):
                raise document.error(("names", key, number), list(pair), "a wording for each of man and woman")


def _check_people(names: Names, document: Document) -> None:
    """Both genders are there, and no first name is of both."""
    seen: dict[str, Gender] = {}
    for number, group in enumerate(names.people):
        for index, name in enumerate(group.first):
            if seen.setdefault(name, group.gender) != group.gender:
                place: Place = ("names", "people", number, "first", index)
                raise document.error(place, name, "a name that no group of the other gender has")
    if set(seen.values()) != set(GENDERS):
        raise document.error(("names", "people"), "names of one gender", "groups of both genders, man and woman")


def _check_cases(names: Names, document: Document) -> None:
    """Every class has an ending for each case, and no other case is spoken of."""
    for number, one in enumerate(names.classes):
        if len(one.endings) != len(names.cases):
            place: Place = ("names", "classes", number, "endings")
            raise document.error(place, list(one.endings), f"{len(names.cases)} endings, one for each of `cases`")
    for key, told in (("case_after", names.case_after), ("case_before", names.case_before)):
        for case in told:
            if case not in names.cases:
                raise document.error(("names", key, case), case, suggest(case, names.cases))
