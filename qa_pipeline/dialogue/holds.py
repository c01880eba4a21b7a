"""When the customer was parked: told by music, by a tone, or by a silence that was announced or come back from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_pipeline.call import Hold, HoldKind, Role, Sound, Span, Turn
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.floor import speech
from qa_pipeline.dialogue.intervals import intersect, subtract, total
from qa_pipeline.dialogue.silences import answered_at

SHORTEST_HOLD = 5.0
"""Seconds; below it, music is a jingle and an announced silence is a pause."""

ANNOUNCED_WITHIN = 20.0
"""Seconds from the end of an announcement to the hold: time for "sure", "thank you" and the button."""
ANNOUNCING_TURNS = 3

RESUMED_WITHIN = 10.0
"""Seconds from the end of a hold to the agent's next words."""
WORD_SLACK = 1.0
"""Seconds by which word times may run over the edge of a sound or a silence."""

SAME_HOLD_WITHIN = 4.0
"""Seconds between two quiet or sounding stretches of one hold; a parked customer's "hello?" does not end it."""

SILENCE_ALONE = 0.5
"""Confidence in a silent hold before its wording counts; each wording, before and after, halves the doubt."""

TALKED_OVER = 0.5
"""Music under speech for more than this share of it plays in somebody's room."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch in which the customer may be parked."""

    start: float
    end: float
    kind: HoldKind
    confidence: float

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the agent says around a hold; with no agent known, what anybody says."""

    turns: tuple[Turn, ...]
    cues: Cues

    def announces(self, start: float) -> bool:
        """Whether the last turns before `start` announce a hold, and none after that comes back from it."""
        before = [turn for turn in self.turns if turn.start < start and turn.end >= start - ANNOUNCED_WITHIN]
        for turn in reversed(before[-ANNOUNCING_TURNS:]):
            if self.cues.announces_hold(turn.text):
                return True
            if self.cues.ends_hold(turn.text):
                return False
        return False

    def resumes(self, end: float) -> bool:
        """Whether the first turn after `end` comes back from a hold."""
        after = next((turn for turn in self.turns if turn.start >= end - WORD_SLACK), None)
        return after is not None and after.start <= end + RESUMED_WITHIN and self.cues.ends_hold(after.text)

    def between(self, start: float, end: float) -> bool:
        """Whether anything is said between two times, by the middle of its turn: word times run over edges."""
        return any(start < (turn.start + turn.end) / 2 < end for turn in self.turns)


def find_holds(
    turns: Sequence[Turn], silences: Sequence[Span], sounds: Sequence[Sound], cues: Cues, *, duration: float
) -> tuple[Hold, ...]:
    """Holds in order of time.

    Music and ringing before the agent's first word are waiting, and a tone after the last word is the line being
    hung up. A silence is a hold only with wording before or after it; without, it is dead air. Stretches with no
    word of the agent between them are one hold.
    """
    answered = answered_at(turns)
    if answered is None:
        return ()
    wording = _Wording(_parking_side(turns), cues)
    heard = _heard(sounds, turns, answered=answered, duration=duration)
    quiet = _quiet(silences, heard, answered=answered)
    groups = _grouped([*heard, *quiet], wording)
    return tuple(hold for group in groups if (hold := _hold(group, wording)))


def _parking_side(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    ordered = sorted(turns, key=lambda turn: turn.start)
    return tuple(turn for turn in ordered if turn.role is Role.AGENT) or tuple(ordered)


def _heard(sounds: Iterable[Sound], turns: Sequence[Turn], *, answered: float, duration: float) -> list[_Stretch]:
    spoken, last_word = speech(turns), max(turn.end for turn in turns)
    stretches: list[_Stretch] = []
    for sound in sounds:
        span = Span(max(sound.start, answered), min(sound.end, duration))
        hung_up = sound.kind == "tone" and span.start >= last_word - WORD_SLACK
        talked_over = total(intersect([span], spoken)) > TALKED_OVER * span.duration
        if span.end > span.start and not hung_up and not talked_over:
            stretches.append(_Stretch(span.start, span.end, sound.kind, sound.confidence))
    return stretches


def _quiet(silences: Iterable[Span], heard: Iterable[_Stretch], *, answered: float) -> list[_Stretch]:
    rest = subtract(silences, [Span(0.0, answered), *(stretch.span for stretch in heard)])
    return [_Stretch(span.start, span.end, "silence", SILENCE_ALONE) for span in rest if span.duration >= SHORTEST_HOLD]


def _grouped(stretches: Iterable[_Stretch], wording: _Wording) -> list[list[_Stretch]]:
    """Stretches of one hold together, in order of time."""
    groups: list[list[_Stretch]] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        if groups and _goes_on(groups[-1], stretch, wording):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    return groups


def _goes_on(group: Sequence[_Stretch], stretch: _Stretch, wording: _Wording) -> bool:
    until = max(part.end for part in group)
    return stretch.start - until <= SAME_HOLD_WITHIN and not wording.between(until, stretch.start)


def _hold(group: Sequence[_Stretch], wording: _Wording) -> Hold | None:
    """The hold that these stretches make, or None where they are a jingle or dead air."""
    start, end = group[0].start, max(part.end for part in group)
    sounding = [part for part in group if part.kind != "silence"]
    audible = total(part.span for part in sounding) >= SHORTEST_HOLD
    worded = wording.announces(start) + wording.resumes(end)
    if not audible and (not worded or end - start < SHORTEST_HOLD):
        return None
    main = max(sounding if audible else group, key=lambda part: part.span.duration)
    doubt = (1.0 - main.confidence) * 0.5**worded
    return Hold(start, end, main.kind, "inferred", 1.0 - doubt)
