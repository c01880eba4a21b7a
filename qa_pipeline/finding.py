"""What a criterion found in a call, the proof for it, and the scored whole."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from qa_pipeline.call import Role, Span

DecidedBy = Literal["criterion", "system", "judge"]


class Verdict(StrEnum):
    """The four answers; their meaning is in docs/scoring.md."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A moment that proves an answer. `quote` stands in the transcript of `role` within the span; it may be empty
    where the proof is a measurement (a hold, a silence)."""

    start: float
    end: float
    role: Role
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion's answer. `searched` is the window that an "absent" answer looked through.

    `level` is what a scale question came to, on the scale of its `ScoredCriterion`. `decided_by` is the criterion, the
    system (a condition of the scorecard) or the judge, a language model that the owner has switched on.
    """

    criterion: str
    verdict: Verdict
    confidence: float
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    searched: Span | None = None
    clause: str = ""
    decided_by: DecidedBy = "criterion"
    level: float | None = None

    def signed(self, criterion: str, clause: str) -> "Finding":
        """The same finding, of that criterion and under that clause of the code of practice."""
        return self._as(criterion, clause, self.verdict, self.confidence, self.explanation)

    def weighed(self, confidence: float) -> "Finding":
        """The same finding with another confidence."""
        return self._as(self.criterion, self.clause, self.verdict, confidence, self.explanation)

    def undetermined(self, explanation: str) -> "Finding":
        """No answer, for that reason, with the proof that was found."""
        return self._as(self.criterion, self.clause, Verdict.UNDETERMINED, 0.0, explanation)

    # A call has a hundred of these; dataclasses.replace takes four times as long.
    def _as(self, criterion: str, clause: str, verdict: Verdict, confidence: float, explanation: str) -> "Finding":
        proof, level = (self.evidence, self.searched), self.level
        return Finding(criterion, verdict, confidence, explanation, *proof, clause, self.decided_by, level)


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """A finding in its place on the scorecard, with the weight it carried there.

    `bonus` has the points that it may add to the call's score instead of weighing in its section; `scale` the lowest
    and the highest level of a scale question.
    """

    section: str
    title: str
    weight: float
    critical: bool
    finding: Finding
    bonus: float = 0.0
    scale: tuple[float, float] | None = None

    @property
    def value(self) -> float | None:
        """a = (level − lowest) / (highest − lowest) of a scale question, else None: the verdict says it."""
        if self.scale is None or self.finding.level is None:
            return None
        lowest, highest = self.scale
        return (self.finding.level - lowest) / (highest - lowest)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section's part of the score: `value` is 0 to 1, or None when nothing in it was applicable and determined.

    `inside` names the section that it stands in; None is the call itself.
    """

    section: str
    title: str
    weight: float
    value: float | None
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class AutoFail:
    """A critical criterion was not met. `score_before` is what the call would have scored without it."""

    criterion: str
    target: Literal["call", "section"]
    score_before: float | None
    provisional: bool = True


@dataclass(frozen=True, slots=True)
class SwapChange:
    """A criterion that is answered otherwise once agent and customer are exchanged; a scale has its levels."""

    criterion: str
    as_heard: Verdict
    swapped: Verdict
    as_heard_level: float | None = None
    swapped_level: float | None = None


@dataclass(frozen=True, slots=True)
class SwapCheck:
    """What hangs on who is who in a call whose roles are unsure: scored as if they were certain, either way round.

    `as_heard` and `swapped` are 0 to 100, or None; `changes` has the criteria whose verdicts differ.
    """

    as_heard: float | None
    swapped: float | None
    changes: tuple[SwapChange, ...]


@dataclass(frozen=True, slots=True)
class ScorecardRef:
    """Which scorecard was used, exactly: name, version and sha256 digest of the released file."""

    name: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A call against one scorecard version. `score` and the range are 0 to 100; None when nothing could be scored.

    `swap_check` is there when the roles are unsure.
    """

    scorecard: ScorecardRef
    score: float | None
    score_range: tuple[float, float] | None
    coverage: float | None
    passed: bool | None
    band: str | None
    auto_fail: AutoFail | None
    sections: tuple[SectionScore, ...]
    criteria: tuple[ScoredCriterion, ...]
    flags: tuple[str, ...] = ()
    swap_check: SwapCheck | None = None
