"""Confidentiality: no payment or sign-in secret is spoken or asked for aloud."""

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import forbidden
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding

# ISO/IEC 7812-1: a payment card number has up to 19 digits; the shortest in use have 13.
SHORTEST_CARD, LONGEST_CARD = 13, 19


@criterion("no_card_data_aloud", listens=("card_data_asked", "card_data_said", "card_words"))
def no_card_data_aloud(reading: Reading) -> Finding:
    """The agent neither says nor asks for a full card number, a security code, a password or a PIN aloud."""
    place = whole_call(reading)
    hits = (
        *reading.said("card_data_asked", place.turns),
        *reading.said("card_data_said", place.turns),
        *_card_numbers(reading, place.turns),
    )
    ordered = sorted(hits, key=lambda hit: hit.said.start)
    return forbidden(reading, ordered, place, "says or asks for card data or a password aloud")


def _card_numbers(reading: Reading, turns: tuple[Turn, ...]) -> list[Hit]:
    """Runs of digits as long as a card's that prove to be one, or that are called one in the same turn."""
    pack = reading.phrases
    return [
        quote(turn, run.start, run.end)
        for turn in turns
        for run in pack.digit_runs(turn.text)
        if SHORTEST_CARD <= len(run.digits) <= LONGEST_CARD
        if passes_luhn(run.digits) or pack.find("card_words", turn.text)
    ]


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn's formula, ISO/IEC 7812-1 annex B)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
