"""Scale questions, bonus points and inner sections on a scorecard: what is read, refused and found."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.call import Health
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Scored, ScoredCriterion, SwapChange, Verdict
from qa_pipeline.scoring.layout import Level, Scale
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.scoring.scorer import score
from tests.criteria.spoken import Lines, call, english
from tests.scoring.cards import CARD, small

LINES: Lines = [{"agent": "Hello, how can I help you?"}, {"customer": "I moved house."}, {"agent": "Lovely."}]
LEVELS = "[{level: 10, at_most: 0}, {level: 5, at_most: 4}, {level: 1}]"
ENTRY = f"""\
      - name: few_interruptions
        title: Few interruptions
        weight: 4
        scale:
          metric: agent_interruptions
          levels: {LEVELS}
        clause: behaviour.patience
        guidance: Count them.
        coaching: Let them finish.
"""
BEFORE = "  - id: safety\n"
NESTED = """\
  - id: care
    title: Care
    weight: 60
    sections:
      - id: talk
        title: Talk
        weight: 1
        criteria:
          - {name: help_offered, title: H, weight: 1, clause: standards.attitude, guidance: g, coaching: c}
      - id: manner
        title: Manner
        weight: 3
        criteria:
          - {name: no_blame, title: B, weight: 1, clause: ethics.respect, guidance: g, coaching: c}
"""


def card(base: Path, *changes: tuple[str, str]) -> Scorecard:
    """The small card with a scale question, which `changes` alter."""
    entry = ENTRY
    for old, new in changes:
        assert entry.count(old) == 1, old
        entry = entry.replace(old, new)
    return small(base, (BEFORE, entry + BEFORE))


def interrupted(base: Path, times: float | None, *changes: tuple[str, str], role_confidence: float = 1.0) -> Scored:
    heard = call(LINES, metrics={"agent_interruptions": times}, role_confidence=role_confidence)
    return score(heard, card(base, *changes), english(), strict=True)


def of(scored: Scored, criterion: str) -> ScoredCriterion:
    return next(one for one in scored.criteria if one.finding.criterion == criterion)


@pytest.mark.parametrize(
    ("times", "level", "verdict", "value"),
    [(0, 10, "met", 1), (1, 5, "not_met", 4 / 9), (4, 5, "not_met", 4 / 9), (5, 1, "not_met", 0)],
)
def test_a_measurement_comes_to_a_level(tmp_path: Path, times: float, level: float, verdict: str, value: float) -> None:
    one = of(interrupted(tmp_path, times), "few_interruptions")
    assert (one.finding.level, one.finding.verdict, one.scale) == (level, verdict, (1, 10))
    assert one.value == pytest.approx(value)
    assert one.finding.clause == "behaviour.patience"


def test_a_level_counts_its_part_of_the_scale(tmp_path: Path) -> None:
    # talk: (3·1 + 1·1 + 4·4/9) / 8 = 13/18 at weight 60; safety 1 at weight 40
    scored = interrupted(tmp_path, 2)
    assert scored.score == pytest.approx(60 * 13 / 18 + 40, abs=1e-6)
    assert of(scored, "few_interruptions").finding.explanation == (
        "The agent interruptions is 2, which is level 5 (of 1 to 10)."
    )


def test_a_level_from_met_from_on_is_met(tmp_path: Path) -> None:
    change = ("metric: agent_interruptions", "met_from: 5\n          metric: agent_interruptions")
    assert of(interrupted(tmp_path, 4, change), "few_interruptions").finding.verdict is Verdict.MET
    assert of(interrupted(tmp_path, 5, change), "few_interruptions").finding.verdict is Verdict.NOT_MET


def test_what_could_not_be_measured_is_undetermined_and_has_no_level(tmp_path: Path) -> None:
    for heard in (
        call(LINES, metrics={"agent_interruptions": None}),
        call(
            LINES, metrics={"agent_interruptions": 1.0}, health=Health(withheld={"agent_interruptions": "fake_stereo"})
        ),
    ):
        one = of(score(heard, card(tmp_path), english(), strict=True), "few_interruptions")
        assert (one.finding.verdict, one.finding.level, one.value) == (Verdict.UNDETERMINED, None, None)
        assert "The machine cannot tell who talked over whom" in one.finding.explanation


def test_a_level_that_hangs_on_the_roles_is_undetermined(tmp_path: Path) -> None:
    """2 and 9 interruptions are both not met, and yet 5 and 1."""
    heard = call(LINES, metrics={"agent_interruptions": 2.0, "customer_interruptions": 9.0}, role_confidence=0.5)
    scored = score(heard, card(tmp_path), english(), strict=True)
    assert scored.swap_check is not None
    change = SwapChange("few_interruptions", Verdict.NOT_MET, Verdict.NOT_MET, 5, 1)
    assert change in scored.swap_check.changes
    found = of(scored, "few_interruptions").finding
    assert (found.verdict, found.level) == (Verdict.UNDETERMINED, None)
    assert "as heard it is level 5 (not met), with agent and customer exchanged level 1" in found.explanation


@pytest.mark.parametrize(
    ("metric", "confidence"),
    [("agent_interruptions", 0.9), ("hold_count", 0.6), ("longest_silence", 1.0), ("first_agent_speech", 0.9)],
)
def test_a_level_is_as_sure_as_what_it_is_measured_on(tmp_path: Path, metric: str, confidence: float) -> None:
    heard = call([*LINES, {"hold": 9.0}], metrics={metric: 3.0}, role_confidence=0.9)
    heard = replace(heard, holds=tuple(replace(one, confidence=0.6) for one in heard.holds))
    scored = score(heard, card(tmp_path, ("agent_interruptions", metric)), english(), strict=True)
    assert of(scored, "few_interruptions").finding.confidence == confidence


def test_a_scale_question_is_asked_only_when_it_applies(tmp_path: Path) -> None:
    change = ("        clause", "        applies_when: [{metric: duration, at_least: 999}]\n        clause")
    one = of(interrupted(tmp_path, 9, change), "few_interruptions")
    assert (one.finding.verdict, one.finding.level) == (Verdict.NOT_APPLICABLE, None)


def test_another_criterion_may_hang_on_a_scale_question(tmp_path: Path) -> None:
    condition = "applies_when: [{criterion: few_interruptions, verdict: [not_met]}]\n        clause: ethics.respect"
    base = small(tmp_path, (BEFORE, ENTRY + BEFORE), ("clause: ethics.respect", condition))
    calm = call(LINES, metrics={"agent_interruptions": 0.0})
    assert of(score(calm, base, english()), "no_blame").finding.verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(("points", "expected"), [(5, 85), (30, 100)])
def test_a_bonus_is_added_to_the_calls_score_up_to_100(tmp_path: Path, points: int, expected: float) -> None:
    bonus = small(
        tmp_path, ("weight: 3", f"bonus: {points}"), ("weight: 60", "weight: 20"), ("weight: 40", "weight: 80")
    )
    scored = score(call([*LINES, {"agent": "It is your own fault."}]), bonus, english(), strict=True)
    # talk: no_blame alone, 0 at weight 20; safety 1 at weight 80
    assert scored.score == expected
    one = of(scored, "help_offered")
    assert (one.weight, one.bonus) == (0, points)


def test_sections_inside_a_section_are_scored_and_named(tmp_path: Path) -> None:
    scored = score(call([*LINES, {"agent": "It is your own fault."}]), nested(tmp_path), english(), strict=True)
    # care: (1·1 + 3·0) / 4 = 0.25 at weight 60; safety 1 at weight 40
    assert scored.score == 55
    assert [(one.section, one.inside, one.value) for one in scored.sections] == [
        ("care", None, 0.25),
        ("talk", "care", 1),
        ("manner", "care", 0),
        ("safety", None, 1),
    ]
    assert [one.section for one in scored.criteria] == ["talk", "manner", "safety"]


def nested(base: Path, change: tuple[str, str] = ("title: Care", "title: Care")) -> Scorecard:
    start, end = CARD.index("  - id: talk"), CARD.index(BEFORE)
    return small(base, (CARD[start:end], NESTED.replace(*change)))


WRONG_SCALES = [
    (("agent_interruptions", "agent_interruption"), "scale.metric", "did you mean 'agent_interruptions'?"),
    (("few_interruptions", "no_profanity"), "name", "a name of the scorecard's own"),
    (("few_interruptions", "few-interruptions"), "name", "small letters, digits and underscores"),
    (("        clause", "        params: {limit: 2}\n        clause"), "params", "none beside 'scale'"),
    (("at_most: 4", "at_most: 0"), "levels.1.at_most", "more than the 0 before it"),
    (("level: 5, at_most: 4", "level: 5"), "levels.1.at_most", "a bound in every level but the last"),
    (("{level: 1}", "{level: 1, at_most: 9}"), "levels.2.at_most", "no bound in the last level"),
    ((LEVELS, "[{level: 1, at_most: 0}, {level: 1}]"), "levels", "at least two different levels"),
    ((LEVELS, "[{level: 1}]"), "levels", "at least 2 items"),
    ((LEVELS, f"{LEVELS}\n          met_from: 11"), "met_from", "above the lowest level 1, up to the highest 10"),
    (("weight: 4", "weight: 4\n        bonus: 2"), "criteria.2", "either 'weight' or 'bonus'"),
    (("        weight: 4\n", ""), "criteria.2", "either 'weight' or 'bonus'"),
    (("weight: 4", "bonus: 101"), "bonus", "less than or equal to 100"),
    (("weight: 4", "bonus: 4\n        critical: true"), "bonus", "a weight, for a criterion that is critical"),
]


@pytest.mark.parametrize(("change", "key", "allowed"), WRONG_SCALES, ids=[row[0][1][:30] for row in WRONG_SCALES])
def test_a_wrong_scale_or_bonus_is_refused(tmp_path: Path, change: tuple[str, str], key: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        card(tmp_path, change)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'small' / '1.yaml'}:"), message
    assert key in message
    assert allowed in message


WRONG_SECTIONS = [
    (("id: manner", "id: talk"), "sections.0.sections.1.id", "no section above has"),
    (("        weight: 3\n", ""), "sections.0.sections.1.weight", "must be given"),
    (("    sections:", "    criteria: []\n    sections:"), "sections.0.criteria", "at least 1 item"),
    (("name: no_blame", "name: no_blme"), "sections.0.sections.1.criteria.0.name", "did you mean 'no_blame'?"),
]


@pytest.mark.parametrize(("change", "key", "allowed"), WRONG_SECTIONS, ids=[row[0][1][:30] for row in WRONG_SECTIONS])
def test_a_wrong_inner_section_is_refused(tmp_path: Path, change: tuple[str, str], key: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        nested(tmp_path, change)
    assert key in str(caught.value)
    assert allowed in str(caught.value)


def test_every_value_has_the_level_of_the_first_bound_that_holds_it() -> None:
    scale = Scale(metric="duration", levels=(Level(level=1, at_most=2), Level(level=9, at_most=4), Level(level=1)))
    assert [scale.level(value) for value in (-1, 2, 2.1, 4, 4.1, 1e9)] == [1, 1, 9, 9, 1, 1]
