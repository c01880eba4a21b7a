"""The rules of the criteria that listen for several things: what counts, where, and when nothing had to be said."""

import pytest

from qa_pipeline.call import Health, HealthIssue
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.finding import Finding
from tests.criteria.phrases import PHRASES, few_phrases
from tests.criteria.spoken import Lines, call, find


def ask(criterion: str, lines: Lines, *, probability: float = 0.95, **params: object) -> Finding:
    return find(criterion, call(lines, probability=probability), few_phrases(), **params)


COMPLAINT = ("patient_with_complaint", "complaint_recorded", "reference_given", "prevention_told")
ANSWERED = {
    "complaint_recorded": "The complaint is logged.",
    "reference_given": "Your reference is four.",
    "prevention_told": "It was fed back.",
}


@pytest.mark.parametrize("criterion", COMPLAINT)
def test_without_a_complaint_there_is_nothing_to_handle(criterion: str) -> None:
    lines: Lines = [{"customer": "I moved."}, {"agent": "Calm down. The complaint is logged."}]
    assert ask(criterion, lines).verdict == "not_applicable"


@pytest.mark.parametrize(("criterion", "said"), ANSWERED.items())
def test_a_complaint_is_handled_only_from_then_on(criterion: str, said: str) -> None:
    told: Lines = [{"customer": "I complain."}, {"agent": said}]
    assert ask(criterion, told).verdict == "met"
    assert [one.role for one in ask(criterion, told).evidence] == ["customer", "agent"]
    assert ask(criterion, [{"agent": said}, *told[:1], {"agent": "I see."}]).verdict == "not_met"


@pytest.mark.parametrize("criterion", COMPLAINT)
def test_a_complaint_that_nobody_answers_leaves_it_open(criterion: str) -> None:
    assert ask(criterion, [{"customer": "I complain."}]).verdict == "undetermined"


CUT: Lines = [
    {"customer": "I complain about the"},
    {"agent interrupts": "What is your number please?"},
    {"customer": "Four."},
]
BEFORE: Lines = [
    {"customer": "It is about the"},
    {"agent interrupts": "What is your number please?"},
    {"customer": "I complain."},
    {"agent": "I see."},
]


@pytest.mark.parametrize(
    ("lines", "limit", "verdict"),
    [
        ([{"customer": "I complain."}, {"agent": "I see."}], 0, "met"),
        ([{"customer": "I complain."}, {"agent": "Calm down."}], 0, "not_met"),
        ([{"agent": "Calm down."}, {"customer": "I complain."}, {"agent": "I see."}], 0, "met"),
        ([{"customer": "My line is down."}, {"agent": "Calm down."}, {"customer": "I complain."}], 0, "not_met"),
        ([{"customer": "I moved."}, {"agent": "Calm down."}, {"customer": "I complain."}], 0, "met"),
        (CUT, 0, "not_met"),
        (CUT, 1, "met"),
        (BEFORE, 0, "met"),
    ],
)
def test_patience_is_neither_impatience_nor_cutting_in(lines: Lines, limit: int, verdict: str) -> None:
    assert ask("patient_with_complaint", lines, limit=limit).verdict == verdict


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([{"customer": "Oh dear."}, {"agent": "That is hard."}], "met"),
        ([{"customer": "Oh."}, {"agent": "That is hard."}, {"customer": "My line is down."}, {"agent": "So."}], "met"),
        ([{"agent": "That is hard."}, {"customer": "My line is down."}, {"agent": "So."}], "not_met"),
        (
            [
                {"customer": "My line is down."},
                {"agent": "The name?"},
                {"customer": "Anna."},
                {"agent": "The street?"},
                {"customer": "Elm Street."},
                {"agent": "That is hard."},
            ],
            "not_met",
        ),
    ],
)
def test_a_feeling_is_acknowledged_soon_after_a_problem_or_before_one_was_found(lines: Lines, verdict: str) -> None:
    assert ask("feeling_acknowledged", lines).verdict == verdict


def test_patience_cannot_be_told_where_cutting_in_cannot_be_heard() -> None:
    lines: Lines = [{"customer": "I complain."}, {"agent": "I see."}]
    health = Health((HealthIssue("fake_stereo", "warning", "…"),), {"agent_interruptions": "fake_stereo"})
    finding = find("patient_with_complaint", call(lines, health=health), few_phrases())
    assert finding.verdict == "undetermined"
    assert "who talked over whom" in finding.explanation


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (["We call you back tomorrow."], "met"),
        (["We call you back.", "On Friday."], "met"),
        (["We call you back.", "Mm-hm.", "On Friday."], "met"),
        (["We call you back.", "Let me look.", "On Friday."], "not_met"),
        (["Tomorrow.", "We call you back."], "not_met"),
        (["We call you back.", "I see.", "We call you back on Friday."], "met"),
        (["Tomorrow."], "not_applicable"),
    ],
)
def test_a_follow_up_has_its_time_with_it_or_right_after(said: list[str], verdict: str) -> None:
    lines: Lines = [line for one in said for line in ({"agent": one}, {"customer": "Well, on Friday?"})]
    assert ask("follow_up_timed", lines).verdict == verdict


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("problem_restated", "So you were charged twice."),
        ("problem_restated", "Twice, is that right?"),
        ("ownership_taken", "Leave it with me."),
        ("expectations_set", "It takes a week."),
    ],
)
def test_what_answers_the_matter_counts_once_it_was_told(criterion: str, said: str) -> None:
    told: Lines = [{"customer": "I was charged twice."}]
    assert ask(criterion, [*told, {"agent": said}]).verdict == "met"
    assert ask(criterion, [{"agent": said}, *told, {"agent": "Well."}]).verdict == "not_met"
    assert ask(criterion, [{"agent": said}]).verdict == "undetermined"


def test_an_mm_hm_of_the_customer_tells_no_matter() -> None:
    lines: Lines = [{"customer": "Mm-hm."}, {"agent": "Leave it with me."}, {"customer": "It is broken."}]
    assert ask("ownership_taken", [*lines, {"agent": "Well."}]).verdict == "not_met"


@pytest.mark.parametrize(
    ("at", "verdict"), [(["I have sent it.", "Bye."], "met"), (["To sum up, Friday."], "met"), (["Bye."], "not_met")]
)
def test_a_summary_or_a_next_step_closes_the_call(at: list[str], verdict: str) -> None:
    lines: Lines = [{"agent": "I have sent it."}, {"silence": 200}, *({"agent": one} for one in at)]
    assert ask("summary_given", lines).verdict == verdict


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([{"agent": "Do you agree?"}, {"customer": "Yes."}], "met"),
        (
            [
                {"agent": "Ten pounds. Do you agree?"},
                {"customer": "Hm."},
                {"agent": "Do you agree?"},
                {"customer": "Yes."},
            ],
            "met",
        ),
        ([{"agent": "Do you agree?"}, {"customer": "Yes."}, {"agent": "Do you agree?"}, {"customer": "No."}], "met"),
        ([{"agent": "Do you agree?"}, {"customer": "No."}, {"agent": "Bye."}, {"customer": "Yes."}], "not_met"),
        ([{"customer": "Yes."}, {"agent": "Do you agree?"}], "not_met"),
        ([{"agent": "Ten pounds."}, {"customer": "Yes."}], "not_met"),
        ([{"agent": "For twelve months."}, {"customer": "Yes."}], "not_met"),
        ([{"agent": "Hello."}, {"customer": "Yes."}], "not_applicable"),
    ],
)
def test_consent_is_a_yes_to_the_question(lines: Lines, verdict: str) -> None:
    assert ask("consent_obtained", lines).verdict == verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (["Your date of birth?", "You owe us ten."], "met"),
        (["Your date of birth? You owe us ten."], "met"),
        (["You owe us ten.", "Your date of birth?"], "not_met"),
        (["You owe us ten."], "not_met"),
        (["Your balance is ten."], "undetermined"),
        (["Your date of birth?", "Your balance is ten."], "not_applicable"),
        (["Your date of birth?"], "not_applicable"),
    ],
)
def test_a_debt_is_told_after_the_check(said: list[str], verdict: str) -> None:
    assert ask("debt_told_after_check", [{"agent": one} for one in said]).verdict == verdict


@pytest.mark.parametrize(
    ("answers", "turns", "verdict"),
    [
        (["Take your time."], 3, "met"),
        (["Pay in instalments, then."], 3, "met"),
        (["That is hard."], 3, "met"),
        (["Well.", "Since when?", "That is hard."], 3, "met"),
        (["Well.", "Since when?", "That is hard."], 2, "not_met"),
        (["Pay by Friday."], 3, "not_met"),
    ],
)
def test_hardship_is_answered_in_the_agents_next_turns(answers: list[str], turns: int, verdict: str) -> None:
    lines: Lines = [{"customer": "I lost my job."}, *({"agent": one} for one in answers)]
    assert ask("hardship_answered", lines, turns=turns).verdict == verdict


def test_without_hardship_nothing_has_to_be_answered() -> None:
    assert ask("hardship_answered", [{"customer": "Fine."}, {"agent": "Well."}]).verdict == "not_applicable"


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("respectful_address", "Well, sweetheart."),
        ("no_pressure", "It is now or never."),
        ("no_threat", "We take you to court."),
    ],
)
def test_what_is_never_said_counts_from_the_agent_alone(criterion: str, said: str) -> None:
    assert ask(criterion, [{"agent": said}]).verdict == "not_met"
    assert ask(criterion, [{"customer": said}, {"agent": "Well."}]).verdict == "met"


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("needs_asked", "What do you need?"),
        ("price_told", "Ten pounds."),
        ("terms_told", "For twelve months."),
        ("payment_offered", "Pay in instalments."),
        ("recording_notice_given", "This call is recorded."),
    ],
)
def test_what_has_to_be_said_counts_from_the_agent_alone(criterion: str, said: str) -> None:
    assert ask(criterion, [{"agent": said}]).verdict == "met"
    assert ask(criterion, [{"customer": said}, {"agent": "Well."}]).verdict == "not_met"


RAISED: Lines = [
    {"customer": "My line is down, I complain, my name is Anna, I lost my job."},
    {"agent": "Ten pounds that you owe us. We call you back."},
    {"silence": 200},
    {"agent": "Well."},
]
LISTENING = sorted(name for name, one in CRITERIA.items() if one.listens and set(one.listens) <= PHRASES.keys())


@pytest.mark.parametrize("criterion", sorted({*LISTENING} - {"price_told", "expectations_set"}))
def test_what_is_missing_among_badly_heard_words_is_undetermined(criterion: str) -> None:
    assert ask(criterion, RAISED, probability=0.4).verdict == "undetermined"
