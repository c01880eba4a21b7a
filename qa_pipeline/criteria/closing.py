"""Closing: summary, anything else asked, thanks, goodbye."""

from collections.abc import Sequence
from typing import Annotated

from qa_pipeline.criteria.answers import expected
from qa_pipeline.criteria.places import closing
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict

Within = Annotated[
    float,
    parameter(
        "how long before the call's last word the closing begins; never before the middle of the talk",
        unit="seconds",
        source="a judgement",
        gt=0,
    ),
]


@criterion("summary_given", listens=("summary", "next_step", "followup_promised"))
def summary_given(reading: Reading, *, within: Within = 60.0) -> Finding:
    """The agent sums up in the closing what was agreed, or says what happens next."""
    keys = ("summary", "next_step", "followup_promised")
    return _in_closing(reading, keys, within, "sums up, or says what happens next")


@criterion("anything_else", listens=("anything_else",))
def anything_else(reading: Reading, *, within: Within = 60.0) -> Finding:
    """The agent asks in the closing whether there is anything else."""
    return _in_closing(reading, "anything_else", within, "asks whether there is anything else")


@criterion("thanks_given", listens=("closing_thanks",))
def thanks_given(reading: Reading, *, within: Within = 45.0) -> Finding:
    """The agent thanks the customer in the closing."""
    return _in_closing(reading, "closing_thanks", within, "thanks the customer")


@criterion("goodbye_said", listens=("goodbye",))
def goodbye_said(reading: Reading, *, within: Within = 45.0) -> Finding:
    """The agent says goodbye in the closing."""
    return _in_closing(reading, "goodbye", within, "says goodbye")


def _in_closing(reading: Reading, keys: str | Sequence[str], within: float, what: str) -> Finding:
    finding = expected(reading, keys, closing(reading, within), what)
    # A recording that was cut off has not got the end of the call.
    if finding.verdict is Verdict.NOT_MET and reading.call.health.has("truncated"):
        raise Undecidable("the recording breaks off, so the end of the call may be missing")
    return finding
