"""Silence gaps, and which of them are dead air."""

from collections.abc import Sequence

from qa_pipeline.call import Hold, Role, Span, Turn
from qa_pipeline.dialogue.intervals import subtract

SILENCE_GAP = 3.0
"""Seconds both sides are silent before it counts; the setting `silence_gap` has the same default."""


def silence_gaps(speech: Sequence[Span], duration: float, *, gap: float) -> tuple[Span, ...]:
    """Where nobody speaks for more than `gap` seconds, from the first second of the recording to its last.

    `speech` is the speech of all sides, in any order, overlapping or not.
    """
    silent = subtract([Span(0.0, duration)], speech)
    return tuple(span for span in silent if span.duration > gap)


def dead_air(
    silences: Sequence[Span], holds: Sequence[Hold], *, answered: float, gap: float = SILENCE_GAP
) -> tuple[Span, ...]:
    """Silence gaps that are no hold, from the second the call was `answered`.

    What a hold leaves of a gap counts only if it is longer than `gap` itself: the second between "one moment"
    and the first bar of music is not dead air. Before the agent's first word the customer waits, which
    `first_agent_speech` measures.
    """
    parked = [Span(hold.start, hold.end) for hold in holds]
    waiting = Span(0.0, answered)
    return tuple(span for span in subtract(silences, [waiting, *parked]) if span.duration > gap)


def answered_at(turns: Sequence[Turn]) -> float | None:
    """Start of the agent's first words; with no agent known, of anybody's; None when nobody speaks."""
    agent = [turn.start for turn in turns if turn.role is Role.AGENT]
    return min(agent or [turn.start for turn in turns], default=None)
