"""The numbers of a scorecard's answers, whoever gave them."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.finding import AutoFail, ScoredCriterion, SectionScore, Verdict
from qa_pipeline.scoring.arithmetic import Mark, Tally, tally
from qa_pipeline.scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the answers come to; `passed` and `band` are None where there is no score."""

    tally: Tally
    passed: bool | None
    band: str | None
    auto_fail: AutoFail | None
    sections: tuple[SectionScore, ...]

    @property
    def score(self) -> float | None:
        return self.tally.score


def numbers_of(criteria: Sequence[ScoredCriterion], scorecard: Scorecard) -> Numbers:
    """Work out the numbers of answers that stand in the scorecard's order."""
    weights = {section.id: section.weight for section in scorecard.all_sections}
    found = tally(weights, _marks(criteria, scorecard), scorecard.inside)
    auto_fail = _auto_fail(criteria, scorecard, found)
    return Numbers(
        tally=found,
        passed=None if found.score is None else found.score >= scorecard.pass_mark and auto_fail is None,
        band=None if found.score is None else scorecard.band(found.score),
        auto_fail=auto_fail,
        sections=_sections(scorecard, found),
    )


def _marks(criteria: Sequence[ScoredCriterion], scorecard: Scorecard) -> list[Mark]:
    return [
        Mark(one.section, one.weight, one.finding.verdict, entry.fails, one.value, one.bonus)
        for entry, one in zip(scorecard.entries, criteria, strict=True)
    ]


def _sections(scorecard: Scorecard, found: Tally) -> tuple[SectionScore, ...]:
    return tuple(
        SectionScore(
            section.id, section.title, section.weight, found.sections[section.id], scorecard.inside.get(section.id)
        )
        for section in scorecard.all_sections
    )


def _auto_fail(criteria: Sequence[ScoredCriterion], scorecard: Scorecard, found: Tally) -> AutoFail | None:
    """The auto-fail that weighs most: one of the call before one of a section, then the scorecard's order."""
    failing = [
        AutoFail(entry.name, entry.fails, found.before)
        for entry, one in zip(scorecard.entries, criteria, strict=True)
        if entry.fails is not None and one.finding.verdict is Verdict.NOT_MET
    ]
    return min(failing, key=lambda one: one.target != "call", default=None)
