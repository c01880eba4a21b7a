"""Listening: name used, understanding confirmed, no talking over the customer, talk ratio, no long monologue."""

from itertools import groupby
from typing import Annotated

from qa_pipeline.call import Role
from qa_pipeline.criteria.answers import absent, answer, at_most, from_hits, not_applicable, shown
from qa_pipeline.criteria.echoes import numbers_read_back, said_back
from qa_pipeline.criteria.interruptions import agent_interruptions
from qa_pipeline.criteria.naming import addressed, answered, introduced, spelt, spoken_to, uses_of, uses_of_told
from qa_pipeline.criteria.places import after, first_of, whole_call
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Evidence, Finding, Verdict

TALKED_OVER = "Times the agent interrupts the customer: {value:.0f}; {limit:g} allowed."
LONGEST_MONOLOGUE = "The agent's longest monologue lasts {value:.0f} s; {limit:g} s are allowed."
MURMUR = 1.0
"""Seconds; a shorter turn of the customer may only signal listening."""


@criterion(
    "customer_name_used",
    listens=(
        *("customer_name", "customer_addressed", "identity_asked", "name_asked", "name_before", "name_follows"),
        "time_named",
    ),
)
def customer_name_used(reading: Reading) -> Finding:
    """The agent uses the name that the customer gave or that is told of them, or a title and a name.

    A name is given unasked, or as the answer to a question for it. To use it is to speak to the customer by it; one in
    an address or a date of birth is none. Not applicable where nobody says the customer's name.
    """
    by_title = addressed(reading)
    namings = reading.said("customer_name", reading.customer)
    place = whole_call(reading)
    if by_title:
        return from_hits(reading, Verdict.MET, "The agent addresses the customer by name.", by_title)
    for naming in namings:
        uses = uses_of(reading, naming, [turn for turn in place.turns if turn.start > naming.said.start])
        if uses:
            text = "The customer gives their name, and the agent uses it."
            return from_hits(reading, Verdict.MET, text, (naming, uses[0]))
    by_name = spoken_to(reading)
    if by_name:
        return from_hits(reading, Verdict.MET, "The agent speaks to the customer by the name they gave.", by_name)
    by_told = uses_of_told(reading)
    if by_told:
        return from_hits(reading, Verdict.MET, "The agent speaks to the customer by the name on record.", by_told)
    given = namings or introduced(reading) or answered(reading) or spelt(reading)
    if not given:
        return not_applicable("The customer gives no name.", searched=place.span)
    text = "The customer gives their name, and the agent does not use it."
    return absent(reading, Verdict.NOT_MET, text, after(reading, given[0].said.start), evidence=[given[0].evidence])


@criterion("understanding_confirmed", listens=("understanding_checked", "problem_restated"))
def understanding_confirmed(reading: Reading) -> Finding:
    """The agent says back, or asks to confirm, what the customer wants, once the customer has spoken.

    Anything that the customer told counts: the matter, a wish, a number. The customer's yes is not asked for.
    """
    first = first_of(reading.customer)
    if first is None:
        raise Undecidable("no word of the customer was heard")
    whole_call(reading)
    place = after(reading, first.end)
    hits = said_back(reading, ("understanding_checked", "problem_restated"), place) or numbers_read_back(reading, place)
    return shown(reading, hits, place, "confirms what was understood")


@criterion("no_interrupting", measures=("agent_interruptions",))
def no_interrupting(
    reading: Reading,
    *,
    limit: Annotated[
        int,
        parameter(
            "how many interruptions by the agent are let pass",
            unit="interruptions",
            source="a judgement: one may be a misunderstanding on the line",
            ge=0,
        ),
    ] = 1,
) -> Finding:
    """The agent does not talk over the customer."""
    evidence = agent_interruptions(reading)
    return at_most(reading, "agent_interruptions", limit, TALKED_OVER, roles=True, evidence=evidence)


@criterion("talk_ratio_in_range", measures=("agent_talk_ratio",))
def talk_ratio_in_range(
    reading: Reading,
    *,
    low: Annotated[
        float, parameter("least share of the call that the agent speaks", unit="0 to 1", source="a policy", ge=0, le=1)
    ] = 0.2,
    high: Annotated[
        float,
        parameter("largest share of the call that the agent speaks", unit="0 to 1", source="a policy", ge=0, le=1),
    ] = 0.75,
) -> Finding:
    """The agent's share of the call lies within a range, so that neither only listens."""
    value = reading.metric("agent_talk_ratio")
    verdict = Verdict.MET if low <= value <= high else Verdict.NOT_MET
    text = f"The agent speaks for {value:.0%} of the call; {low:.0%} to {high:.0%} is the range."
    return answer(verdict, text, confidence=reading.call.role_confidence, searched=reading.whole)


@criterion("no_long_monologue", measures=("agent_longest_monologue",))
def no_long_monologue(
    reading: Reading,
    *,
    limit: Annotated[
        float,
        parameter("longest stretch that the agent may speak alone", unit="seconds", source="a policy", gt=0),
    ] = 60.0,
) -> Finding:
    """The agent never speaks for long without the customer taking a turn."""
    evidence = sorted(_stretches(reading), key=lambda stretch: stretch.start - stretch.end)[:1]
    return at_most(reading, "agent_longest_monologue", limit, LONGEST_MONOLOGUE, roles=True, evidence=evidence)


def _stretches(reading: Reading) -> list[Evidence]:
    """The agent's runs of turns with no turn of the customer between; a murmur of under a second is no turn."""
    floor = [turn for turn in reading.call.turns if turn.role is Role.AGENT or turn.span.duration >= MURMUR]
    runs = [tuple(run) for role, run in groupby(floor, key=lambda turn: turn.role) if role is Role.AGENT]
    return [Evidence(run[0].start, max(turn.end for turn in run), Role.AGENT) for run in runs]
