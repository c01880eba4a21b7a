"""A support call of 94 s by hand: a double charge, a hold with music, an interruption, a word that is hard to hear."""

import math
from datetime import UTC, datetime

from qa_pipeline.call import (
    Call,
    CallMetadata,
    Health,
    HealthIssue,
    Hold,
    Interruption,
    Loudness,
    Recording,
    Role,
    Span,
    Turn,
    Word,
)

DURATION = 94.0

# A name that would run a script, were it taken for markup, and that Markdown would dress up.
MARKUP = "<img src=x onerror=alert(1)> **bold** :red[x] $y$"
HOLD = Hold(44.5, 61.0, "music", "inferred", 0.97)

LINES: tuple[tuple[str, float, float, str], ...] = (
    ("a", 1.7, 6.4, "Thank you for calling Northwind Energy, this is Dana, how can I help you today?"),
    ("c", 7.1, 12.6, "Hi, I was charged twice for March and honestly I am quite upset about it."),
    ("a", 13.2, 18.8, "I am sorry to hear that, I understand how annoying a double charge is. Let me look into it."),
    ("a", 19.3, 22.6, "Could I have your customer number and your date of birth, please?"),
    ("c", 23.2, 29.4, "Yes, it is four four one nine two, and I was born on the third of May nineteen eighty."),
    ("a", 30.0, 35.1, "Thank you. So the March invoice was taken on the first and once more on the"),
    ("c", 34.2, 38.0, "On the ninth, exactly, and nobody has answered my two e-mails."),
    ("a", 38.6, 44.2, "May I put you on hold for a moment while I check this with our billing team?"),
    ("a", 61.6, 68.4, "Thank you for holding. Billing confirms it, the second payment was a mistake on our side."),
    ("a", 68.9, 74.0, "You will have the money back within three working days, and an e-mail today."),
    ("c", 75.2, 78.6, "Alright, that works for me, thank you."),
    ("a", 84.1, 88.0, "Is there anything else that I can do for you?"),
    ("c", 88.5, 89.6, "No, that is all."),
    ("a", 90.1, 93.4, "Thank you for calling Northwind, have a good day. Goodbye."),
)

SPEAKERS = {"a": (Role.AGENT, "channel:0"), "c": (Role.CUSTOMER, "channel:1")}
HARD_TO_HEAR = {"e-mails.", "nineteen"}

METRICS: dict[str, float | None] = {
    "duration": DURATION,
    "agent_talk_time": 37.2,
    "customer_talk_time": 20.9,
    "agent_talk_ratio": 0.396,
    "customer_talk_ratio": 0.222,
    "silence_time": 22.0,
    "silence_count": 2.0,
    "longest_silence": 16.5,
    "dead_air_time": 5.5,
    "longest_dead_air": 5.5,
    "hold_count": 1.0,
    "hold_time": 16.5,
    "longest_hold": 16.5,
    "non_talk_time": 22.0,
    "overlap_time": 0.9,
    "overlap_ratio": 0.0096,
    "agent_interruptions": 0.0,
    "customer_interruptions": 1.0,
    "agent_response_latency_median": 0.6,
    "agent_response_latency_longest": 5.5,
    "customer_response_latency_median": 0.6,
    "customer_response_latency_longest": 1.2,
    "agent_longest_monologue": 12.4,
    "customer_longest_monologue": 6.2,
    "agent_speech_rate": 148.0,
    "customer_speech_rate": None,
    "first_agent_speech": 1.7,
    "loudness_lufs": -23.4,
    "handle_time": None,
}


def turn(side: str, start: float, end: float, text: str) -> Turn:
    """One line as a turn, its words spread evenly over it."""
    role, speaker = SPEAKERS[side]
    parts = text.split()
    step = (end - start) / len(parts)
    words = tuple(
        Word(
            part,
            round(start + index * step, 2),
            round(start + (index + 0.9) * step, 2),
            0.31 if part in HARD_TO_HEAR else 0.95,
        )
        for index, part in enumerate(parts)
    )
    return Turn(role, start, end, text, words, speaker)


def call(file: str, sha256: str, *, agent: str = "Dana Whitfield", issues: tuple[HealthIssue, ...] = ()) -> Call:
    """The call as heard from that file."""
    spoken = ((side, start, end, MARKUP if agent == MARKUP else text) for side, start, end, text in LINES)
    turns = tuple(turn(*line) for line in spoken)
    return Call(
        recording=Recording(file, sha256, DURATION, 2),
        language="en",
        language_confidence=0.99,
        role_confidence=0.96,
        turns=turns,
        holds=(HOLD,),
        silences=(Span(44.5, 61.0), Span(78.6, 84.1)),
        overlaps=(Span(34.2, 35.1),),
        interruptions=(Interruption(34.2, Role.CUSTOMER),),
        metrics=METRICS,
        health=Health(issues, {"customer_speech_rate": issues[0].code} if issues else {}),
        loudness=Loudness((levels(turns, "channel:0"), levels(turns, "channel:1"))),
        metadata=CallMetadata(
            started_at=datetime(2025, 3, 14, 9, 26, tzinfo=UTC), agent=agent, queue="billing", direction="inbound"
        ),
        models={"asr": "whisper-base", "diarization": "channels"},
        options={"silence_gap": 3.0},
    )


def levels(turns: tuple[Turn, ...], speaker: str) -> tuple[float, ...]:
    """A believable level a second: near −25 dBFS while the speaker talks, the floor otherwise."""
    own = [item for item in turns if item.speaker == speaker]
    return tuple(
        round(-25 + 8 * math.sin(1.7 * second), 1)
        if any(item.start < second + 1 and item.end > second for item in own)
        else -80.0
        for second in range(int(DURATION))
    )
