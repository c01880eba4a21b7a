"""What people answered where the machine had answered: reviews, and what counts of several of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qa_pipeline.finding import ScorecardRef, Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of one criterion, before it is kept. `at` is when they said it; None is now."""

    criterion: str
    verdict: Verdict
    reviewer: str
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A kept answer, beside the machine's verdict and confidence (0 to 1) as they were when it was given.

    `person` is the reviewer's name as it is compared, without case and accents.
    """

    id: int
    recording_id: int
    scorecard: ScorecardRef
    criterion: str
    machine_verdict: Verdict
    machine_confidence: float
    verdict: Verdict
    reason: str | None
    reviewer: str
    person: str
    created_at: datetime

    @property
    def changes(self) -> bool:
        """Whether the person answers otherwise than the machine did."""
        return self.verdict is not self.machine_verdict


@dataclass(frozen=True, slots=True)
class BothAnswers:
    """A criterion with the machine's verdict and what people say: the latest answer of each, in order of time."""

    criterion: str
    machine: Verdict
    reviews: tuple[Review, ...]

    @property
    def human(self) -> Verdict | None:
        """What people say, None where nobody did: what most of them do, and of as many the newest answer's."""
        if not self.reviews:
            return None
        votes = Counter(one.verdict for one in self.reviews)
        most = max(votes.values())
        return next(one.verdict for one in reversed(self.reviews) if votes[one.verdict] == most)

    @property
    def effective(self) -> Verdict:
        """The verdict that counts: people's where there is one."""
        return self.human or self.machine


def latest(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Of each person's answers to one question of one call the last, in order of time."""
    newest: dict[tuple[int, str, str], Review] = {}
    for one in sorted(reviews, key=_order):
        newest[one.recording_id, one.criterion, one.person] = one
    return tuple(sorted(newest.values(), key=_order))


def majority(reviews: Iterable[Review]) -> Verdict | None:
    """The verdict that more of the latest answers to one question give than any other; None where two have as many.

    Who cannot tell has no say.
    """
    votes = Counter(one.verdict for one in reviews if one.verdict is not Verdict.UNDETERMINED)
    most = [verdict for verdict, count in votes.items() if count == max(votes.values())]
    return most[0] if len(most) == 1 else None


def by_question(reviews: Iterable[Review]) -> Mapping[tuple[int, str], tuple[Review, ...]]:
    """The latest answers of each person, by recording and criterion."""
    groups: dict[tuple[int, str], list[Review]] = {}
    for one in latest(reviews):
        groups.setdefault((one.recording_id, one.criterion), []).append(one)
    return {question: tuple(those) for question, those in groups.items()}


def _order(one: Review) -> tuple[datetime, int]:
    return one.created_at, one.id
