"""Confidentiality: no payment or sign-in secret is spoken or asked for aloud."""

from collections.abc import Sequence

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import forbidden
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import whole_call
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding
from qa_pipeline.language.matching import DigitRun

Run = tuple[Turn, DigitRun]
"""Digits in a row, and the agent's turn that has them."""

# ISO/IEC 7812-1: a payment card number has up to 19 digits; the shortest in use have 13.
SHORTEST_CARD, LONGEST_CARD = 13, 19
# Cards in use have 15 or 16 digits, and begin with 3 to 6 (the industries of travel, banking and merchandising).
CARD_LENGTHS, CARD_BEGINS = (15, 16), "3456"
# As a card shows them: four groups of four, one of which may be misheard.
GROUP, LEAST_IN_FOURS = 4, 12
# "And the password?" – "Marmalade nine four." – "Marmalade nine four, lovely."
ASKED_BEFORE = 2


@criterion("no_card_data_aloud", listens=("card_data_asked", "card_data_said", "secret_words", "card_words"))
def no_card_data_aloud(reading: Reading) -> Finding:
    """The agent neither says nor asks for a full card number, a security code, a password or a PIN aloud.

    Digits are a card's number where they prove to be one, or where a card is spoken of in the same turn or in one
    beside it: a digit that was misheard breaks the proof. Elsewhere in a call about a card they are for a person.
    A short number sounds like a code by its meaning alone: it may be one where a secret is spoken of just before.
    """
    place = whole_call(reading)
    asked, runs = reading.said("card_data_asked", place.turns), _runs(reading)
    hits = (*asked, *_secrets(reading), *_card_numbers(reading, runs), *_in_fours(reading, runs))
    ordered = sorted(hits, key=lambda hit: hit.said.start)
    if not ordered and _card_in_doubt(reading, runs):
        raise Undecidable("a card is spoken of, and the agent says digits that may be its number")
    return forbidden(reading, ordered, place, "says or asks for card data or a password aloud")


def _secrets(reading: Reading) -> list[Hit]:
    """Where a code, a password or a PIN is said; by meaning alone only near words that name a secret.

    A reference or an order number that is read out means the same to a head as a code.
    """
    said = reading.said("card_data_said", reading.agent)
    return [hit for hit in said if hit.phrase or _spoken_near(reading, "secret_words", hit.turn, before=ASKED_BEFORE)]


def _card_numbers(reading: Reading, runs: Sequence[Run]) -> list[Hit]:
    """Runs of digits as long as a card's that prove to be one, or near which a card is spoken of."""
    return [
        quote(turn, run.start, run.end)
        for turn, run in runs
        if SHORTEST_CARD <= len(run.digits) <= LONGEST_CARD
        if passes_luhn(run.digits) or _card_spoken_of(reading, turn)
    ]


def _in_fours(reading: Reading, runs: Sequence[Run]) -> list[Hit]:
    """A card's number read in groups of four with words or an "mm-hm" between, where a card is spoken of."""
    read: list[Run] = []
    for turn, run in runs:
        if read and not _goes_on(reading, read[-1][0], turn):
            read = []
        read = [*read, (turn, run)] if len(run.digits) % GROUP == 0 else []
        if sum(len(each.digits) for _, each in read) >= LEAST_IN_FOURS and _card_spoken_of(reading, read[0][0]):
            first, last = read[0], read[-1]
            end = last[1].end if last[0] is first[0] else first[1].end
            return [quote(first[0], first[1].start, end)]
    return []


def _runs(reading: Reading) -> list[Run]:
    pack = reading.phrases
    return [(turn, run) for turn in reading.agent for run in pack.digit_runs(turn.text)]


def _goes_on(reading: Reading, turn: Turn, later: Turn) -> bool:
    """Whether the customer says nothing but "mm-hm" between two turns of the agent."""
    between = [one for one in reading.customer if turn.start < one.start < later.start]
    return not reading.worded(between)


def _card_spoken_of(reading: Reading, turn: Turn) -> bool:
    """Whether a card is spoken of in the turn, or in the one before or after it."""
    return _spoken_near(reading, "card_words", turn, before=1)


def _spoken_near(reading: Reading, key: str, turn: Turn, *, before: int) -> bool:
    """Whether the key is said in the turn, in one of so many before it, or in the one after it."""
    turns = reading.call.turns
    place = turns.index(turn)
    return bool(reading.said(key, turns[max(0, place - before) : place + 2]))


def _card_in_doubt(reading: Reading, runs: Sequence[Run]) -> bool:
    """Whether digits of the agent look like a card's number in a call in which a card is spoken of."""
    numbers = [run.digits for _, run in runs if len(run.digits) in CARD_LENGTHS]
    return any(digits[0] in CARD_BEGINS for digits in numbers) and bool(reading.said("card_words", reading.call.turns))


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn's formula, ISO/IEC 7812-1 annex B)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
