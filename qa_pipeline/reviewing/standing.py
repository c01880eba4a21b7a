"""What people's answers make of a call's score, beside the machine's."""

from dataclasses import dataclass

from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Verdict
from qa_pipeline.scoring.reviewed import ReviewedScore, effective_score, human_score
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads


@dataclass(frozen=True, slots=True)
class PersonsScore:
    """A call by one person's answers alone."""

    reviewer: str
    score: ReviewedScore


@dataclass(frozen=True, slots=True)
class Standing:
    """`effective` is the score with people's answers before the machine's, `people` each one's own.

    Without a scorecard to score by both are empty, and `reason` says why.
    """

    effective: ReviewedScore | None = None
    people: tuple[PersonsScore, ...] = ()
    reason: str = ""

    @property
    def iqs(self) -> float | None:
        """The mean score, 0 to 100, of the people who answered every question; nothing of the machine's is in it."""
        scores = [one.score.score for one in self.people if one.score.whole and one.score.score is not None]
        return sum(scores) / len(scores) if scores else None


def standing_of(detail: reads.CallDetail, settings: Settings) -> Standing | None:
    """What people's answers come to; None where there are none to the criteria of the call's score."""
    if detail.call is None or detail.scored is None or not any(one.reviews for one in detail.answers):
        return None
    try:
        scorecard = _scorecard(detail, settings)
    except ScorecardError as error:
        return Standing(reason=f"no score can be worked out from people's answers: {error}")
    human = {one.criterion: one.human for one in detail.answers if one.human is not None}
    effective = effective_score(detail.scored, detail.call, scorecard, human)
    people = {review.person: review.reviewer for one in detail.answers for review in one.reviews}
    return Standing(
        effective,
        tuple(
            PersonsScore(name, human_score(detail.scored, detail.call, scorecard, verdicts_of(detail, person)))
            for person, name in sorted(people.items())
        ),
    )


def verdicts_of(detail: reads.CallDetail, person: str) -> dict[str, Verdict]:
    """One person's latest verdict on each criterion that they answered."""
    return {
        one.criterion: review.verdict for one in detail.answers for review in one.reviews if review.person == person
    }


def _scorecard(detail: reads.CallDetail, settings: Settings) -> Scorecard:
    """The very scorecard that the call's score is by."""
    assert detail.scored is not None  # noqa: S101  # the caller asked
    ref = detail.scored.scorecard
    scorecard = load_scorecard(ref.name, settings.resolved_scorecards_dir, ref.version)
    if scorecard.digest != ref.digest:
        raise ScorecardError(f"{ref.name}/{ref.version} is not the file any more that the call was scored by")
    return scorecard
