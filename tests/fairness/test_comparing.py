"""A planted unfair phrase is caught, a fair one is not, and the sentence that does it is named."""

from dataclasses import replace

from qa_pipeline.call import Call
from qa_pipeline.fairness.comparing import Answer, Judge, compared
from qa_pipeline.fairness.edits import Changed
from qa_pipeline.fairness.swaps import Family
from qa_pipeline.finding import Finding, ScorecardRef, Scored, ScoredCriterion, Verdict
from qa_pipeline.language.vocabulary import Vocabulary
from tests.fairness.ground import ground

FAIR, UNFAIR = ("sir", "madam"), ("sir",)
LINES: list[dict[str, str | float]] = [
    {"agent": "Good morning, sir. How can I help?"},
    {"customer": "He never called."},
    {"agent": "Goodbye, sir."},
]


def judging(accepted: tuple[str, ...]) -> tuple[list[Call], Judge]:
    """A scorecard of one criterion: the agent addresses the customer politely, by one of the accepted words."""
    asked: list[Call] = []

    def judge(call: Call, _: Vocabulary) -> Scored:
        asked.append(call)
        opening = call.turns[0].text
        verdict = Verdict.MET if any(word in opening for word in accepted) else Verdict.NOT_MET
        finding = Finding("respectful", verdict, 1.0, "")
        criterion = ScoredCriterion("talk", "Respectful", 1.0, False, finding)
        score = 100.0 if verdict is Verdict.MET else 0.0
        return Scored(ScorecardRef("one", 1, ""), score, None, None, None, None, None, (), (criterion,))

    return asked, judge


def test_a_criterion_that_only_accepts_sir_is_caught() -> None:
    _, judge = judging(UNFAIR)
    changed = [one for one in compared(ground("en", *LINES), tuple(Family), judge) if one.changes]
    assert [(one.family, one.swap) for one in changed] == [(Family.GENDERED, "woman")]
    (change,) = changed[0].changes
    assert (change.before, change.after) == (Answer(Verdict.MET), Answer(Verdict.NOT_MET))
    assert change.sentence == Changed("Good morning, sir.", "Good morning, madam.")
    assert change.alone
    assert (changed[0].score_before, changed[0].score_after) == (100.0, 0.0)


def test_a_criterion_that_accepts_either_is_not() -> None:
    _, judge = judging(FAIR)
    found = list(compared(ground("en", *LINES), tuple(Family), judge))
    assert not any(one.changes for one in found)
    gendered = next(one for one in found if one.family is Family.GENDERED and one.swap == "woman")
    assert (gendered.replacements, gendered.verdicts) == (3, 1)


def test_a_swap_that_replaces_nothing_is_not_scored() -> None:
    asked, judge = judging(FAIR)
    on = ground("en", {"agent": "Sir."})
    found = list(compared(on, (Family.REGIONAL,), judge))
    assert [(one.replacements, one.verdicts) for one in found] == [(0, 0), (0, 0)]
    assert asked == [on.call]


def test_a_level_that_differs_is_a_change_too() -> None:
    def judge(call: Call, _: Vocabulary) -> Scored:
        level = 5.0 if "sir" in call.turns[0].text else 4.0
        finding = Finding("scale", Verdict.MET, 1.0, "", level=level)
        criterion = ScoredCriterion("talk", "Scale", 1.0, False, finding, scale=(1.0, 5.0))
        return replace(judging(FAIR)[1](call, _), criteria=(criterion,))

    (found,) = [one for one in compared(ground("en", *LINES), (Family.GENDERED,), judge) if one.changes]
    assert found.changes[0].after == Answer(Verdict.MET, 4.0)
