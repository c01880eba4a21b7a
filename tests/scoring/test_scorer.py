"""A call against a scorecard: conditions, proof, auto-fail, bands, flags."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.call import CallMetadata, Health, HealthIssue, Role
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.dialogue.metrics import measure
from qa_pipeline.finding import AutoFail, Evidence, Finding, Scored, ScoredCriterion, Verdict
from qa_pipeline.scoring import scorer
from qa_pipeline.scoring.conditions import METRICS
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.scoring.scorer import UnprovenQuote, score
from tests.criteria.spoken import SCORECARDS, Lines, call, english
from tests.scoring.cards import small

GOOD: Lines = [{"agent": "Hello, how can I help you?"}, {"customer": "I moved house."}, {"agent": "Lovely."}]
BLAMED: Lines = [*GOOD, {"agent": "It is your own fault."}]
CARD_ASKED: Lines = [*GOOD, {"agent": "What's your full card number?"}]


def of(scored: Scored, criterion: str) -> ScoredCriterion:
    return next(one for one in scored.criteria if one.finding.criterion == criterion)


def test_a_call_is_scored_by_weight(tmp_path: Path) -> None:
    scored = score(call(BLAMED), small(tmp_path), english(), strict=True)
    # talk: 3 of 4 → 0.75 at weight 60; safety: 1 at weight 40
    assert scored.score == 85
    assert scored.score_range == (85, 85)
    assert [section.value for section in scored.sections] == [0.75, 1]
    assert (scored.passed, scored.band, scored.coverage) == (True, "high", 1)
    assert of(scored, "help_offered").finding.clause == "standards.attitude"
    assert scored.scorecard == small(tmp_path).ref


def test_a_call_in_a_language_without_a_pack_gets_no_score(tmp_path: Path) -> None:
    scored = score(call(GOOD, language="sv"), small(tmp_path), None)
    assert (scored.score, scored.passed, scored.band) == (None, None, None)
    assert scored.score_range == (0, 100)
    assert scored.coverage == 0


def test_an_auto_fail_of_the_call_brings_it_to_zero_provisionally(tmp_path: Path) -> None:
    scored = score(call(CARD_ASKED), small(tmp_path), english(), strict=True)
    assert scored.auto_fail == AutoFail("no_card_data_aloud", "call", 60, provisional=True)
    assert (scored.score, scored.passed, scored.band) == (0, False, "low")


def test_an_auto_fail_of_a_section_fails_the_call_whatever_its_score(tmp_path: Path) -> None:
    card = small(
        tmp_path, ("critical: true", "critical: true\n        auto_fail: section"), ("pass_mark: 80", "pass_mark: 50")
    )
    scored = score(call(CARD_ASKED), card, english(), strict=True)
    assert scored.auto_fail == AutoFail("no_card_data_aloud", "section", 60)
    assert (scored.score, scored.passed) == (60, False)


def test_the_pass_mark_itself_passes(tmp_path: Path) -> None:
    card = small(tmp_path, ("pass_mark: 80", "pass_mark: 85"))
    assert score(call(BLAMED), card, english()).passed is True


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("{metadata: queue, is: [Billing]}", {"metadata": CallMetadata(queue="billing")}, "asked"),
    ("{metadata: queue, is: [billing]}", {"metadata": CallMetadata(queue="sales")}, "not_applicable"),
    ("{metadata: queue, is: [billing]}", {}, "undetermined"),
    ("{metadata: queue, is_not: [billing]}", {"metadata": CallMetadata(queue="sales")}, "asked"),
    ("{metadata: direction, is: [outbound]}", {"metadata": CallMetadata(direction="inbound")}, "not_applicable"),
    ("{language: [en, fi]}", {"language": "en-GB"}, "asked"),
    ("{language: [fi]}", {}, "not_applicable"),
    ("{metric: duration, at_least: 2}", {}, "asked"),
    ("{metric: duration, at_least: 2, at_most: 3}", {}, "not_applicable"),
    ("{metric: duration, at_most: 4}", {"metrics": {"duration": None}}, "undetermined"),
    ("{metric: duration, at_most: 400}", {"health": Health(withheld={"duration": "truncated"})}, "undetermined"),
    ("{criterion: no_blame, verdict: [not_met]}", {}, "not_applicable"),
    ("{criterion: no_blame, verdict: [met]}", {}, "asked"),
    ("{criterion: no_blame, verdict: [met]}", {"language": "sv"}, "undetermined"),
]


@pytest.mark.parametrize(("condition", "known", "expected"), CASES)
def test_a_criterion_is_asked_only_when_it_applies(
    tmp_path: Path, condition: str, known: dict[str, Any], expected: str
) -> None:
    card = small(tmp_path, ("{within: 20}", f"{{within: 20}}\n        applies_when: [{condition}]"))
    finding = of(score(call(GOOD, **known), card, english()), "help_offered").finding
    if expected == "asked":
        assert finding.decided_by == "criterion"
    else:
        assert (finding.verdict, finding.decided_by) == (expected, "system")
        assert "applies only when" in finding.explanation


def test_one_false_condition_settles_it_though_another_is_unknown(tmp_path: Path) -> None:
    conditions = "[{metadata: queue, is: [billing]}, {language: [fi]}]"
    card = small(tmp_path, ("{within: 20}", f"{{within: 20}}\n        applies_when: {conditions}"))
    assert of(score(call(GOOD), card, english()), "help_offered").finding.verdict is Verdict.NOT_APPLICABLE


def _lying(*_args: object, **_parameters: object) -> Finding:
    return Finding("no_blame", Verdict.NOT_MET, 1.0, "…", (Evidence(0.0, 2.0, Role.AGENT, "you fool"),))


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**CRITERIA, "no_blame": replace(CRITERIA["no_blame"], ask=_lying)}
    monkeypatch.setattr(scorer, "CRITERIA", changed)


@pytest.mark.usefixtures("lying")
def test_a_quote_that_was_not_said_makes_the_finding_undetermined(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finding = of(score(call(GOOD), small(tmp_path), english()), "no_blame").finding
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.evidence == ()
    assert "no_blame of " in caplog.text
    assert "you fool" not in caplog.text  # what people said is not logged


@pytest.mark.usefixtures("lying")
def test_a_quote_that_was_not_said_stops_a_strict_scoring(tmp_path: Path) -> None:
    with pytest.raises(UnprovenQuote, match="no_blame"):
        score(call(GOOD), small(tmp_path), english(), strict=True)


FLAGS: list[tuple[Lines, dict[str, Any], Sequence[str]]] = [
    (GOOD, {}, []),
    (CARD_ASKED, {}, ["auto_fail"]),
    ([{"agent": "It is your own fault."}], {}, ["below_pass_mark"]),
    (
        GOOD,
        {"role_confidence": 0.5},
        ["pass_uncertain", "critical_undetermined", "undetermined", "low_coverage", "role_uncertain"],
    ),
    (
        GOOD,
        {"language_confidence": 0.5, "language": "sv"},
        ["pass_uncertain", "critical_undetermined", "undetermined", "low_coverage", "language_uncertain"],
    ),
    (
        [{"silence": 9.0}],
        {"language": "", "language_confidence": 0.0, "role_confidence": 0.0},
        ["pass_uncertain", "critical_undetermined", "undetermined", "low_coverage"],
    ),
    (
        GOOD,
        {"language": "sv"},
        [
            *("pass_uncertain", "critical_undetermined", "undetermined", "low_coverage"),
            *("no_language_pack", "language_unsupported"),
        ],
    ),
    (
        GOOD,
        {"health": Health((HealthIssue("noisy", "info", "…"), HealthIssue("clipping", "warning", "…", 0)))},
        ["health:clipping"],
    ),
    (
        GOOD,
        {"health": Health((HealthIssue("clipping", "error", "…", 0), HealthIssue("clipping", "warning", "…", 1)))},
        ["health:clipping"],
    ),
]


@pytest.mark.parametrize(("lines", "known", "flags"), FLAGS)
def test_a_call_is_flagged_for_what_a_person_should_look_at(
    tmp_path: Path, lines: Lines, known: dict[str, Any], flags: list[str]
) -> None:
    assert list(score(call(lines, **known), small(tmp_path), english()).flags) == flags


def test_a_language_that_the_scorecard_is_not_for_is_flagged(tmp_path: Path) -> None:
    card = small(tmp_path, ("languages: [en]", "languages: [fi]"))
    assert score(call(GOOD), card, english()).flags == ("language_unsupported",)


def test_every_finding_of_the_default_scorecard_is_proven() -> None:
    lines: Lines = [
        {"agent": "Thank you for calling Acme, this is Ben. This call is recorded for training. How can I help?"},
        {"customer": "My name is Anna Doyle. You charged me twice, and I'm really upset about it!"},
        {"agent": "I'm so sorry about that, Anna, I understand how frustrating it is. Your account number, please?"},
        {"customer": "It's one two three."},
        {"agent": "So you were charged twice, is that right? May I put you on hold while I check?"},
        {"customer": "Yes."},
        {"hold": 30},
        {"agent": "Thank you for holding. I've refunded the second payment. Your reference number is four two seven."},
        {"customer": "Good."},
        {"agent": "A refund takes three to five working days. I will call you back on Friday. Does that settle it?"},
        {"customer": "Yes, perfect."},
        {"agent": "So to sum up, the refund is on its way. Is there anything else? Thank you for calling, goodbye."},
    ]
    heard = call(lines)
    scored = score(heard, load_scorecard("inbound_support", SCORECARDS), english(), strict=True)
    assert all(unproven(one.finding, heard) == () for one in scored.criteria)
    assert {one.finding.criterion: one.finding.verdict.value for one in scored.criteria} == {
        **dict.fromkeys((one.finding.criterion for one in scored.criteria), "met"),
        "escalation_offered": "not_applicable",
    }


def test_conditions_know_every_measurement() -> None:
    assert set(METRICS) == set(measure((), (), (), (), (), duration=1.0, lufs=None))
