"""Verification: identity checked before account details are given."""

from qa_pipeline.criteria.answers import absent, from_hits
from qa_pipeline.criteria.echoes import echo
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.places import whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding, Verdict


@criterion("identity_checked", listens=("identity_asked", "account_details", "problem_restated"))
def identity_checked(reading: Reading) -> Finding:
    """The agent asks for proof of who is calling before telling anything about the account."""
    place = whole_call(reading)
    asked = reading.said("identity_asked", place.turns)
    told = [hit for hit in reading.said("account_details", place.turns) if not _said_back(reading, hit)]
    if asked and (not told or asked[0].said.start <= told[0].said.start):
        return from_hits(reading, Verdict.MET, "The agent asks who is calling before any account detail.", asked)
    if asked:
        text = "The agent tells an account detail before asking who is calling."
        return from_hits(reading, Verdict.NOT_MET, text, (told[0], asked[0]))
    if told:
        text = "The agent tells an account detail and never asks who is calling."
        return absent(reading, Verdict.NOT_MET, text, place, evidence=[told[0].evidence])
    text = "No account detail is told, so nobody's identity had to be checked."
    return absent(reading, Verdict.NOT_APPLICABLE, text, place)


def _said_back(reading: Reading, detail: Hit) -> bool:
    """Whether the agent only says back what the customer has told ("I see, you were charged twice"): no secret."""
    restated = reading.afresh(credulous=True).said("problem_restated", [detail.turn])
    same = any(one.said.start < detail.said.end and detail.said.start < one.said.end for one in restated)
    return same and echo(reading, detail.turn, detail.evidence.quote) > 0
