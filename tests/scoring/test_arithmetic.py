"""The arithmetic of scores: cases worked by hand (tests/golden/scores.yaml), and what holds for any marks."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.finding import Verdict
from qa_pipeline.scoring.arithmetic import Mark, tally

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "scores.yaml").read_text(encoding="utf-8"))
SECTIONS = {"a": 50.0, "b": 30.0, "c": 0.5}


def mark(written: str) -> Mark:
    section, weight, verdict, *fails = written.split()
    return Mark(section, float(weight), Verdict(verdict), fails[0] if fails else None)  # type: ignore[arg-type]  # checked by the table


marks = st.lists(
    st.builds(
        Mark,
        section=st.sampled_from(sorted(SECTIONS)),
        weight=st.floats(0.1, 100),
        verdict=st.sampled_from(list(Verdict)),
        fails=st.sampled_from([None, None, None, "call", "section"]),
    ),
    max_size=12,
)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_case_worked_by_hand(case: dict[str, Any]) -> None:
    result = tally(case["sections"], [mark(written) for written in case["marks"]])
    assert result.score == case["score"]
    assert result.before == case["before"]
    assert result.score_range == (tuple(case["range"]) if case["range"] else None)
    assert result.coverage == case["coverage"]
    assert result.sections == case["values"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 25


@given(marks, st.randoms())
def test_the_order_of_criteria_does_not_matter(some: list[Mark], random: Any) -> None:
    shuffled = random.sample(some, len(some))
    one, other = tally(SECTIONS, some), tally(SECTIONS, shuffled)
    assert other.score == pytest.approx(one.score)
    assert other.coverage == pytest.approx(one.coverage)


@given(marks, st.sampled_from(sorted(SECTIONS)), st.floats(0.1, 100), st.sampled_from([None, "call", "section"]))
def test_a_criterion_that_does_not_apply_changes_nothing(
    some: list[Mark], section: str, weight: float, fails: Any
) -> None:
    added = [*some, Mark(section, weight, Verdict.NOT_APPLICABLE, fails)]
    assert tally(SECTIONS, added) == tally(SECTIONS, some)


@given(marks)
def test_a_score_lies_within_its_range(some: list[Mark]) -> None:
    result = tally(SECTIONS, some)
    if result.score is not None:
        assert result.score_range is not None
        worst, best = result.score_range
        assert 0 <= worst <= result.score + 1e-6
        assert result.score <= best + 1e-6 <= 100 + 1e-5


@given(marks)
def test_an_auto_fail_never_raises_a_score(some: list[Mark]) -> None:
    result = tally(SECTIONS, some)
    if result.score is not None and result.before is not None:
        assert result.score <= result.before + 1e-6


@given(marks)
def test_full_coverage_is_a_range_of_one_point(some: list[Mark]) -> None:
    result = tally(SECTIONS, some)
    if result.coverage == 1 and result.score_range is not None:
        assert result.score_range == (result.score, result.score)
