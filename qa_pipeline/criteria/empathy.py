"""Empathy, judged from what is said and when, never from how a voice sounds."""

from typing import Annotated

from qa_pipeline.call import Span
from qa_pipeline.criteria.answers import absent, answered, from_hits, not_applicable, said_in
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.places import after, first_of, whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict


@criterion("feeling_acknowledged", listens=("problem_voiced", "feeling_acknowledged"))
def feeling_acknowledged(
    reading: Reading,
    *,
    turns: Annotated[
        int,
        parameter(
            "within how many of the agent's next turns the feeling has to be acknowledged",
            unit="turns",
            source="the call-quality checklist",
            ge=1,
        ),
    ] = 2,
) -> Finding:
    """The agent shows to have heard how the customer feels, soon after a problem or frustration is voiced.

    An acknowledgement before the first problem that was found shows that the agent heard one there.
    """
    moments = reading.said("problem_voiced", reading.customer)
    until = moments[0].turn.start if moments else reading.whole.end
    heard = _unprompted(reading, until)
    if heard:
        return from_hits(reading, Verdict.MET, "The agent acknowledges what it means to the customer.", heard)
    if not moments:
        return _no_moment(reading, "The customer voices no problem or frustration.")
    whole_call(reading)
    told = "The customer voices a problem"
    return answered(reading, moments, "feeling_acknowledged", turns, told=told, does="acknowledges it")


@criterion("apology_given", listens=("complaint_voiced", "fault_admitted", "problem_voiced", "apology"))
def apology_given(reading: Reading) -> Finding:
    """The agent apologises once the customer has complained or the company proves to be at fault.

    Where neither was heard, but a problem, an apology that is given for it still counts: the agent saw a cause.
    """
    complaints = reading.said("complaint_voiced", reading.customer)
    admissions = reading.said("fault_admitted", reading.agent)
    problems = reading.said("problem_voiced", reading.customer)
    causes = sorted((*complaints, *admissions) or problems, key=lambda hit: hit.said.start)
    no_cause = "The customer voices no complaint, and the company is not at fault."
    if not causes:
        return _no_moment(reading, no_cause)
    whole_call(reading)
    cause = causes[0]
    # A customer may tell the problem calmly and complain of it later.
    place = after(reading, min(hit.turn.start for hit in (cause, *problems)))
    hits = said_in(reading, "apology", place)
    if not hits and not complaints and not admissions:
        return _no_moment(reading, no_cause)
    if hits:
        return from_hits(
            reading, Verdict.MET, "There is cause for an apology, and the agent apologises.", (cause, hits[0])
        )
    text = "There is cause for an apology, and the agent gives none."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[cause.evidence])


def _unprompted(reading: Reading, until: float) -> list[Hit]:
    """Where the agent acknowledges a feeling once the customer has begun to speak, and before a time."""
    first = first_of(reading.customer)
    if first is None or not reading.agent:
        return []
    hits = said_in(reading, "feeling_acknowledged", after(reading, first.start))
    return [hit for hit in hits if hit.said.start < until]


def _no_moment(reading: Reading, explanation: str) -> Finding:
    return not_applicable(explanation, searched=Span(0.0, reading.whole.end), confidence=reading.call.role_confidence)
