"""Who speaks when, to the breath; and which turns take the floor."""

from collections.abc import Iterable, Sequence

from qa_pipeline.call import Span, Turn
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.intervals import union
from qa_pipeline.dialogue.wording import asks

BREATH = 0.5
"""Seconds between two words of one speaker that still count as speaking."""


def speech(turns: Iterable[Turn], *, breath: float = BREATH) -> tuple[Span, ...]:
    """The time these turns are spoken in: their words, joined over pauses up to `breath` seconds.

    A turn that came without words counts from its start to its end.
    """
    return union((span for turn in turns for span in _spoken(turn)), join=breath)


def _spoken(turn: Turn) -> list[Span]:
    return [Span(word.start, word.end) for word in turn.words] or [turn.span]


def voice(turn: Turn) -> str:
    """Whose voice it is: the speaker label, or without one the role."""
    return turn.speaker or turn.role.value


def heard_apart(turns: Iterable[Turn]) -> bool:
    """Whether speaking at the same time can be heard at all: voices on one channel are told apart one at a time."""
    return not any(turn.speaker.startswith("voice:") for turn in turns)


def floor_turns(turns: Sequence[Turn], cues: Cues) -> tuple[Turn, ...]:
    """The turns that take the floor, by start.

    Left out are backchannels, unless they answer a question, and what is said wholly inside another's turn.
    """
    taking: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: (turn.start, -turn.end)):
        if not taking or _takes_floor(turn, taking[-1], cues):
            taking.append(turn)
    return tuple(taking)


def _takes_floor(turn: Turn, before: Turn, cues: Cues) -> bool:
    if voice(turn) == voice(before):
        return not cues.is_backchannel(turn.text)
    inside = turn.end <= before.end
    return not inside and (asks(before.text) or not cues.is_backchannel(turn.text))
