"""When the customer was parked: by music, a tone, or a silence that was announced, come back from or very long."""

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
RESUMING_TURNS = 2
"""The agent's turns that may come back from a hold: "Hello, Mrs Hill?" goes before "thank you for holding"."""
WORD_SLACK = 1.0
"""Seconds by which word times may run over the edge of a sound or a silence."""

SAME_HOLD_WITHIN = 4.0
"""Seconds between two quiet or sounding stretches of one hold; a parked customer's "hello?" does not end it."""

SILENCE_ALONE = 0.5
"""Confidence in a silent hold before its wording counts; each wording, before and after, halves the doubt."""

PARKED_BY_LENGTH = 45.0
"""Seconds after which a silence that nobody explained is a hold all the same, of the confidence `SILENCE_ALONE`: agents
who look something up in silence say a word within half a minute. A judgement; no labelled calls have fitted it."""

TALKED_OVER = 0.5
"""Music under speech for more than this share of it plays in somebody's room."""
ROOM_MUSIC = 10.0
"""Seconds of music under speech from which the room has a radio: music between the turns needs wording then."""


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
    """What the agent says around a hold, and the others before it; with no agent known, what anybody says."""

    turns: tuple[Turn, ...]
    others: tuple[Turn, ...]
    cues: Cues

    def announces(self, start: float) -> bool:
        """Whether the last turns before `start` announce a hold, and none after that comes back from it.

        A customer who agrees to wait says the same, where the agent's asking was not heard.
        """
        last = max((turn.start for turn in self.turns if turn.start < start), default=0.0)
        since = [t for t in self.others if max(last, start - ANNOUNCED_WITHIN) <= t.start < start]
        if any(self.cues.accepts_hold(turn.text) for turn in since):
            return True
        before = [turn for turn in self.turns if turn.start < start and turn.end >= start - ANNOUNCED_WITHIN]
        for turn in reversed(before[-ANNOUNCING_TURNS:]):
            if self.cues.announces_hold(turn.text):
                return True
            if self.cues.ends_hold(turn.text):
                return False
        return False

    def resumes(self, end: float) -> bool:
        """Whether one of the first turns after `end` comes back from a hold, and none before it announces another."""
        near = [turn for turn in self.turns if end - WORD_SLACK <= turn.start <= end + RESUMED_WITHIN]
        for turn in near[:RESUMING_TURNS]:
            if self.cues.ends_hold(turn.text):
                return True
            if self.cues.announces_hold(turn.text):
                return False
        return False

    def between(self, start: float, end: float) -> bool:
        """Whether anything is said between two times, by the middle of its turn: word times run over edges."""
        return any(start < (turn.start + turn.end) / 2 < end for turn in self.turns)

    def anyone_speaks(self, start: float, end: float) -> bool:
        """Whether either side says anything between two times."""
        return any(start < (turn.start + turn.end) / 2 < end for turn in (*self.turns, *self.others))


def find_holds(
    turns: Sequence[Turn], silences: Sequence[Span], sounds: Sequence[Sound], cues: Cues, *, duration: float
) -> tuple[Hold, ...]:
    """Holds in order of time.

    Music and ringing before the agent's first word are waiting, and a tone after the last word is the line being
    hung up. A silence is a hold with wording before or after it, or by its length; else it is dead air. Stretches with
    no word of the agent between them are one hold.
    """
    answered = answered_at(turns)
    if answered is None:
        return ()
    parking = _parking_side(turns)
    wording = _Wording(parking, tuple(turn for turn in turns if turn not in parking), cues)
    heard = _heard(sounds, turns, wording, answered=answered, duration=duration)
    quiet = _quiet(silences, heard, answered=answered)
    groups = _grouped([*heard, *quiet], wording)
    return tuple(hold for group in groups if (hold := _hold(group, wording)))


def _parking_side(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    ordered = sorted(turns, key=lambda turn: turn.start)
    return tuple(turn for turn in ordered if turn.role is Role.AGENT) or tuple(ordered)


def _heard(
    sounds: Iterable[Sound], turns: Sequence[Turn], wording: _Wording, *, answered: float, duration: float
) -> list[_Stretch]:
    spoken, last_word = speech(turns), max(turn.end for turn in turns)
    stretches = [
        _Stretch(max(sound.start, answered), min(sound.end, duration), sound.kind, sound.confidence)
        for sound in sounds
        if min(sound.end, duration) > max(sound.start, answered)
    ]
    over = [part.span for part in stretches if part.kind == "music" and _talked_over(part.span, spoken)]
    radio = total(over) >= ROOM_MUSIC
    return [part for part in stretches if not _is_elsewhere(part, wording, spoken, last_word, radio=radio)]


def _talked_over(span: Span, spoken: Sequence[Span]) -> bool:
    return total(intersect([span], spoken)) > TALKED_OVER * span.duration


def _is_elsewhere(part: _Stretch, wording: _Wording, spoken: Sequence[Span], last_word: float, *, radio: bool) -> bool:
    """Whether the sound parks nobody: the line is hung up, or the music is the room's."""
    if part.kind == "tone" and part.start >= last_word - WORD_SLACK:
        return True
    if _talked_over(part.span, spoken):
        return True
    return radio and part.kind == "music" and not (wording.announces(part.start) or wording.resumes(part.end))


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
    explained = bool(worded) or (end - start >= PARKED_BY_LENGTH and not wording.anyone_speaks(start, end))
    if not audible and (not explained or end - start < SHORTEST_HOLD):
        return None
    main = max(sounding if audible else group, key=lambda part: part.span.duration)
    doubt = (1.0 - main.confidence) * 0.5**worded
    return Hold(start, end, main.kind, "inferred", 1.0 - doubt)
