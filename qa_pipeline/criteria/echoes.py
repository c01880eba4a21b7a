"""What the agent says back: how much of what the customer told is in it.

Whoever says a matter back takes up its words. An explanation of one's own, however much it sounds like "so you were …",
has few of them.
"""

from collections import Counter
from functools import lru_cache

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import said_in
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import Place
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.stems import stems

COMMON = 0.01
"""Share of a pack's example sentences from which on a word belongs to the language and to no matter."""


STRONG = 3
"""Words of the matter with which a sentence of which meaning is in doubt says it back; of the tuning calls and the
golden dialogues, no other sentence had so many."""

DIGITS = 4
"""How many digits a number has at least that is read back; "at ten" and "one moment" are none."""

SUBSTANCE = 5
"""Words of a turn that belong to no other matter, from which on "is that right?" asks about more than a number."""


def said_back(reading: Reading, keys: tuple[str, ...], place: Place) -> list[Hit]:
    """Where the agent says one of the keys in the place and it is the customer's matter that is said back.

    A phrase says it by itself. By meaning alone a sentence says it when it has a word of the matter itself; without one
    it is in doubt, and with many a doubtful one says it.
    """
    found = said_in(reading.afresh(credulous=True), keys, place)
    firm = {hit.evidence for hit in said_in(reading.afresh(credulous=False), keys, place)}
    return reading.either([hit for hit in found if _says_back(reading, hit, firm=hit.evidence in firm)], found)


def _says_back(reading: Reading, hit: Hit, *, firm: bool) -> bool:
    shared = echo(reading, hit.turn, hit.evidence.quote)
    return bool(hit.phrase) or shared >= STRONG or (firm and shared > 0)


def numbers_read_back(reading: Reading, place: Place) -> list[Hit]:
    """Where the agent says a number of the customer's last turn again, digit by digit."""
    hits = []
    for turn in place.turns:
        said = [one for one in reading.customer if one.start < turn.start]
        if again := _again(reading.phrases, said[-1].text if said else "", turn.text):
            hits.append(quote(turn, *again))
    return hits


def _again(pack: LanguagePack, told: str, text: str) -> tuple[int, int] | None:
    """Where in a text a number of what was told stands again: in one run of digits, or in all of them together."""
    digits = "".join(run.digits for run in pack.digit_runs(told))
    runs = pack.digit_runs(text)
    for run in runs:
        if len(run.digits) >= DIGITS and run.digits in digits:
            return run.start, run.end
    whole = "".join(run.digits for run in runs)
    return (runs[0].start, runs[-1].end) if len(whole) >= DIGITS and whole in digits else None


def is_number(reading: Reading, hit: Hit) -> bool:
    """Whether what was said is a number, and hardly a word more."""
    runs = reading.phrases.digit_runs(hit.evidence.quote)
    digits = sum(len(hit.evidence.quote[run.start : run.end].split()) for run in runs)
    return 2 * digits >= len(hit.evidence.quote.split())


def has_substance(reading: Reading, turn: Turn) -> bool:
    """Whether an agent's turn that asks "is that right?" is about the matter, and not about a number read back."""
    return echo(reading, turn, turn.text) > 0 or len(stems(turn.text) - _common(reading.phrases)) >= SUBSTANCE


def echo(reading: Reading, turn: Turn, text: str) -> int:
    """How many words of a matter the text of an agent's turn shares with what the customer said before it."""
    told = reading.first_told
    return sum(told.get(stem, turn.start) < turn.start for stem in stems(text) - _common(reading.phrases))


@lru_cache(maxsize=16)
def _common(pack: LanguagePack) -> frozenset[str]:
    """The stems that the pack's own sentences are full of."""
    sentences = [text for one in pack.examples.values() for text in (*one.say, *one.contrast)]
    counts = Counter(stem for text in sentences for stem in stems(text))
    digits = frozenset(stem for word in pack.digits for stem in stems(word))
    return digits | {stem for stem, count in counts.items() if count > COMMON * len(sentences)}
