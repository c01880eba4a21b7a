"""Where both speak, and who breaks in on whom."""

from collections.abc import Sequence
from itertools import combinations

from qa_pipeline.call import Interruption, Span, Turn
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.floor import heard_apart, speech, voice
from qa_pipeline.dialogue.intervals import intersect, union
from qa_pipeline.dialogue.wording import asks, ends_sentence

SLIVER = 0.1
"""Seconds; word times are no finer, so a shorter overlap is none."""

GOES_ON = 1.0
"""Seconds that who breaks in must go on for (docs/metrics.md)."""

STOPS_WITHIN = 1.2
"""Seconds after the other's start within which a speaker who gives way has stopped."""

REACTION = 0.2
"""Seconds; gaps between turns are of this order (Levinson and Torreira 2015, "Timing in turn-taking"), so what comes
closer is no reaction: two who start together collide."""

ENDING_ANYWAY = 0.35
"""Seconds of overlap below which a turn was ending anyway. On the tuning calls real interruptions overlap for 0.53 s
and more, and eager answers for 0.21 s and less."""

TALKED_DOWN = 0.45
"""Seconds of overlap from which a full stop is not believed: Whisper sets one where a sentence was cut off, and
who ends on their own is seldom talked over for so long. Set on the tuning calls."""


def find_overlaps(turns: Sequence[Turn]) -> tuple[Span, ...]:
    """Where at least two speakers speak at the same time, word by word; on one shared channel that cannot be heard."""
    if not heard_apart(turns):
        return ()
    speakers = sorted({voice(turn) for turn in turns})
    spoken = [speech((turn for turn in turns if voice(turn) == speaker), breath=SLIVER) for speaker in speakers]
    common = [span for one, other in combinations(spoken, 2) for span in intersect(one, other)]
    return tuple(span for span in union(common, join=SLIVER) if span.duration >= SLIVER)


def find_interruptions(turns: Sequence[Turn], cues: Cues) -> tuple[Interruption, ...]:
    """X starts while Y speaks and goes on for GOES_ON seconds; Y stops without finishing. Backchannels are none.

    As overlaps, none can be heard on one shared channel.
    """
    if not heard_apart(turns):
        return ()
    return tuple(
        Interruption(turn.start, turn.role)
        for turn in sorted(turns, key=lambda turn: turn.start)
        if turn.end - turn.start >= GOES_ON
        and not cues.is_backchannel(turn.text)
        and any(_gives_way(other, turn) for other in turns if voice(other) != voice(turn))
    )


def _gives_way(speaking: Turn, breaking_in: Turn) -> bool:
    began_before = speaking.start <= breaking_in.start - REACTION
    stops = breaking_in.start + ENDING_ANYWAY <= speaking.end <= breaking_in.start + STOPS_WITHIN
    outlasted = speaking.end < breaking_in.end
    talked_down = speaking.end - breaking_in.start >= TALKED_DOWN
    finished = asks(speaking.text) or (ends_sentence(speaking.text) and not talked_down)
    return began_before and stops and outlasted and not finished
