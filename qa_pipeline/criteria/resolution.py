"""Resolution: next step given, outcome confirmed, escalation offered when asked for."""

from typing import Annotated

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import absent, expected, from_hits, not_applicable, said_in
from qa_pipeline.criteria.places import Place, after, first_of, second_half, whole_call
from qa_pipeline.criteria.reading import Hit, Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict


@criterion("next_step_given")
def next_step_given(reading: Reading) -> Finding:
    """The agent says what was done, or what happens next, once the customer has spoken."""
    first = first_of(reading.customer)
    if first is None:
        raise Undecidable("no word of the customer was heard")
    whole_call(reading)
    return expected(reading, "next_step", after(reading, first.end), "gives a solution or a next step")


@criterion("resolution_confirmed")
def resolution_confirmed(
    reading: Reading,
    *,
    within: Annotated[
        float,
        parameter(
            "how long before the call's last word the customer may confirm unasked",
            unit="seconds",
            source="a judgement",
            gt=0,
        ),
    ] = 60.0,
) -> Finding:
    """The customer confirms that it is solved: by saying yes when the agent asks, or unasked near the end."""
    place = second_half(reading)
    questions = said_in(reading, "resolution_asked", place)
    for question in reversed(questions):
        reply = _reply(reading, question.turn)
        if reply is None:
            continue
        if denied := reading.said("resolution_denied", [reply]):
            text = "Asked whether it is solved, the customer says no."
            return from_hits(reading, Verdict.NOT_MET, text, (question, denied[0]))
        if agreed := _agreed(reading, reply):
            text = "Asked whether it is solved, the customer agrees."
            return from_hits(reading, Verdict.MET, text, (question, agreed))
    return _unasked(reading, within, place)


@criterion("escalation_offered")
def escalation_offered(reading: Reading) -> Finding:
    """A customer who asks for a supervisor is passed on to them, or promised their call."""
    asked = reading.said("escalation_asked", reading.customer)
    if not asked:
        return not_applicable("The customer does not ask for a supervisor.", searched=reading.whole)
    whole_call(reading)
    place = after(reading, asked[0].turn.start)
    hits = said_in(reading, "escalation_offered", place)
    if hits:
        text = "The customer asks for a supervisor, and the agent passes the matter on."
        return from_hits(reading, Verdict.MET, text, (asked[0], hits[0]))
    text = "The customer asks for a supervisor, and the agent does not pass the matter on."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[asked[0].evidence])


def _reply(reading: Reading, question: Turn) -> Turn | None:
    """The customer's first turn that is not over when the question is."""
    return first_of([turn for turn in reading.customer if turn.end > question.end])


def _agreed(reading: Reading, reply: Turn) -> Hit | None:
    hits = reading.said("resolution_affirmed", [reply]) or reading.said("affirmed", [reply])
    return hits[0] if hits else None


def _unasked(reading: Reading, within: float, place: Place) -> Finding:
    last = max(turn.end for turn in reading.call.turns)
    near_end = [turn for turn in reading.customer if turn.end > last - within]
    hits = reading.said("resolution_affirmed", near_end)
    denied = reading.said("resolution_denied", near_end)
    if hits and (not denied or denied[-1].said.start < hits[-1].said.start):
        return from_hits(reading, Verdict.MET, "The customer says near the end that it is solved.", hits[-1:])
    text = "The customer does not confirm that it is solved."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[hit.evidence for hit in denied[-1:]])
