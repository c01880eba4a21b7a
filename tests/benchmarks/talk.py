"""Calls of realistic size, no two alike, for benchmarks: about 60 turns of one to three sentences each.

A call is made of its number alone, so that every run measures the same calls.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from qa_pipeline.call import Call, CallMetadata, Hold, Interruption, Loudness, Recording, Role, Span, Turn, Word

FIRST_CALL = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FILLING: dict[str, Sequence[str]] = {
    "name": "Marta Elliot Priya Jonas Ingrid Callum Beatrice Omar Lucia Stefan Hana Dorothy".split(),
    "firm": ("Harbour Energy", "Northwind Telecom", "Lakeside Water", "Pellham Bank", "Alder Insurance"),
    "thing": "router invoice meter policy delivery card contract boiler parcel booking refund tariff".split(),
    "place": "kitchen hallway office basement depot branch warehouse village clinic station".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday tomorrow yesterday today".split(),
    "number": "two three four five six seven eleven twelve fifteen twenty thirty ninety".split(),
    "verb": "checked moved changed ordered cancelled paid repaired returned called read sent".split(),
}
GREETING = (
    "Good morning, thank you for calling {firm}. My name is {name}, how can I help you?",
    "{firm}, {name} speaking. What can I do for you today?",
    "Hello, you are through to {firm}, this is {name}.",
    "Yes, hello, what is your number?",
)
AGENT = (
    "Can I take your account number and the postcode, please?",
    "Could you confirm your date of birth for me?",
    "So if I understand you right, the {thing} was {verb} on {day} and nobody came, is that correct?",
    "I am sorry about the {thing}, that must be annoying after {number} days.",
    "I can see here that the {thing} was {verb} at the {place} on {day}.",
    "Let me have a look at the {thing} for you, one moment.",
    "May I put you on hold for {number} minutes while I ask the {place}?",
    "Thank you for holding, I have spoken to the {place} about your {thing}.",
    "What I have done now is that the {thing} is {verb} again, and the {place} knows about it.",
    "The engineer comes on {day} between {number} and {number}, and somebody will call you before.",
    "The reference is {number} {number} {number}, you will find it in the letter too.",
    "It costs {number} euros a month, and the first bill comes after {number} weeks.",
    "Our system shows {number} entries for the {place}, the last one is from {day}.",
    "That is a mistake on our side, the {thing} should never have been {verb}.",
    "Does that answer your question about the {thing}?",
    "Right, and the light on the front of it, is that green or is it blinking?",
    "The other department has the papers, and they look at them every {day}.",
    "I have written down that you {verb} the {thing} in the {place}, and that it was {number} o'clock.",
    "Well, as I said, it is in the terms that you signed.",
    "You can see the same in the app, under {thing}, then {place}.",
    "Okay.",
    "Mm-hm.",
)
CUSTOMER = (
    "It is about my {thing}, I {verb} it on {day} and since then nothing works in the {place}.",
    "My name is {name} and the number is {number} {number} {number} {number}.",
    "I have called {number} times already, and every time somebody says it will be {verb} by {day}.",
    "That is really not good enough, I was promised it would be done.",
    "Yes, that is right.",
    "No, not quite, it was the {thing} in the {place}, not the one I {verb} before.",
    "The neighbour in the {place} has the same {thing} and hers works.",
    "I am at work on {day}, so it would have to be after {number}.",
    "How long does that take, because I have {number} people waiting here?",
    "I would like to speak to a manager about this.",
    "Okay, that would be all right I suppose.",
    "Well we moved from the {place} in the spring, and I {verb} everything then, or I thought I had.",
    "It says {number} on the {thing} and then it goes off again after {number} minutes.",
    "All right, thank you.",
    "Uh huh.",
    "Hang on, I have to find the paper, it is somewhere in the {place}.",
    "So who pays for the {thing} then, me or you?",
    "That is sorted then, great.",
)
CLOSING = (
    "Is there anything else I can help you with today?",
    "Thank you very much for calling {firm}, have a good day. Goodbye.",
    "Right, bye then.",
)


def calls(count: int) -> Iterator[Call]:
    """So many calls, of 1 to 12 minutes each."""
    return (call(number) for number in range(count))


def call(number: int) -> Call:
    """The call of that number; of 20 one has unsure roles, and of 50 one a language without a pack."""
    chance = random.Random(number)  # noqa: S311  # the same calls every time, not secrets
    turns = tuple(_turns(chance))
    end = turns[-1].end
    holds = (Hold(end / 3, end / 3 + 40, "music", "inferred", 0.9),) if chance.random() < 0.4 else ()
    return Call(
        recording=Recording(f"call_{number:06}.wav", f"{number:064x}", round(end + 1.5, 2), 2),
        language="sv" if number % 50 == 7 else "en",
        language_confidence=0.97,
        role_confidence=0.62 if number % 20 == 3 else round(chance.uniform(0.85, 1.0), 3),
        turns=turns,
        holds=holds,
        silences=(Span(end / 2, end / 2 + 3.4),),
        interruptions=(Interruption(end / 4, Role.AGENT),) * chance.randrange(3),
        metrics=_metrics(turns, holds, chance),
        loudness=Loudness(tuple(tuple(round(chance.gauss(-28, 6), 1) for _ in range(int(end))) for _ in range(2))),
        metadata=_metadata(number, chance),
        models={"transcriber": "whisper-base", "diarizer": "pyannote"},
    )


def _turns(chance: random.Random) -> Iterator[Turn]:
    count = max(12, round(chance.gauss(60, 18)))
    now = chance.uniform(0.5, 4.0)
    for place in range(count):
        agent = place % 2 == 0
        lines = GREETING if place == 0 else CLOSING if agent and place > count - 5 else AGENT if agent else CUSTOMER
        sentences = 1 if place == 0 else chance.choice((1, 1, 1, 2))
        text = " ".join(_filled(chance.choice(lines), chance) for _ in range(sentences))
        spoken = _turn(Role.AGENT if agent else Role.CUSTOMER, now, text, chance)
        yield spoken
        now = spoken.end + chance.uniform(0.1, 1.2)


def _filled(line: str, chance: random.Random) -> str:
    for field, words in FILLING.items():
        while f"{{{field}}}" in line:
            line = line.replace(f"{{{field}}}", chance.choice(words), 1)
    return line


def _turn(role: Role, start: float, text: str, chance: random.Random) -> Turn:
    words, now = [], start
    for word in text.split():
        end = now + 0.12 + 0.05 * len(word)
        words.append(Word(word, round(now, 2), round(end, 2), round(chance.uniform(0.6, 1.0), 3)))
        now = end + 0.02
    speaker = "channel:0" if role is Role.AGENT else "channel:1"
    return Turn(role, words[0].start, words[-1].end, text, tuple(words), speaker)


def _metrics(turns: Sequence[Turn], holds: Sequence[Hold], chance: random.Random) -> dict[str, float | None]:
    talk = sum(turn.end - turn.start for turn in turns if turn.role is Role.AGENT)
    return {
        "duration": turns[-1].end + 1.5,
        "agent_talk_ratio": talk / turns[-1].end,
        "hold_count": float(len(holds)),
        "hold_time": sum(hold.duration for hold in holds),
        "longest_hold": max((hold.duration for hold in holds), default=0.0),
        "longest_dead_air": chance.uniform(0, 8),
        "agent_interruptions": float(chance.randrange(4)),
        "agent_longest_monologue": chance.uniform(8, 80),
        "first_agent_speech": turns[0].start,
    }


def _metadata(number: int, chance: random.Random) -> CallMetadata:
    return CallMetadata(
        started_at=FIRST_CALL + timedelta(minutes=7 * number),
        agent=chance.choice(FILLING["name"]),
        queue=chance.choice(("support", "billing", "sales")),
        direction="inbound",
        call_type=chance.choice(("fault", "invoice", "order")),
    )
