"""How right the holds of mixed calls are, and how much talk was taken for music."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from qa_pipeline.audio.acoustics import together, without
from qa_pipeline.audio.decode import SAMPLE_RATE
from qa_pipeline.call import Hold, Role, Sound, Span, Turn
from qa_pipeline.dialogue.cues import NO_CUES
from qa_pipeline.dialogue.holds import find_holds
from qa_pipeline.dialogue.intervals import intersect, subtract, total
from tests.benchmarks.hold_music.mixing import Mixed

FOUND_AT_IOU = 0.5
ON_TIME = 1.0
SHORTEST_WORD = 0.4
ROLES = (Role.AGENT, Role.CUSTOMER)


@dataclass(slots=True)
class Score:
    """Counts and errors over some calls."""

    calls: int = 0
    meant: int = 0
    found: int = 0
    right: int = 0
    onsets: list[float] = field(default_factory=list)
    offsets: list[float] = field(default_factory=list)
    talk: float = 0.0
    taken: float = 0.0

    def add(self, call: Mixed, sounds: Sequence[Sequence[Sound]], speech: Sequence[Sequence[Span]]) -> None:
        """Count one call: its sounds as found, and the speech as the detector of speech heard it, by channel."""
        holds = holds_of(call, sounds, speech)
        self.calls += 1
        self.meant += len(call.holds)
        self.found += len(holds)
        for meant in call.holds:
            best = max(holds, key=lambda hold: iou(hold, meant), default=None)
            if best is not None and iou(best, meant) >= FOUND_AT_IOU:
                self.right += 1
                self.onsets.append(abs(best.start - meant.start))
                self.offsets.append(abs(best.end - meant.end))
        for side, (regions, own) in enumerate(zip(speech, sounds, strict=True)):
            here = [Span(one.start, one.end) for one in call.said if one.side == side or len(speech) == 1]
            said = intersect(here, regions)
            self.talk += total(said)
            self.taken += total(intersect(said, [Span(one.start, one.end) for one in own if one.kind == "music"]))

    def row(self, name: str) -> str:
        """One row of the table that `HEAD` begins."""
        late = [*self.onsets, *self.offsets]
        on_time = sum(error <= ON_TIME for error in late)
        return (
            f"| {name} | {self.calls} | {self.meant} "
            f"| {share(self.right, self.meant)} | {share(self.right, self.found)} "
            f"| {mean(self.onsets)} | {mean(self.offsets)} | {share(on_time, len(late), 0)} "
            f"| {share(self.taken, self.talk, 2)} |"
        )


HEAD = (
    "| calls | number | holds | recall | precision | onset off by | end off by | edges within 1 s | talk taken |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def mean(errors: Sequence[float]) -> str:
    return f"{np.mean(errors):.2f} s" if errors else "–"


def share(part: float, whole: float, digits: int = 1) -> str:
    return f"{100 * part / whole:.{digits}f} %" if whole else "–"


def holds_of(call: Mixed, sounds: Sequence[Sequence[Sound]], speech: Sequence[Sequence[Span]]) -> tuple[Hold, ...]:
    """The holds by sound alone: what was said by whom is known, and no wording tells of a hold.

    What the recogniser would hear besides (an announcement, a song) is given to the side that it was heard on.
    """
    said = [Span(one.start, one.end) for one in call.said]
    turns = [turn(ROLES[one.side], Span(one.start, one.end)) for one in call.said]
    for side, (regions, own) in enumerate(zip(speech, sounds, strict=True)):
        rest = subtract(without(regions, own), said)
        turns += [turn(ROLES[side], span) for span in rest if span.duration >= SHORTEST_WORD]
    turns.sort(key=lambda one: one.start)
    found = find_holds(turns, (), together(sounds), NO_CUES, duration=call.channels[0].size / SAMPLE_RATE)
    return tuple(hold for hold in found if hold.kind == "music")


def turn(role: Role, span: Span) -> Turn:
    return Turn(role, span.start, span.end, "", (), role.value)


def iou(one: Hold, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start))


def scores(judged: Iterable[tuple[Mixed, Sequence[Sequence[Sound]], Sequence[Sequence[Span]]]]) -> dict[str, Score]:
    """The score of each kind of call and of all."""
    found: dict[str, Score] = {}
    for call, sounds, speech in judged:
        for kind in (call.kind, "all"):
            found.setdefault(kind, Score()).add(call, sounds, speech)
    return found
