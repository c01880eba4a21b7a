"""Listening: understanding confirmed, no talking over the customer, talk ratio in range, no long monologue."""

from itertools import groupby
from typing import Annotated

from qa_pipeline.call import Role
from qa_pipeline.criteria.answers import answer, at_most, expected
from qa_pipeline.criteria.places import after, first_of, whole_call
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Evidence, Finding, Verdict

TALKED_OVER = "Times the agent interrupts the customer: {value:.0f}; {limit:g} allowed."
LONGEST_MONOLOGUE = "The agent's longest monologue lasts {value:.0f} s; {limit:g} s are allowed."
MURMUR = 1.0
"""Seconds; a shorter turn of the customer may only signal listening."""


@criterion("understanding_confirmed")
def understanding_confirmed(reading: Reading) -> Finding:
    """The agent says back, or asks to confirm, what the customer wants, once the customer has spoken."""
    first = first_of(reading.customer)
    if first is None:
        raise Undecidable("no word of the customer was heard")
    whole_call(reading)
    return expected(reading, "understanding_checked", after(reading, first.end), "confirms what was understood")


@criterion("no_interrupting")
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
    starts = [one.start for one in reading.call.interruptions if one.by is Role.AGENT]
    evidence = [_moment(reading, start) for start in starts]
    return at_most(reading, "agent_interruptions", limit, TALKED_OVER, roles=True, evidence=evidence)


@criterion("talk_ratio_in_range")
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


@criterion("no_long_monologue")
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


def _moment(reading: Reading, start: float) -> Evidence:
    """The interruption as far as the agent's turn that begins there goes on."""
    turn = min(reading.agent, key=lambda turn: abs(turn.start - start), default=None)
    end = turn.end if turn and turn.end > start else min(start + 1.0, reading.whole.end)
    return Evidence(start, end, Role.AGENT)
