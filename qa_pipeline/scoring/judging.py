"""Questions for the judge: who may answer them, and when they are not asked at all."""

from typing import Protocol

from qa_pipeline.call import Role
from qa_pipeline.criteria.reading import CERTAIN_LANGUAGE, Reading, who_is_who
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.scoring.layout import JudgeQuestion


class Judge(Protocol):
    """Answers a question of a call. It raises nothing: what keeps it from answering is an undetermined finding."""

    def __call__(self, reading: Reading, name: str, asked: JudgeQuestion, /) -> Finding: ...


def switched_off(_reading: Reading, name: str, _asked: JudgeQuestion) -> Finding:
    """The judge of those who have none."""
    return cannot_tell(name, "the judge is switched off (CALLQA_JUDGE_URL)")


def unasked(reading: Reading, name: str, _asked: JudgeQuestion) -> Finding:
    """The judge of the swap check: a call whose roles are unsure is sent nowhere."""
    return cannot_tell(name, who_is_who(reading.call))


def judged(judge: Judge, reading: Reading, name: str, asked: JudgeQuestion) -> Finding:
    """The judge's finding; it is not asked where its answer could not stand."""
    if reading.language_unsure:
        sure = f"{reading.call.language_confidence:.2f}, below {CERTAIN_LANGUAGE}"
        return cannot_tell(name, f"it is not sure enough that the call is in {reading.call.language!r} ({sure})")
    if reading.roles_unsure:
        return unasked(reading, name, asked)
    if not reading.call.turns_of(Role(asked.proven_by)):
        return cannot_tell(name, f"nothing was heard of the {asked.proven_by}")
    return judge(reading, name, asked)


def cannot_tell(name: str, reason: str) -> Finding:
    """An undetermined finding of a question for the judge."""
    text = f"The machine cannot tell: {reason}."
    return Finding(name, Verdict.UNDETERMINED, 0.0, text, decided_by="judge")
