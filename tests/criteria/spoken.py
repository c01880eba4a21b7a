"""Calls written as lines of dialogue, for tests: "agent: …", "customer: …", "hold: 20", "silence: 7"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from qa_pipeline.call import Call, CallMetadata, Health, Hold, Interruption, Recording, Role, Span, Turn, Word
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Finding
from qa_pipeline.language.pack import LanguagePack, load_pack

SCORECARDS = Path(__file__).parents[2] / "scorecards"
Lines = Sequence[Mapping[str, str | float]]
WORD, GAP = 0.3, 0.4


@cache
def english() -> LanguagePack:
    pack = load_pack("en", SCORECARDS / "packs")
    assert pack is not None
    return pack


def turn(role: Role, text: str, start: float = 0.0, probability: float = 0.95) -> Turn:
    """A turn whose words take 0.3 seconds each."""
    words = tuple(
        Word(word, round(start + index * WORD, 2), round(start + (index + 1) * WORD, 2), probability)
        for index, word in enumerate(text.split())
    )
    return Turn(role, start, words[-1].end, text, words)


@dataclass
class _Tape:
    """What has been said so far."""

    now: float = 0.0
    turns: list[Turn] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    silences: list[Span] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)


def call(
    lines: Lines,
    *,
    metrics: Mapping[str, float | None] | None = None,
    health: Health | None = None,
    metadata: CallMetadata | None = None,
    language: str = "en",
    role_confidence: float = 1.0,
    language_confidence: float = 1.0,
    probability: float = 0.95,
) -> Call:
    """A call with these lines, one after another; the measurements that follow from them are filled in."""
    tape = _Tape()
    for line in lines:
        for kind, value in line.items():
            _record(tape, kind, value, probability)
    return Call(
        recording=Recording("call.wav", "0" * 64, round(tape.now, 2), 2),
        language=language,
        language_confidence=language_confidence,
        role_confidence=role_confidence,
        turns=tuple(tape.turns),
        holds=tuple(tape.holds),
        silences=tuple(tape.silences),
        interruptions=tuple(tape.interruptions),
        metrics={**_measured(tape), **(metrics or {})},
        health=health or Health(),
        metadata=metadata or CallMetadata(),
    )


def _record(tape: _Tape, kind: str, value: str | float, probability: float) -> None:
    if kind in ("hold", "silence"):
        end = tape.now + float(value)
        if kind == "hold":
            tape.holds.append(Hold(tape.now, end, "music", "inferred", 0.9))
        else:
            tape.silences.append(Span(tape.now, end))
        tape.now = end
        return
    role, _, manner = kind.partition(" ")
    if manner == "interrupts":
        tape.interruptions.append(Interruption(tape.now, Role(role)))
    spoken = turn(Role(role), str(value), tape.now, probability)
    tape.turns.append(spoken)
    tape.now = spoken.end + GAP


def _measured(tape: _Tape) -> dict[str, float | None]:
    holds = [hold.duration for hold in tape.holds]
    agent = [turn.span.duration for turn in tape.turns if turn.role is Role.AGENT]
    return {
        "duration": tape.now,
        "hold_count": float(len(holds)),
        "hold_time": sum(holds),
        "longest_hold": max(holds, default=0.0),
        "longest_dead_air": max((gap.duration for gap in tape.silences), default=0.0),
        "agent_interruptions": float(sum(one.by is Role.AGENT for one in tape.interruptions)),
        "agent_talk_ratio": sum(agent) / tape.now,
        "agent_longest_monologue": max(agent, default=None),
        "first_agent_speech": next((turn.start for turn in tape.turns if turn.role is Role.AGENT), None),
    }


def find(criterion: str, heard: Call, pack: LanguagePack | None, **params: object) -> Finding:
    """Ask one criterion, and make sure that whatever it quotes was said."""
    finding = CRITERIA[criterion].find(Reading(heard, pack), params)
    assert unproven(finding, heard) == ()
    return finding


def swapped(heard: Call) -> Call:
    """The same call with agent and customer exchanged."""
    return replace(heard, turns=tuple(replace(one, role=one.role.other) for one in heard.turns))
