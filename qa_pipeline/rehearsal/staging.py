"""A written dialogue as the call that it would be: when each word is said, the holds, and every measurement."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_pipeline.call import Call, Hold, HoldKind, Interruption, Recording, Role, Turn, Word
from qa_pipeline.dialogue.cues import NO_CUES, Cues
from qa_pipeline.dialogue.floor import speech
from qa_pipeline.dialogue.metrics import measure
from qa_pipeline.dialogue.overlaps import find_overlaps
from qa_pipeline.dialogue.silences import SILENCE_GAP, silence_gaps
from qa_pipeline.rehearsal.dialogue import Dialogue, Line

WORD_SECONDS = 0.4
"""Two and a half words a second, an unhurried pace on the telephone."""

BETWEEN = 0.4
"""Seconds from the end of a turn to the next."""

CUTS_IN = 0.8
"""Seconds that who interrupts and who is interrupted speak together, or half of what was being said if that is less."""

CHANNELS = {Role.AGENT: "channel:0", Role.CUSTOMER: "channel:1"}


def stage(
    dialogue: Dialogue, *, language: str = "en", cues: Cues = NO_CUES, word_seconds: float = WORD_SECONDS
) -> Call:
    """The call that the dialogue describes, in stereo and with sure roles; times are rounded to the millisecond.

    `cues` is the language's pack: it tells a backchannel from a turn. `word_seconds` is how long a word takes.
    """
    tape = _Tape(dialogue.heard, word_seconds)
    for line in dialogue.lines:
        tape.record(line)
    turns = tuple(sorted(tape.turns, key=lambda turn: turn.start))
    duration = round(tape.next_turn, 3)
    silences = silence_gaps(speech(turns), duration, gap=SILENCE_GAP)
    overlaps = find_overlaps(turns)
    measured = measure(
        turns, tape.holds, silences, overlaps, tape.interruptions, duration=duration, lufs=None, cues=cues
    )
    return Call(
        recording=Recording("dialogue.wav", "0" * 64, duration, 2),
        language=language,
        language_confidence=1.0,
        role_confidence=1.0,
        turns=turns,
        holds=tuple(tape.holds),
        silences=silences,
        overlaps=overlaps,
        interruptions=tuple(tape.interruptions),
        metrics={**measured, **dialogue.metrics},
        metadata=dialogue.metadata.of_call(),
    )


@dataclass
class _Tape:
    """What has been recorded so far; `end` is when the last thing was over, `next_turn` when a turn may begin."""

    probability: float
    word_seconds: float
    end: float = 0.0
    next_turn: float = 0.0
    turns: list[Turn] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)

    def record(self, line: Line) -> None:
        if line.kind == "silence":
            self._wait(self.end + line.seconds)
        elif line.kind in ("hold", "silent hold"):
            kind: HoldKind = "music" if line.kind == "hold" else "silence"
            until = self.next_turn + line.seconds
            self.holds.append(Hold(round(self.next_turn, 3), round(until, 3), kind, "inferred", 0.9))
            self._wait(until)
        else:
            self._speak(line)

    def _wait(self, until: float) -> None:
        self.end = self.next_turn = until

    def _speak(self, line: Line) -> None:
        role, _, manner = line.kind.partition(" ")
        spoken = self._turn(Role(role), line.text.split(), self._start(manner))
        if manner == "interrupts":
            self.interruptions.append(Interruption(spoken.start, spoken.role))
        self.turns.append(spoken)
        self.end = max(self.end, spoken.end)
        self.next_turn = self.end + BETWEEN

    def _start(self, manner: str) -> float:
        if not manner:
            return self.next_turn
        before = self.turns[-1]
        half = before.span.duration / 2
        return before.end - (min(CUTS_IN, half) if manner == "interrupts" else half)

    def _turn(self, role: Role, words: Sequence[str], start: float) -> Turn:
        edges = [round(start + index * self.word_seconds, 3) for index in range(len(words) + 1)]
        timed = tuple(Word(word, edges[index], edges[index + 1], self.probability) for index, word in enumerate(words))
        return Turn(role, edges[0], edges[-1], " ".join(words), timed, CHANNELS[role])
