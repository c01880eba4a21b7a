"""Names in their cases, as the lists of a language decline them."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa_pipeline.fairness.lists import Gender, NameClass, Names

SHORTEST_STEM = 2
"""Letters of a name before its ending; with fewer, anything is a form of anything."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a name: its nominative, and the number of its case."""

    nominative: str
    case: int


def forms_of(said: str, names: Names) -> Iterator[Form]:
    """Every way in which a word may be a form of a name."""
    for one in names.classes:
        for case, ending in enumerate(one.endings):
            stem = said.removesuffix(ending) if ending else said
            if said.endswith(ending) and len(stem) >= SHORTEST_STEM:
                yield Form(stem + one.endings[0], case)


def nominative_of(said: str, names: Names, *, is_nominative: bool) -> str | None:
    """The name that a word is a form of: one that the lists have, or the word itself where it is the nominative.

    None where it cannot be told.
    """
    if not names.classes or said in names.listed:
        return said
    listed = {form.nominative for form in forms_of(said, names)} & names.listed
    if len(listed) == 1:
        return listed.pop()
    plain = any(form.case == 0 for form in forms_of(said, names))
    return said if is_nominative and plain and not listed else None


def cases_of(said: str, nominative: str, names: Names) -> frozenset[int]:
    """The cases that a word may be of this name in; none where it is no form of it. A language without cases has 0."""
    if not names.classes:
        return frozenset({0} if said.casefold() == nominative.casefold() else ())
    return frozenset(form.case for form in forms_of(said, names) if form.nominative == nominative)


def declined(nominative: str, gender: Gender, case: int, names: Names) -> str | None:
    """A name in a case; None where the language has no class for it."""
    fitting = _class_of(nominative, gender, names)
    if not names.classes or case == 0:
        return nominative
    return nominative.removesuffix(fitting.endings[0]) + fitting.endings[case] if fitting else None


def _class_of(nominative: str, gender: Gender, names: Names) -> NameClass | None:
    fitting = [one for one in names.classes if one.gender in (gender, "either") and _fits(nominative, one)]
    return max(fitting, key=lambda one: len(one.endings[0]), default=None)


def _fits(nominative: str, one: NameClass) -> bool:
    return nominative.endswith(one.endings[0])
