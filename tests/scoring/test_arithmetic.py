"""The arithmetic of scores: cases worked by hand (tests/golden/scores.yaml), and what holds for any marks."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.finding import Verdict
from qa_pipeline.scoring.arithmetic import Mark, Tally, tally

CASES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "scores.yaml").read_text(encoding="utf-8"))
SECTIONS = {"a": 50.0, "b": 30.0, "b1": 2.0, "b2": 0.3, "c": 0.5}
INSIDE = {"b1": "b", "b2": "b"}
LEAVES = ["a", "b1", "b2", "c"]


def mark(written: str) -> Mark:
    section, weight, verdict, *more = written.split()
    named = {key: float(value) for key, equals, value in (one.partition("=") for one in more) if equals}
    fails = next((one for one in more if "=" not in one), None)
    value, bonus = named.get("value"), named.get("bonus", 0.0)
    return Mark(section, float(weight), Verdict(verdict), fails, value, bonus)  # type: ignore[arg-type]  # checked by the table


def tally_of(some: list[Mark]) -> Tally:
    return tally(SECTIONS, some, INSIDE)


determined = st.sampled_from([Verdict.MET, Verdict.NOT_MET])
places, weights, fails = st.sampled_from(LEAVES), st.floats(0.1, 100), st.sampled_from([None, None, "call", "section"])
questions = st.builds(Mark, section=places, weight=weights, verdict=st.sampled_from(list(Verdict)), fails=fails)
scales = st.builds(Mark, section=places, weight=weights, verdict=determined, fails=fails, value=st.floats(0, 1))
bonuses = st.builds(
    Mark, section=places, weight=st.just(0.0), verdict=st.sampled_from(list(Verdict)), bonus=st.floats(0.1, 100)
)
marks = st.lists(questions | scales | bonuses, max_size=12)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_case_worked_by_hand(case: dict[str, Any]) -> None:
    result = tally(case["sections"], [mark(written) for written in case["marks"]], case.get("inside", {}))
    assert result.score == case["score"]
    assert result.before == case["before"]
    assert result.score_range == (tuple(case["range"]) if case["range"] else None)
    assert result.coverage == case["coverage"]
    assert result.sections == case["values"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@given(marks, st.randoms())
def test_the_order_of_criteria_does_not_matter(some: list[Mark], random: Any) -> None:
    shuffled = random.sample(some, len(some))
    assert_alike(tally_of(some), tally_of(shuffled))


@given(marks, st.permutations(list(SECTIONS)))
def test_the_order_of_sections_does_not_matter(some: list[Mark], order: list[str]) -> None:
    reordered = tally({name: SECTIONS[name] for name in order}, some, dict(reversed(INSIDE.items())))
    assert_alike(tally_of(some), reordered)


def assert_alike(one: Tally, other: Tally) -> None:
    for figure in ("score", "before", "coverage", "score_range"):
        assert getattr(other, figure) == pytest.approx(getattr(one, figure), abs=2e-6)
    assert dict(other.sections) == pytest.approx(dict(one.sections), abs=2e-6)


@given(marks, questions | bonuses)
def test_a_criterion_that_does_not_apply_changes_nothing(some: list[Mark], added: Mark) -> None:
    moot = replace(added, verdict=Verdict.NOT_APPLICABLE)
    assert tally_of([*some, moot]) == tally_of(some)


@given(marks)
def test_a_score_lies_within_its_range(some: list[Mark]) -> None:
    result = tally_of(some)
    if result.score is not None:
        assert result.score_range is not None
        worst, best = result.score_range
        assert 0 <= worst <= result.score + 1e-6
        assert result.score <= best + 1e-6 <= 100 + 1e-5


@given(marks)
def test_an_auto_fail_never_raises_a_score(some: list[Mark]) -> None:
    result = tally_of(some)
    if result.score is not None and result.before is not None:
        assert result.score <= result.before + 1e-6


@given(marks)
def test_full_coverage_is_a_range_of_one_point(some: list[Mark]) -> None:
    result = tally_of(some)
    open_bonus = any(mark.bonus and mark.verdict is Verdict.UNDETERMINED for mark in some)
    if result.coverage == 1 and result.score_range is not None and not open_bonus:
        assert result.score_range == (result.score, result.score)


@given(marks, bonuses)
def test_a_bonus_never_lowers_a_score_and_never_takes_it_above_100(some: list[Mark], bonus: Mark) -> None:
    before, after = tally_of(some), tally_of([*some, bonus])
    assert (before.score is None) == (after.score is None)
    assert (before.coverage, before.sections) == (after.coverage, after.sections)
    if before.score is not None and after.score is not None:
        assert before.score <= after.score <= 100


@given(st.lists(questions | scales, max_size=12))
def test_a_section_alone_inside_another_is_that_section(some: list[Mark]) -> None:
    """Wrapping every section in one of the same weight changes no number."""
    leaves = {name: SECTIONS[name] for name in LEAVES}
    wrapped = {**{f"around_{name}": weight for name, weight in leaves.items()}, **dict.fromkeys(LEAVES, 7.0)}
    flat, nested = tally(leaves, some), tally(wrapped, some, {name: f"around_{name}" for name in LEAVES})
    assert (nested.score, nested.before, nested.coverage) == pytest.approx(
        (flat.score, flat.before, flat.coverage), abs=2e-6
    )
