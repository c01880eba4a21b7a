"""How far an answer is to be trusted: the share of such answers that were right on labelled calls.

`callqa calibrate` fits it and writes `scorecards/trust/<version>.yaml`; docs/meaning.md explains the figures.
"""

import math
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.documents import read_document, suggest
from qa_pipeline.language.validation import validated

Share = Annotated[float, Field(ge=0, le=1)]
EDGE = 0.01
"""A confidence counts as at least so far from 0 and 1: beyond, its logarithm would drown everything else."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slope(_Strict):
    """How much the log-odds of a confidence count, and how much more where the answer is `met`."""

    all: float
    met: float


class Trusted(_Strict):
    """One criterion: the log-odds that its answers, and those of one verdict, have beyond the mean, and what they were
    worth on calls held out (`right` of all `answers`; of those given, `coverage` and `risk`; risk by coverage).

    `reviewed` of the answers were held against what people said of stored calls, `reviewed_right` of these were right.
    """

    offset: float
    verdicts: dict[Verdict, float]
    answers: int = Field(ge=0)
    right: Share
    reviewed: int = Field(0, ge=0)
    reviewed_right: Share | None = None
    coverage: Share
    risk: Share
    curve: list[tuple[Share, Share]]


class Trust(_Strict):
    """What of an answer's log-odds of being right hangs on the criterion, the verdict, the language and the confidence.

    An answer that is right less often than `least_right` is not given. `heads` is the fitting of the heads of meaning
    whose answers were judged; `counts` has the labelled answers and the reviewed ones, apart.
    """

    version: int = Field(ge=1)
    heads: int = Field(ge=1)
    fitted_on: list[str]
    counts: dict[str, int] = Field(default_factory=dict)
    least_right: Share
    bias: float
    slope: Slope
    languages: dict[str, float]
    criteria: dict[str, Trusted]

    def right(self, finding: Finding, language: str) -> float | None:
        """How likely the answer is to be right, 0 to 1; None of a criterion that nothing is known of."""
        known = self.criteria.get(finding.criterion)
        if known is None or finding.verdict is Verdict.UNDETERMINED:
            return None
        by_place = self.bias + self.languages.get(language, 0.0) + known.offset
        by_verdict = known.verdicts.get(finding.verdict, 0.0)
        slope = self.slope.all + (self.slope.met if finding.verdict is Verdict.MET else 0.0)
        return 1 / (1 + math.exp(-(by_place + by_verdict + slope * log_odds(finding.confidence))))

    def weighed(self, finding: Finding, language: str) -> Finding:
        """The answer with that likelihood as its confidence, or `undetermined` where it is too small."""
        right = self.right(finding, language)
        if right is None:
            return finding
        if right >= self.least_right:
            return finding.weighed(round(right, 3))
        text = (
            f"The machine cannot tell surely enough: of such answers about {right:.0%} are right. "
            f"What it found: {finding.explanation}"
        )
        return finding.undetermined(text)


def log_odds(confidence: float) -> float:
    """The natural logarithm of a confidence's odds."""
    kept = min(1 - EDGE, max(EDGE, confidence))
    return math.log(kept / (1 - kept))


def load_trust(path: Path) -> Trust:
    """What a fitting wrote; raises ScorecardError naming file, line, key, what was found and what is allowed."""
    document = read_document(path)
    trust = validated(Trust, document)
    for name in trust.criteria:
        if name not in CRITERIA:
            raise document.error(("criteria", name), name, suggest(name, CRITERIA))
    return trust
