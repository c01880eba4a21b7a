"""Proof that proof is one: each quote is held against the transcript before anybody sees it."""

from collections.abc import Sequence

from qa_pipeline.call import Call, Turn
from qa_pipeline.finding import Evidence, Finding

TOLERANCE = 0.05
"""Seconds by which a word may reach out of its span; spans are rounded to the recogniser's 20 ms steps."""


def moments(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence in its order, of each moment the longer quote alone.

    Two of one role are one moment where they overlap by more than half of the shorter.
    """
    kept: list[Evidence] = []
    for one in evidence:
        same = [other for other in kept if _one_moment(one, other)]
        if not same:
            kept.append(one)
            continue
        longest = max((*same, one), key=lambda each: (len(each.quote), each.end - each.start))
        place = kept.index(same[0])
        kept = [other for other in kept if other not in same]
        kept.insert(place, longest)
    return tuple(kept)


def _one_moment(one: Evidence, other: Evidence) -> bool:
    if one.role is not other.role or one.end < other.start or other.end < one.start:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return shared > shorter / 2 or one == other


def unproven(finding: Finding, call: Call) -> tuple[Evidence, ...]:
    """The evidence of a finding whose quote does not stand in the transcript of that role within that span."""
    return tuple(one for one in finding.evidence if not stands(one, call))


def stands(evidence: Evidence, call: Call) -> bool:
    """Whether the quote is what that role said in that span; a span without a quote only has to lie in the call."""
    if not 0 <= evidence.start <= evidence.end <= call.recording.duration + TOLERANCE:
        return False
    if not evidence.quote:
        return True
    start, end = evidence.start - TOLERANCE, evidence.end + TOLERANCE
    near = [turn for turn in call.turns if turn.start <= end and turn.end >= start and turn.role is evidence.role]
    said = " ".join([_within(turn, evidence) for turn in near])
    return _plain(evidence.quote) in _plain(said)


def _within(turn: Turn, evidence: Evidence) -> str:
    """What of a turn lies in the span: its words there, or all of it where it has no word times."""
    start, end = evidence.start - TOLERANCE, evidence.end + TOLERANCE
    if not turn.words:
        return turn.text if start <= turn.start and turn.end <= end else ""
    return "".join([word.text for word in turn.words if start <= word.start and word.end <= end])


def _plain(text: str) -> str:
    """Without spaces: how words are joined is the transcript's own affair."""
    return "".join(text.split())
