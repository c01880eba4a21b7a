"""Collections: identity checked before a debt is told, hardship answered, a way to pay offered, no threats."""

from typing import Annotated

from qa_pipeline.criteria.answers import absent, answered, expected, forbidden, from_hits, not_applicable, said_in
from qa_pipeline.criteria.places import whole_call
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict

ANSWERS = ("hardship_heard", "payment_offered", "feeling_acknowledged")
"""What answers hardship: understanding, help or time; a way to pay; that it was heard what it means."""


@criterion("debt_told_after_check", listens=("debt_told", "account_details", "identity_asked"))
def debt_told_after_check(reading: Reading) -> Finding:
    """The agent asks for proof of who is on the line before telling of a debt."""
    place = whole_call(reading)
    debts = said_in(reading, "debt_told", place)
    told = debts or said_in(reading, "account_details", place)
    asked = reading.said("identity_asked", place.turns)
    checked_first = bool(asked) and (not told or asked[0].said.start <= told[0].said.start)
    if not debts and (checked_first or not told):
        return not_applicable("No debt is told, so nobody's identity had to be checked for it.", searched=place.span)
    if not debts:
        raise Undecidable("something of the account is told before anybody asks who is on the line: it may be a debt")
    if not asked:
        text = "The agent tells of a debt and never asks who is on the line."
        return absent(reading, Verdict.NOT_MET, text, place, evidence=[told[0].evidence])
    if checked_first:
        return from_hits(reading, Verdict.MET, "The agent asks who is on the line before a debt is told.", asked)
    text = "The agent tells of a debt before asking who is on the line."
    return from_hits(reading, Verdict.NOT_MET, text, (told[0], asked[0]))


@criterion("hardship_answered", listens=("hardship_voiced", *ANSWERS))
def hardship_answered(
    reading: Reading,
    *,
    turns: Annotated[
        int,
        parameter(
            "within how many of the agent's next turns hardship has to be answered",
            unit="turns",
            source="a judgement: a question or two may come first",
            ge=1,
        ),
    ] = 3,
) -> Finding:
    """The agent answers a customer who cannot pay with understanding, help, time or a plan, and soon."""
    moments = reading.said("hardship_voiced", reading.customer)
    whole_call(reading)
    if not moments:
        text = "The customer does not say that they cannot pay."
        return not_applicable(text, searched=reading.whole, confidence=reading.call.role_confidence)
    told, by = "The customer cannot pay", " with understanding, help, time or a plan"
    return answered(reading, moments, ANSWERS, turns, told=told, does="answers it", by=by)


@criterion("payment_offered", listens=("payment_offered",))
def payment_offered(reading: Reading) -> Finding:
    """The agent offers a way to pay: instalments, a plan, a later date, a smaller sum."""
    return expected(reading, "payment_offered", whole_call(reading), "offers a way to pay")


@criterion("no_threat", listens=("threat",))
def no_threat(reading: Reading) -> Finding:
    """The agent neither threatens nor frightens the customer."""
    place = whole_call(reading)
    return forbidden(reading, reading.said("threat", place.turns), place, "threatens or frightens the customer")
