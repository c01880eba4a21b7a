"""Whether each word, and each person, was taken for the right side of the call."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from qa_pipeline.call import Role
from qa_pipeline.evaluation.words import Pair


@dataclass(frozen=True, slots=True)
class RoleMeasures:
    """Of the words that were heard, right or wrong, how many went to the wrong role; and of the people, how many had
    most of their words under their own role."""

    words: int = 0
    words_astray: int = 0
    people: int = 0
    people_right: int = 0

    def __add__(self, other: "RoleMeasures") -> "RoleMeasures":
        return RoleMeasures(
            self.words + other.words,
            self.words_astray + other.words_astray,
            self.people + other.people,
            self.people_right + other.people_right,
        )


def measure_roles(pairs: Iterable[Pair]) -> RoleMeasures | None:
    """Compare the roles of words laid upon each other; None where the truth names no role for any of them."""
    known = [pair for pair in pairs if pair.said.role is not Role.UNKNOWN]
    if not known:
        return None
    roles: dict[tuple[Role, str], Counter[Role]] = {}
    for pair in known:
        roles.setdefault((pair.said.role, pair.said.speaker), Counter())[pair.heard.role] += 1
    return RoleMeasures(
        words=len(known),
        words_astray=sum(pair.said.role is not pair.heard.role for pair in known),
        people=len(roles),
        people_right=sum(2 * given[role] > given.total() for (role, _), given in roles.items()),
    )


def word_time_errors(pairs: Iterable[Pair]) -> tuple[float, ...]:
    """How late (negative: early) each word that was heard rightly begins, in seconds."""
    return tuple(
        pair.heard.start - pair.said.start
        for pair in pairs
        if pair.said.timed and pair.heard.timed and pair.said.text == pair.heard.text
    )


def middle(errors: Iterable[float]) -> float | None:
    """The median of the errors' sizes; None of nothing."""
    sizes = [abs(error) for error in errors]
    return median(sizes) if sizes else None
