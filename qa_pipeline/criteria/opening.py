"""Opening: answered in time, recording notice, company and own name given, help offered."""

import re
from collections.abc import Sequence
from typing import Annotated

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import absent, at_most, expected, from_hits, said_in, shown, within_window
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.places import Place, opening
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict

FIRST_WORD = "The agent's first word comes after {value:.1f} s; {limit:g} s are allowed."
# "Cobalt Power, Derek.": a company of two to four words and a name; a lone word before the name may be a "hello".
BARE_GREETING = re.compile(r"\s*((?:\w[\w&'’-]*\s+){1,3}\w[\w&'’-]*)[,.]\s+(\w[\w'’-]*)\s*(?:[.!?]|$)")
# "Tarn and Fell Water.": a company of three words or more, with small words inside and a department after it.
BARE_COMPANY = re.compile(r"\s*((?:\w[\w&'’-]*\s+){2,5}\w[\w&'’-]*)\s*(?:,\s+\w+\s*)?[.!?]?\s*$")
SMALL = 3
"""Letters of a word that may be small within a name: "and", "of", "de"."""

GREETING = 2
"""Turns of the agent in which they say who they are: whoever rings somebody up may ask for them first."""

Within = Annotated[
    float,
    parameter(
        "how long after the agent's first word the opening lasts",
        unit="seconds",
        source="a judgement: a greeting is over in half a minute",
        gt=0,
    ),
]
Names = Annotated[
    Sequence[str],
    parameter(
        "names that count, one of which must be said; none given means that any name in a greeting counts",
        unit="names",
        source="the scorecard's owner",
    ),
]


@criterion("answered_in_time", measures=("first_agent_speech",))
def answered_in_time(
    reading: Reading,
    *,
    limit: Annotated[
        float,
        parameter(
            "how long after the start of the recording the agent may speak first",
            unit="seconds",
            source="a policy: the common target of a call answered within 20 seconds",
            gt=0,
        ),
    ] = 20.0,
) -> Finding:
    """The agent's first words come soon enough after the recording starts."""
    return at_most(reading, "first_agent_speech", limit, FIRST_WORD, roles=True)


@criterion("recording_notice_given", listens=("recording_notice",))
def recording_notice_given(
    reading: Reading,
    *,
    within: Annotated[
        float,
        parameter(
            "how long after the agent's first word the notice may come",
            unit="seconds",
            source="a judgement: before the matter itself is talked of",
            gt=0,
        ),
    ] = 45.0,
) -> Finding:
    """The agent says in the opening that the call is recorded, or may be."""
    return expected(reading, "recording_notice", opening(reading, within), "says that the call is recorded")


@criterion("company_named", listens=("company_named",))
def company_named(reading: Reading, *, within: Within = 30.0, names: Names = ()) -> Finding:
    """The agent says in the opening which company, team or service was reached."""
    place = opening(reading, within)
    if not names:
        known = reading.said_names(reading.vocabulary.companies, place.turns)
        known = known or _bare_company(place)
        return _greeted(reading, "company_named", place, "names the company", known)
    hits = [hit for name in names for hit in reading.said_words(name, place.turns)]
    hits = hits or list(reading.said_names(reading.vocabulary.companies_called(names), place.turns))
    if hits:
        return from_hits(reading, Verdict.MET, "The agent names the company.", hits)
    return absent(reading, Verdict.NOT_MET, f"None of {', '.join(names)} is said in {place.name}.", place)


@criterion("own_name_given", listens=("own_name",))
def own_name_given(reading: Reading, *, within: Within = 30.0) -> Finding:
    """The agent gives their name in the opening."""
    place = opening(reading, within)
    known = reading.said_names(reading.vocabulary.agents, _before_the_customer(reading, place))
    return _greeted(reading, "own_name", place, "gives their name", known)


@criterion("help_offered", listens=("help_offered",))
def help_offered(reading: Reading, *, within: Within = 30.0) -> Finding:
    """The agent offers help in the opening."""
    return expected(reading, "help_offered", opening(reading, within), "offers help")


def _greeted(reading: Reading, key: str, place: Place, what: str, known: Sequence[Hit]) -> Finding:
    """As `expected`; names of the vocabulary (`known`), and a bare company and name as the first words, say it too."""
    said = _greetings(reading, key, place)
    return shown(reading, said or within_window(known, place) or _bare_greeting(place), place, what)


def _greetings(reading: Reading, key: str, place: Place) -> list[Hit]:
    """Where the agent says the key in the place; by meaning alone later than in their first two turns it is in doubt.

    What sounds like a name by then is often another's, or the customer's.
    """
    early = reading.worded(place.turns, first=GREETING)
    firm = said_in(reading.afresh(credulous=False), key, place)
    sure = {hit.evidence for hit in firm}
    believed = said_in(reading.afresh(credulous=True), key, place)
    return reading.either(
        [hit for hit in firm if hit.phrase or hit.turn in early],
        [hit for hit in believed if hit.phrase or hit.turn in early or hit.evidence in sure],
    )


def _bare_company(place: Place) -> tuple[Hit, ...]:
    """The agent's first turn where it is but the name of a company."""
    first = place.turns[0]
    found = BARE_COMPANY.match(first.text)
    words = found[1].split() if found is not None else []
    named = words and all(word[0].isupper() for word in (words[0], words[-1]))
    if found is None or not named or not all(word[0].isupper() or len(word) <= SMALL for word in words):
        return ()
    return (quote(first, *found.span(1)),)


def _before_the_customer(reading: Reading, place: Place) -> tuple[Turn, ...]:
    """The agent's first turn, and those that follow it before the customer speaks.

    Later the agent may well say a name that an agent has too: the customer's, who has given it by then.
    """
    first = place.turns[0]
    answers = (turn.start for turn in reading.worded(reading.customer) if turn.start > first.start)
    until = min(answers, default=place.span.end)
    return (first, *(turn for turn in place.turns[1:] if turn.start < until))


def _bare_greeting(place: Place) -> list[Hit]:
    """The agent's first words where they are but two capitalised names, the company's and the agent's."""
    first = place.turns[0]
    found = BARE_GREETING.match(first.text)
    if found is None or not all(word[0].isupper() for word in found.group().split()):
        return []
    return [quote(first, found.start(1), found.end())]
