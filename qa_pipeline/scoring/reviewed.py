"""A call's score by the answers of people: the same arithmetic, apart from the machine's own score."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qa_pipeline.call import Call
from qa_pipeline.finding import AutoFail, Finding, Scored, ScoredCriterion, Verdict
from qa_pipeline.scoring.layout import CriterionEntry
from qa_pipeline.scoring.numbers import numbers_of
from qa_pipeline.scoring.scorecard import Scorecard

UNANSWERED = Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True)
class ReviewedScore:
    """What the answers come to: scores 0 to 100, coverage 0 to 1, None where nothing could be scored.

    `asked` counts the criteria that no condition excuses, `answered` those of them that people answered.
    """

    score: float | None
    score_range: tuple[float, float] | None
    coverage: float | None
    passed: bool | None
    band: str | None
    auto_fail: AutoFail | None
    asked: int
    answered: int

    @property
    def whole(self) -> bool:
        """Whether people answered every question that there was."""
        return self.answered == self.asked > 0


def effective_score(scored: Scored, call: Call, scorecard: Scorecard, human: Mapping[str, Verdict]) -> ReviewedScore:
    """The call with people's verdicts in place of the machine's where there are some; `scorecard` is the score's own.

    A criterion whose condition looks at another's verdict follows it: one that now applies and that nobody answered is
    undetermined. An auto-fail that rests on a person's answer is not provisional.
    """
    return _score(scored, scorecard, _Answers(scored, call, scorecard, human, alone=False))


def human_score(scored: Scored, call: Call, scorecard: Scorecard, human: Mapping[str, Verdict]) -> ReviewedScore:
    """The call by one person's verdicts alone (IQS): of what they did not answer, nothing is taken from the machine."""
    return _score(scored, scorecard, _Answers(scored, call, scorecard, human, alone=True))


class _Answers:
    """The verdict of each criterion, each worked out once, those that another's condition names first."""

    def __init__(
        self, scored: Scored, call: Call, scorecard: Scorecard, human: Mapping[str, Verdict], *, alone: bool
    ) -> None:
        self.human = human
        self.excused: set[str] = set()
        self._call = call
        self._alone = alone
        self._entries = {entry.name: entry for entry in scorecard.entries}
        self._machine = {one.finding.criterion: one.finding for one in scored.criteria}
        self._found: dict[str, Verdict] = {}

    def of(self, name: str) -> Verdict:
        if name not in self._found:
            self._found[name] = self._verdict(self._entries[name])
        return self._found[name]

    def _verdict(self, entry: CriterionEntry) -> Verdict:
        if entry.name in self.human:
            return self.human[entry.name]
        applies = [one.holds(self._call, self.of) for one in entry.applies_when]
        if False in applies:
            self.excused.add(entry.name)
            return Verdict.NOT_APPLICABLE
        finding = self._machine[entry.name]
        # What a condition had decided was never asked of the machine.
        unasked = finding.decided_by == "system" and bool(entry.applies_when)
        return UNANSWERED if self._alone or unasked or None in applies else finding.verdict


def _score(scored: Scored, scorecard: Scorecard, answers: _Answers) -> ReviewedScore:
    criteria = [_answered(one, answers.of(one.finding.criterion)) for one in scored.criteria]
    numbers = numbers_of(criteria, scorecard)
    fail = numbers.auto_fail
    asked = {one.finding.criterion for one in scored.criteria} - answers.excused
    return ReviewedScore(
        score=numbers.score,
        score_range=numbers.tally.score_range,
        coverage=numbers.tally.coverage,
        passed=numbers.passed,
        band=numbers.band,
        auto_fail=fail and replace(fail, provisional=fail.criterion not in answers.human),
        asked=len(asked),
        answered=len(asked & answers.human.keys()),
    )


def _answered(one: ScoredCriterion, verdict: Verdict) -> ScoredCriterion:
    """The criterion with a verdict; the level of a scale stays where the verdict is the machine's."""
    finding: Finding = one.finding
    level = finding.level if verdict is finding.verdict else None
    return replace(one, finding=replace(finding, verdict=verdict, level=level))
