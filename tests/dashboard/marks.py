"""Scores for the call of dialogue.py: a pass with an open question, an uncertain pass, and a provisional auto-fail."""

from dataclasses import replace

from qa_pipeline.call import Role, Span
from qa_pipeline.finding import (
    AutoFail,
    Evidence,
    Finding,
    ScorecardRef,
    Scored,
    ScoredCriterion,
    SectionScore,
    SwapChange,
    SwapCheck,
    Verdict,
)

A, C = Role.AGENT, Role.CUSTOMER
MET, NOT_MET, OPEN, MOOT = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE

APOLOGY = Evidence(13.2, 15.3, A, "I am sorry to hear that,")

SECTIONS = (
    SectionScore("opening", "Opening", 1.0, 1.0),
    SectionScore("empathy", "Empathy", 2.0, 1.0),
    SectionScore("hold", "Hold", 1.0, 0.5),
    SectionScore("resolution", "Resolution", 2.0, 1.0),
    SectionScore("confidentiality", "Confidentiality", 1.0, 1.0),
    SectionScore("closing", "Closing", 1.0, 1.0),
)


def found(
    name: str, verdict: Verdict, confidence: float, explanation: str, *proof: Evidence, searched: Span | None = None
) -> Finding:
    return Finding(name, verdict, confidence, explanation, proof, searched, clause="communication.courtesy")


CRITERIA = (
    ScoredCriterion(
        "opening",
        "Company named",
        1.0,
        False,
        found(
            "company_named", MET, 0.97, "The greeting names the company.", Evidence(1.7, 4.0, A, "Northwind Energy,")
        ),
    ),
    ScoredCriterion(
        "opening",
        "Help offered",
        1.0,
        False,
        found("help_offered", MET, 0.94, "The agent offers help.", Evidence(4.7, 6.4, A, "how can I help you today?")),
    ),
    ScoredCriterion(
        "empathy",
        "Apology given",
        2.0,
        False,
        found("apology_given", MET, 0.96, "The agent apologises 0.6 s after the complaint.", APOLOGY),
    ),
    ScoredCriterion(
        "empathy",
        "Feeling acknowledged",
        1.0,
        False,
        found(
            "feeling_acknowledged",
            OPEN,
            0.52,
            "“I understand how annoying” may answer the customer's “quite upset”; the words were hard to hear.",
            Evidence(10.0, 12.6, C, "quite upset about it."),
            Evidence(15.3, 17.4, A, "I understand how annoying a"),
        ),
    ),
    ScoredCriterion(
        "hold",
        "Permission asked",
        1.0,
        False,
        found(
            "hold_permission_asked",
            MET,
            0.98,
            "Asked before the hold.",
            Evidence(38.6, 40.6, A, "May I put you on hold"),
            Evidence(44.5, 61.0, Role.UNKNOWN),
        ),
    ),
    ScoredCriterion(
        "hold",
        "No dead air",
        1.0,
        False,
        found("no_dead_air", NOT_MET, 0.9, "5.5 s of silence that no hold explains.", Evidence(78.6, 84.1, A)),
    ),
    ScoredCriterion(
        "resolution",
        "Next step given",
        2.0,
        False,
        found(
            "next_step_given", MET, 0.91, "A refund with a date.", Evidence(68.9, 71.6, A, "You will have the money")
        ),
    ),
    ScoredCriterion(
        "resolution",
        "Resolution confirmed by the customer",
        1.0,
        False,
        found(
            "resolution_confirmed",
            NOT_MET,
            0.71,
            "Nothing in the last 19 s confirms that the problem is solved.",
            searched=Span(74.0, 93.4),
        ),
    ),
    ScoredCriterion(
        "resolution",
        "Escalation offered",
        1.0,
        False,
        found("escalation_offered", MOOT, 0.99, "Nobody asked for a supervisor."),
    ),
    ScoredCriterion(
        "confidentiality",
        "No card data aloud",
        1.0,
        True,
        found("no_card_data_aloud", MET, 0.99, "No card number or security code is spoken.", searched=Span(0.0, 94.0)),
    ),
    ScoredCriterion(
        "closing",
        "Goodbye said",
        1.0,
        False,
        found("goodbye_said", MET, 0.99, "The agent says goodbye.", Evidence(92.8, 93.4, A, "Goodbye.")),
    ),
)

PASSED = Scored(
    scorecard=ScorecardRef("inbound_support", 1, "0" * 64),
    score=87.5,
    score_range=(83.3, 88.9),
    coverage=0.92,
    passed=True,
    band="meets",
    auto_fail=None,
    sections=SECTIONS,
    criteria=CRITERIA,
    flags=("undetermined",),
)


UNCERTAIN = replace(
    PASSED,
    score_range=(76.2, 96.1),
    coverage=0.48,
    flags=("pass_uncertain", "undetermined", "low_coverage"),
    swap_check=SwapCheck(87.5, 41.0, (SwapChange("goodbye_said", MET, NOT_MET),)),
)


def auto_failed() -> Scored:
    """The same call, had the agent asked for a card number."""
    proof = Evidence(19.3, 22.6, A, "Could I have your customer number")
    spoken = found("no_card_data_aloud", NOT_MET, 0.83, "The agent asks for a number to be said aloud.", proof)
    criteria = tuple(
        replace(item, finding=spoken) if item.finding.criterion == spoken.criterion else item for item in CRITERIA
    )
    return replace(
        PASSED,
        score=0.0,
        score_range=(0.0, 0.0),
        passed=False,
        band="needs_improvement",
        auto_fail=AutoFail("no_card_data_aloud", "call", 79.2),
        criteria=criteria,
        flags=("auto_fail", "undetermined"),
    )
