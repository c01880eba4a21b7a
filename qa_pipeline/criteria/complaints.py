"""Complaints: heard out, recorded under a reference, and kept from happening again."""

from typing import Annotated

from qa_pipeline.criteria.answers import absent, answer, from_hits, not_applicable, said_in
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.interruptions import agent_interruptions
from qa_pipeline.criteria.places import after, whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict


@criterion(
    "patient_with_complaint",
    listens=("complaint_voiced", "problem_voiced", "impatience"),
    measures=("agent_interruptions",),
)
def patient_with_complaint(
    reading: Reading,
    *,
    limit: Annotated[
        int,
        parameter(
            "how many times the agent may cut in on the customer from the complaint on",
            unit="interruptions",
            source="a judgement: who complains is let finish",
            ge=0,
        ),
    ] = 0,
) -> Finding:
    """Where the customer complains, the agent neither shows impatience nor cuts in.

    Impatience counts from the first problem on that the customer tells: a complaint seldom begins with its name.
    """
    complaint = _complaint(reading)
    if complaint is None:
        return _no_complaint(reading)
    problems = reading.said("problem_voiced", reading.customer)
    place = after(reading, min(hit.turn.start for hit in (complaint, *problems)))
    impatient = said_in(reading, "impatience", place)
    if impatient:
        text = "The customer complains, and the agent shows impatience."
        return from_hits(reading, Verdict.NOT_MET, text, (complaint, impatient[0]))
    reading.metric("agent_interruptions")
    cuts = agent_interruptions(reading, since=complaint.said.start)
    if len(cuts) > limit:
        text = f"The customer complains, and the agent cuts in {len(cuts)} times from then on; {limit} allowed."
        sure = complaint.probability * reading.call.role_confidence
        return answer(Verdict.NOT_MET, text, confidence=sure, evidence=[complaint.evidence, *cuts])
    text = "The customer complains, and the agent neither shows impatience nor cuts in."
    return absent(reading, Verdict.MET, text, place, evidence=[complaint.evidence])


@criterion("complaint_recorded", listens=("complaint_voiced", "complaint_recorded"))
def complaint_recorded(reading: Reading) -> Finding:
    """On a complaint the agent says that it is written down."""
    return _on_complaint(reading, "complaint_recorded", "says that it is written down")


@criterion("reference_given", listens=("complaint_voiced", "reference_given"))
def reference_given(reading: Reading) -> Finding:
    """On a complaint the agent gives the number that it goes by, or says that it will be sent."""
    return _on_complaint(reading, "reference_given", "gives a reference number")


@criterion("prevention_told", listens=("complaint_voiced", "prevention"))
def prevention_told(reading: Reading) -> Finding:
    """On a complaint the agent says what keeps it from happening again."""
    return _on_complaint(reading, "prevention", "says what keeps it from happening again")


def _on_complaint(reading: Reading, key: str, what: str) -> Finding:
    """Met when the agent says it after the first complaint. `what` completes "the agent …"."""
    complaint = _complaint(reading)
    if complaint is None:
        return _no_complaint(reading)
    place = after(reading, complaint.turn.start)
    hits = said_in(reading, key, place)
    if hits:
        return from_hits(reading, Verdict.MET, f"The customer complains, and the agent {what}.", (complaint, hits[0]))
    text = f"The customer complains, and nothing in {place.name} shows that the agent {what}."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[complaint.evidence])


def _complaint(reading: Reading) -> Hit | None:
    """The customer's first complaint; raises Undecidable where there is nobody who could have answered one."""
    complaints = reading.said("complaint_voiced", reading.customer)
    whole_call(reading)
    return complaints[0] if complaints else None


def _no_complaint(reading: Reading) -> Finding:
    return not_applicable(
        "The customer does not complain.", searched=reading.whole, confidence=reading.call.role_confidence
    )
