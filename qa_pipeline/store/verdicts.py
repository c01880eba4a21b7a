"""A score's verdicts as a line of letters, so that those of a month are counted without reading its findings."""

from collections.abc import Sequence
from hashlib import sha256

from qa_pipeline.finding import ScoredCriterion, Verdict

LETTERS: dict[Verdict, str] = {
    Verdict.MET: "m",
    Verdict.NOT_MET: "n",
    Verdict.NOT_APPLICABLE: "a",
    Verdict.UNDETERMINED: "u",
}


def verdict_line(criteria: Sequence[ScoredCriterion]) -> str:
    """A letter for each criterion, in their order."""
    return "".join(LETTERS[one.finding.verdict] for one in criteria)


def criteria_digest(criteria: Sequence[ScoredCriterion]) -> str:
    """16 hex digits that are alike for two scores whose lines tell of the same criteria in the same order."""
    return sha256("\n".join(one.finding.criterion for one in criteria).encode()).hexdigest()[:16]
