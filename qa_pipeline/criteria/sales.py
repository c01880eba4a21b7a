"""Sales: needs asked, price and terms told, consent obtained, no pressure."""

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import absent, expected, forbidden, from_hits, not_applicable, said_in
from qa_pipeline.criteria.places import Place, first_of, whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding, Verdict

OFFER = ("price_told", "terms_told", "consent_asked")
"""What an agent says of something that is offered; a call without any of it offers nothing."""


@criterion("needs_asked", listens=("needs_asked",))
def needs_asked(reading: Reading) -> Finding:
    """The agent asks what the customer needs, uses or has now."""
    return expected(reading, "needs_asked", whole_call(reading), "asks what the customer needs")


@criterion("price_told", listens=("price_told",))
def price_told(reading: Reading) -> Finding:
    """The agent says what it costs."""
    return expected(reading, "price_told", whole_call(reading), "says what it costs")


@criterion("terms_told", listens=("terms_told",))
def terms_told(reading: Reading) -> Finding:
    """The agent tells the terms: how long the contract runs, notice, right to withdraw, fees, conditions."""
    return expected(reading, "terms_told", whole_call(reading), "tells the terms")


@criterion("consent_obtained", listens=(*OFFER, "affirmed"))
def consent_obtained(reading: Reading) -> Finding:
    """The agent asks whether the customer agrees to what is offered, and the customer does."""
    place = whole_call(reading)
    offered = said_in(reading, OFFER, place)
    if not offered:
        return not_applicable("Nothing is offered to the customer.", searched=place.span)
    questions = reading.said("consent_asked", place.turns)
    if not questions:
        text = "Something is offered, and the agent does not ask whether the customer agrees."
        return absent(reading, Verdict.NOT_MET, text, place, evidence=[offered[0].evidence])
    replies = [_reply(reading, question.turn) for question in questions]
    for question, reply in reversed(list(zip(questions, replies, strict=True))):
        agreed = reading.said("affirmed", [reply] if reply else [])
        if agreed:
            text = "Asked whether they agree, the customer says yes."
            return from_hits(reading, Verdict.MET, text, (question, agreed[0]))
    text = "Asked whether they agree, the customer does not say yes."
    heard = Place("the customer's replies", tuple(reply for reply in replies if reply), reading.whole)
    return absent(reading, Verdict.NOT_MET, text, heard, evidence=[hit.evidence for hit in questions])


@criterion("no_pressure", listens=("pressure",))
def no_pressure(reading: Reading) -> Finding:
    """The agent does not press the customer to decide."""
    place = whole_call(reading)
    return forbidden(reading, reading.said("pressure", place.turns), place, "presses the customer to decide")


def _reply(reading: Reading, question: Turn) -> Turn | None:
    """The customer's first turn that is not over when the question is."""
    return first_of([turn for turn in reading.customer if turn.end > question.end])
