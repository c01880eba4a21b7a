"""Proof that proof is one: each quote is held against the transcript before anybody sees it."""

from qa_pipeline.call import Call, Turn
from qa_pipeline.finding import Evidence, Finding

TOLERANCE = 0.05
"""Seconds by which a word may reach out of its span; spans are rounded to the recogniser's 20 ms steps."""


def unproven(finding: Finding, call: Call) -> tuple[Evidence, ...]:
    """The evidence of a finding whose quote does not stand in the transcript of that role within that span."""
    return tuple(one for one in finding.evidence if not stands(one, call))


def stands(evidence: Evidence, call: Call) -> bool:
    """Whether the quote is what that role said in that span; a span without a quote only has to lie in the call."""
    if not 0 <= evidence.start <= evidence.end <= call.recording.duration + TOLERANCE:
        return False
    if not evidence.quote:
        return True
    said = " ".join(_within(turn, evidence) for turn in call.turns_of(evidence.role))
    return _plain(evidence.quote) in _plain(said)


def _within(turn: Turn, evidence: Evidence) -> str:
    """What of a turn lies in the span: its words there, or all of it where it has no word times."""
    start, end = evidence.start - TOLERANCE, evidence.end + TOLERANCE
    if not turn.words:
        return turn.text if start <= turn.start and turn.end <= end else ""
    return "".join(word.text for word in turn.words if start <= word.start and word.end <= end)


def _plain(text: str) -> str:
    """Without spaces: how words are joined is the transcript's own affair."""
    return "".join(text.split())
