"""What a criterion does when it cannot tell: no pack, unsure roles, withheld measurements, badly heard words."""

from dataclasses import replace

import pytest

from qa_pipeline.call import Call, Health, HealthIssue
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.words import measured
from qa_pipeline.finding import Verdict
from tests.criteria.spoken import call, english, find, turn

GREETING: list[dict[str, str | float]] = [
    {"agent": "Thank you for calling Acme, this is Ben, how can I help?"},
    {"customer": "I moved house."},
]
MEASURED = ("answered_in_time", "talk_ratio_in_range", "no_interrupting", "no_long_monologue", "no_dead_air")
WORDED = sorted(set(CRITERIA) - {*MEASURED, "hold_within_limits"})
HOLDS = ("hold_permission_asked", "hold_reason_given", "hold_thanks", "hold_within_limits")


@pytest.mark.parametrize("criterion", [name for name in WORDED if name not in HOLDS])
def test_without_a_language_pack_wording_is_undetermined(criterion: str) -> None:
    finding = find(criterion, call(GREETING, language="sv"), None)
    assert finding.verdict is Verdict.UNDETERMINED
    assert "no language pack" in finding.explanation


@pytest.mark.parametrize("criterion", WORDED)
def test_a_pack_of_another_language_is_none(criterion: str) -> None:
    lines: list[dict[str, str | float]] = [*GREETING, {"hold": 20}, {"agent": "Thank you for holding."}]
    assert find(criterion, call(lines, language="fi"), english()).verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("criterion", MEASURED)
def test_without_a_language_pack_measurements_still_tell(criterion: str) -> None:
    assert find(criterion, call(GREETING, language="sv"), None).verdict is Verdict.MET


@pytest.mark.parametrize("criterion", HOLDS)
def test_without_a_hold_no_wording_is_needed(criterion: str) -> None:
    assert find(criterion, call(GREETING, language="sv"), None).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("criterion", [name for name in WORDED if name not in HOLDS])
def test_unsure_roles_leave_wording_undetermined(criterion: str) -> None:
    finding = find(criterion, call(GREETING, role_confidence=0.79), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert "not sure enough (0.79, below 0.8)" in finding.explanation


@pytest.mark.parametrize("criterion", [name for name in WORDED if name not in HOLDS])
def test_an_unsure_language_leaves_wording_undetermined(criterion: str) -> None:
    finding = find(criterion, call(GREETING, language_confidence=0.5), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert "not sure enough that the call is in 'en' (0.50, below" in finding.explanation


@pytest.mark.parametrize("criterion", MEASURED)
def test_in_an_unsure_language_measurements_still_tell(criterion: str) -> None:
    assert find(criterion, call(GREETING, language_confidence=0.1), english()).verdict is Verdict.MET


def test_roles_lower_the_confidence() -> None:
    sure, unsure = (find("help_offered", call(GREETING, role_confidence=c), english()) for c in (1.0, 0.9))
    assert sure.confidence == pytest.approx(0.95)
    assert unsure.confidence == pytest.approx(0.95 * 0.9)


def test_the_least_sure_shown_words_set_the_confidence() -> None:
    finding = find("help_offered", call(GREETING, probability=0.6), english())
    assert finding.verdict is Verdict.MET
    assert finding.confidence == pytest.approx(0.6)


def test_what_is_missing_among_badly_heard_words_is_undetermined() -> None:
    finding = find("help_offered", call([{"agent": "Acme, hello there."}], probability=0.4), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert "mean probability 0.40" in finding.explanation


@pytest.mark.parametrize(
    ("criterion", "metric"),
    [
        ("answered_in_time", "first_agent_speech"),
        ("talk_ratio_in_range", "agent_talk_ratio"),
        ("no_interrupting", "agent_interruptions"),
        ("no_long_monologue", "agent_longest_monologue"),
        ("no_dead_air", "longest_dead_air"),
        ("hold_permission_asked", "hold_count"),
    ],
)
def test_a_withheld_measurement_says_what_cannot_be_told_and_why(criterion: str, metric: str) -> None:
    health = Health((HealthIssue("dead_channel", "error", "…", 0),), {metric: "dead_channel"})
    finding = find(criterion, call(GREETING, health=health), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.explanation == f"The machine cannot tell {measured(metric)}: one side of the call was not recorded."


def test_a_measurement_that_could_not_be_made_is_told_in_words() -> None:
    finding = find("answered_in_time", call([{"customer": "Hello? Hello?"}]), english())
    assert finding.explanation == "The machine cannot tell when the agent first spoke: it could not be measured."


def test_a_mono_file_is_no_fault_that_takes_the_agent_away() -> None:
    health = Health((HealthIssue("single_channel", "info", "…"),))
    finding = find("help_offered", call([{"customer": "Hello? Hello?"}], health=health), english())
    assert finding.explanation == "The machine cannot tell: no word of the agent was heard."


def test_a_call_without_the_agent_names_the_recordings_faults() -> None:
    health = Health((HealthIssue("dead_channel", "error", "…", 0),))
    finding = find("help_offered", call([{"customer": "Hello? Hello?"}], health=health), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.explanation.endswith("no word of the agent was heard, for one side of the call was not recorded.")


@pytest.mark.parametrize("criterion", ["anything_else", "thanks_given", "goodbye_said"])
def test_a_recording_that_was_cut_off_has_no_end_to_judge(criterion: str) -> None:
    health = Health((HealthIssue("truncated", "warning", "…"),))
    finding = find(criterion, call(GREETING, health=health), english())
    assert finding.verdict is Verdict.UNDETERMINED
    assert "the recording breaks off" in finding.explanation


def test_an_absent_answer_says_where_it_looked() -> None:
    heard: Call = call([{"silence": 2}, {"agent": "Hello."}, {"customer": "Hi."}, {"silence": 90}, {"agent": "Yes."}])
    finding = find("help_offered", heard, english(), within=30.0)
    assert finding.searched is not None
    assert (finding.searched.start, finding.searched.end) == (2.0, 32.0)


def test_a_turn_that_only_listens_does_not_use_up_the_chance_to_acknowledge() -> None:
    lines = [{"customer": "It is so frustrating."}, *[{"agent": "Mm-hm."}, {"customer": "Yes."}] * 3]
    heard = call([*lines, {"agent": "I understand how frustrating that is."}])
    assert find("feeling_acknowledged", heard, english()).verdict is Verdict.MET


def test_no_words_of_an_unknown_speaker_count() -> None:
    heard = call(GREETING)
    stranger = replace(turn(heard.turns[0].role, "Damn."), role=heard.turns[0].role.UNKNOWN)
    assert find("no_profanity", replace(heard, turns=(*heard.turns, stranger)), english()).verdict is Verdict.MET
