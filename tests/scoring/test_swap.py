"""The swap check: what hangs on who is who, where the roles are unsure."""

from dataclasses import replace
from pathlib import Path

from qa_pipeline.call import Call, Health, HealthIssue, Interruption, Role
from qa_pipeline.finding import Finding, Scored, SwapChange, Verdict
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.scoring.scorer import score
from qa_pipeline.scoring.swap import swapped
from tests.criteria.spoken import SCORECARDS, Lines, call, english
from tests.scoring.cards import small

LONG = " ".join(["word"] * 250)
LINES: Lines = [
    {"customer": "Hello? I moved house."},
    {"agent": "Thank you for calling Acme, this is Ben, how can I help?"},
    {"customer": LONG},
    {"agent": "Is there anything else? Goodbye."},
]


def both_ways(role_confidence: float) -> Scored:
    heard = call(LINES, role_confidence=role_confidence, metrics=measured())
    return score(heard, load_scorecard("inbound_support", SCORECARDS), english(), strict=True)


def measured() -> dict[str, float]:
    """As `dialogue.metrics` would measure the lines, for both sides."""
    return {
        "agent_talk_ratio": 0.22,
        "customer_talk_ratio": 0.76,
        "agent_longest_monologue": 3.6,
        "customer_longest_monologue": 75.0,
        "customer_interruptions": 0.0,
    }


def finding(scored: Scored, criterion: str) -> Finding:
    return next(one.finding for one in scored.criteria if one.finding.criterion == criterion)


def test_sure_roles_need_no_check() -> None:
    assert both_ways(0.8).swap_check is None


def test_unsure_roles_are_flagged_and_checked_both_ways_round() -> None:
    scored = both_ways(0.79)
    assert "role_uncertain" in scored.flags
    assert scored.swap_check is not None
    changes = {change.criterion: change for change in scored.swap_check.changes}
    assert changes["help_offered"] == SwapChange("help_offered", Verdict.MET, Verdict.NOT_MET)
    assert changes["no_long_monologue"] == SwapChange("no_long_monologue", Verdict.MET, Verdict.NOT_MET)
    assert "no_blame" not in changes
    assert scored.swap_check.as_heard == both_ways(1.0).score


def test_the_swapped_score_is_that_of_the_exchanged_call() -> None:
    card = load_scorecard("inbound_support", SCORECARDS)
    exchanged = swapped(call(LINES, metrics=measured()))
    check = both_ways(0.5).swap_check
    assert check is not None
    assert check.swapped == score(exchanged, card, english(), strict=True).score != check.as_heard


def test_a_measured_criterion_that_hangs_on_the_roles_is_undetermined_and_says_why() -> None:
    found = finding(both_ways(0.62), "no_long_monologue")
    assert found.verdict is Verdict.UNDETERMINED
    assert found.explanation == (
        "The machine cannot tell: as heard it is met, with agent and customer exchanged not met, "
        "and who is the agent and who the customer is not sure enough (0.62, below 0.8)."
    )


def test_a_measured_criterion_with_one_answer_either_way_stays() -> None:
    scored = both_ways(0.5)
    assert finding(scored, "no_interrupting").verdict is Verdict.MET
    assert finding(scored, "no_dead_air").verdict is Verdict.MET


def test_a_condition_that_hangs_on_the_roles_leaves_its_criterion_undetermined(tmp_path: Path) -> None:
    condition = "applies_when: [{metric: agent_talk_ratio, at_least: 0.5}]"
    card = small(tmp_path, ("{within: 20}", f"{{within: 20}}\n        {condition}"))
    scored = score(call(LINES, role_confidence=0.5, metrics=measured()), card, english(), strict=True)
    assert finding(scored, "help_offered").verdict is Verdict.UNDETERMINED


def test_where_nobody_speaks_there_is_nothing_to_check() -> None:
    scored = score(call([{"silence": 9.0}], role_confidence=0.0), load_scorecard("inbound_support", SCORECARDS), None)
    assert scored.swap_check is None
    assert "role_uncertain" not in scored.flags


def rich_call() -> Call:
    health = Health((HealthIssue("truncated", "warning", "…"),), {"agent_talk_time": "truncated"})
    heard = call(LINES, metrics={**measured(), "agent_talk_time": 5.0}, health=health)
    return replace(heard, interruptions=(Interruption(2.0, Role.AGENT),))


def test_a_swapped_call_has_everything_of_the_other_side() -> None:
    heard, other = rich_call(), swapped(rich_call())
    assert [turn.role for turn in other.turns] == [turn.role.other for turn in heard.turns]
    assert [one.by for one in other.interruptions] == [Role.CUSTOMER]
    assert other.metrics["agent_longest_monologue"] == 75.0
    assert other.metrics["first_agent_speech"] == heard.turns[0].start
    assert other.metrics["duration"] == heard.metrics["duration"]
    assert dict(other.health.withheld) == {"customer_talk_time": "truncated"}


def test_swapped_twice_a_call_is_as_it_was() -> None:
    assert swapped(swapped(rich_call())) == rich_call()
