"""When everything happens: the lines of a script, spoken, laid one after another or over one another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Interruption, Word
from qa_pipeline.errors import UsageError
from sample_calls.edges import Spoken
from sample_calls.script import HoldEvent, Line, Pause, Script
from sample_calls.telephone import RATE

FloatArray = NDArray[np.float32]

ANSWER_GAP_S = (0.2, 0.8)  # between two speakers
BREATH_GAP_S = (0.25, 0.55)  # between two lines of one speaker
SWITCH_S = 0.4  # from the last word to the hold music
YIELD_S = 0.5  # how long an interrupted speaker goes on
LEAST_INTERRUPTION_S = 1.0  # a shorter one is a backchannel by the product's definition
TAIL_S = 0.8
FADE_S = 0.02


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in the call: `sound` (8 kHz, mono) begins at `start`; the words have times of the recording."""

    speaker: str
    block: int
    start: float
    sound: FloatArray
    words: tuple[Word, ...]

    @property
    def end(self) -> float:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class PlacedHold:
    """A hold in the call, with what the script says of it."""

    start: float
    end: float
    event: HoldEvent


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole call. Lines with the same `block` have no hold and no unexplained pause between them."""

    lines: tuple[PlacedLine, ...]
    holds: tuple[PlacedHold, ...]
    interruptions: tuple[Interruption, ...]
    duration: float


class _Layout:
    """The state of laying out one call, event by event."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.rng = np.random.default_rng(script.seed)
        self.now = 0.0
        self.block = 0
        self.silent_hold = False
        self.marks: list[float] = []
        self.lines: list[PlacedLine] = []
        self.holds: list[PlacedHold] = []
        self.interruptions: list[Interruption] = []

    def pause(self, event: Pause) -> None:
        self.now += event.pause
        self.block += 1

    def hold(self, event: HoldEvent) -> None:
        self.silent_hold = event.hold == "silence"
        start = self.now if self.silent_hold else self.now + SWITCH_S
        self.now = start + event.seconds
        self.holds.append(PlacedHold(start, self.now, event))
        self.block += 1

    def line(self, event: Line, spoken: Spoken) -> None:
        start = self.marks.pop(0) if event.overlap else self.now + self._gap(event)
        placed = _placed(event, spoken, start, self.block)
        if event.overlap == "interruption":
            self._interrupt(placed)
        if not event.overlap:
            times = (*(word.start for word in placed.words), placed.end)
            self.marks = [times[count] for count in event.marks]
        self.lines.append(placed)
        self.now = max(line.end for line in self.lines)
        self.silent_hold = False

    def _gap(self, event: Line) -> float:
        if event.gap is not None:
            return event.gap
        if self.silent_hold or not self.lines:
            return 0.0
        same = self.lines[-1].speaker == event.speaker
        return float(self.rng.uniform(*(BREATH_GAP_S if same else ANSWER_GAP_S)))

    def _interrupt(self, interrupter: PlacedLine) -> None:
        if interrupter.end - interrupter.words[0].start < LEAST_INTERRUPTION_S:
            raise UsageError(f"{self.script.name}: {interrupter.words[0].text!r}… is too short for an interruption")
        index = max(i for i, line in enumerate(self.lines) if line.speaker != interrupter.speaker)
        start = interrupter.words[0].start
        self.lines[index] = _cut(self.lines[index], start + YIELD_S)
        role = self.script.speakers[interrupter.speaker].role
        self.interruptions.append(Interruption(start, role))


def lay_out(script: Script, spoken: Sequence[Spoken]) -> Timeline:
    """Place the spoken lines (one for each line of the script, in order); the seed decides the gaps."""
    layout = _Layout(script)
    voices = iter(spoken)
    for event in script.dialogue:
        match event:
            case Pause():
                layout.pause(event)
            case HoldEvent():
                layout.hold(event)
            case Line():
                layout.line(event, next(voices))
    lines = tuple(sorted(layout.lines, key=lambda line: line.words[0].start))
    return Timeline(lines, tuple(layout.holds), tuple(layout.interruptions), layout.now + TAIL_S)


def _placed(event: Line, spoken: Spoken, start: float, block: int) -> PlacedLine:
    """The line with its first word beginning at `start`; breath before it is cut where the call begins."""
    shift = start - spoken.words[0].start
    skipped = max(0, round(-shift * RATE))
    words = tuple(
        Word(text, span.start + shift, span.end + shift, 1.0)
        for text, span in zip(event.words, spoken.words, strict=True)
    )
    return PlacedLine(event.speaker, block, max(shift, 0.0), spoken.samples[skipped:], words)


def _cut(line: PlacedLine, at: float) -> PlacedLine:
    """The line as far as its speaker got: the word that is being said at `at` is finished, the rest is not said."""
    words = tuple(word for word in line.words if word.start < at)
    if len(words) == len(line.words):
        raise UsageError(f"{line.words[0].text!r}… ends by itself at {line.end:.2f} s; move its mark forward")
    count = round((words[-1].end - line.start) * RATE)
    sound = line.sound[:count].copy()
    fade = round(FADE_S * RATE)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return replace(line, sound=sound, words=words)
