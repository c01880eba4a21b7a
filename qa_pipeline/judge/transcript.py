"""What of a call is sent to the judge: its turns with personal data hidden and words to the judge left out."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qa_pipeline.call import Turn
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.dialogue.redaction import FEWEST_DIGITS, Hidden, Redacted, redact
from qa_pipeline.judge.addressed import sentences_to_judge
from qa_pipeline.judge.names import people, places_of
from qa_pipeline.language.vocabulary import Name

LEFT_OUT = "left out"
"""The kind of what is said to the judge: it is shown as `[left out]`."""


@dataclass(frozen=True, slots=True)
class SentTurn:
    """A turn as it is sent, under its number from 1."""

    number: int
    turn: Turn
    shown: Redacted

    @property
    def addresses_judge(self) -> bool:
        """Whether something in it was said to the judge."""
        return any(one.kind == LEFT_OUT for one in self.shown.hidden)


@dataclass(frozen=True, slots=True)
class Sent:
    """The turns that are sent, in order."""

    turns: tuple[SentTurn, ...]

    @property
    def data(self) -> str:
        """The turns as JSON, one a line; text in it cannot end a string, a line or the list."""
        return "[" + ",\n".join(_as_json(one) for one in self.turns) + "]"

    @property
    def hidden(self) -> Counter[str]:
        """How many stretches of each kind were hidden."""
        return Counter(one.kind for turn in self.turns for one in turn.shown.hidden)

    def turn(self, number: int) -> SentTurn | None:
        """The turn of that number, if there is one."""
        return self.turns[number - 1] if 0 < number <= len(self.turns) else None


def to_send(reading: Reading) -> Sent:
    """The turns of a call as the judge may see them."""
    names = people(reading)
    return Sent(
        tuple(
            SentTurn(number, turn, redact(turn.text, _personal(reading, names, turn.text)))
            for number, turn in enumerate(reading.call.turns, start=1)
        )
    )


def _personal(reading: Reading, names: tuple[Name, ...], text: str) -> Iterator[Hidden]:
    for start, end in sentences_to_judge(text):
        yield Hidden(start, end, LEFT_OUT)
    for start, end in places_of(names, text):
        yield Hidden(start, end, "name")
    pack = reading.pack if reading.has_pack else None
    for run in pack.digit_runs(text) if pack else ():
        if len(run.digits) >= FEWEST_DIGITS:
            yield Hidden(run.start, run.end, "number")


def _as_json(one: SentTurn) -> str:
    written = {"turn": one.number, "role": one.turn.role.value, "text": one.shown.text}
    line = json.dumps(written, ensure_ascii=False)
    # Letters of every language stay; other line ends, and characters that nobody sees, are written out.
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
