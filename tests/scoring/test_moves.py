"""Why a call is scored otherwise, criterion by criterion."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.finding import Finding, ScorecardRef, Scored, ScoredCriterion, SectionScore, Verdict
from qa_pipeline.scoring.moves import moves, reasons
from qa_pipeline.scoring.scorecard import Scorecard
from tests.scoring.cards import small


@pytest.fixture
def card(tmp_path: Path) -> Scorecard:
    return small(tmp_path)


def criterion(name: str, verdict: Verdict, weight: float = 1.0, **others: object) -> ScoredCriterion:
    level = others.pop("level", None)
    finding = Finding(name, verdict, 1.0, "", level=level)  # type: ignore[arg-type]
    return ScoredCriterion("talk", name, weight, False, finding, **others)  # type: ignore[arg-type]


def scored(*criteria: ScoredCriterion, score: float | None = 50.0, section: float = 1.0) -> Scored:
    sections = (SectionScore("talk", "Talk", section, 0.5),)
    return Scored(ScorecardRef("small", 1, "0" * 64), score, None, 1.0, False, "low", None, sections, criteria)


MET, NOT_MET, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE
UNDETERMINED = Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([criterion("a", MET)], [criterion("a", MET)], []),
        ([criterion("a", MET)], [criterion("a", NOT_MET)], ["a: met → not met"]),
        ([criterion("a", MET, 1)], [criterion("a", MET, 2.5)], ["weight of a: 1 → 2.5"]),
        ([criterion("a", UNDETERMINED, 1)], [criterion("a", UNDETERMINED, 2)], []),
        ([], [criterion("a", NOT_MET)], ["a is new: not met"]),
        ([], [criterion("a", NOT_APPLICABLE)], []),
        ([criterion("a", MET)], [], ["a is gone: it was met"]),
        ([criterion("a", MET, bonus=2.0)], [criterion("a", MET, bonus=3.0)], ["bonus of a: 2 → 3"]),
        (
            [criterion("a", NOT_MET, level=1.0)],
            [criterion("a", NOT_MET, level=5.0)],
            ["level of a: not met (level 1) → not met (level 5)"],
        ),
        ([criterion("a", NOT_MET)], [replace(criterion("a", NOT_MET), critical=True)], ["critical of a: no → yes"]),
    ],
)
def test_each_reason_is_told_in_words(
    card: Scorecard, before: list[ScoredCriterion], after: list[ScoredCriterion], expected: list[str]
) -> None:
    assert [str(one) for one in reasons(card, card, scored(*before), scored(*after))] == expected


def test_weights_of_sections_and_the_pass_mark_are_reasons_too(card: Scorecard) -> None:
    new = card.model_copy(update={"pass_mark": 90.0})
    found = reasons(card, new, scored(criterion("a", MET)), scored(criterion("a", MET), section=3.0))
    assert list(map(str, found)) == ["weight of the section talk: 1 → 3", "pass mark of the scorecard: 80 → 90"]


def test_a_call_moves_with_its_score_pass_state_or_band() -> None:
    one = scored(criterion("a", MET))
    assert not moves(one, replace(one, coverage=0.5))
    for other in (replace(one, score=51.0), replace(one, passed=True), replace(one, band="high")):
        assert moves(one, other)
