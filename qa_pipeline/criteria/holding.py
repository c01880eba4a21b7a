"""Hold: permission, reason, limits, thanks; and no dead air."""

from collections.abc import Callable, Sequence
from typing import Annotated

from qa_pipeline.call import Hold, Role, Span
from qa_pipeline.criteria.answers import absent, answer, at_most, from_hits, not_applicable, said_in
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.places import Place, after_hold, before_hold, whole_call
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.criteria.words import clock
from qa_pipeline.finding import Evidence, Finding, Verdict

LONGEST_SILENCE = "The longest silence outside holds is {value:.1f} s; {limit:g} s are allowed."
Turns = Annotated[
    int,
    parameter("how many of the agent's turns next to the hold are looked at", unit="turns", source="a judgement", ge=1),
]
Within = Annotated[
    float,
    parameter("how far from the hold those turns may be", unit="seconds", source="a judgement", gt=0),
]


@criterion("hold_permission_asked", listens=("hold_permission",), measures=("hold_count",))
def hold_permission_asked(reading: Reading, *, turns: Turns = 3, within: Within = 30.0) -> Finding:
    """Before each hold the agent asks whether the customer may be put on hold."""
    return _each_hold(
        reading,
        "hold_permission",
        lambda hold: before_hold(reading, hold, turns, within),
        "asks for permission before each hold",
        "Permission is missing before",
        reading.holds,
    )


@criterion("hold_reason_given", listens=("hold_reason",), measures=("hold_count",))
def hold_reason_given(reading: Reading, *, turns: Turns = 3, within: Within = 30.0) -> Finding:
    """Before each hold the agent says why, or for how long, the customer will wait."""
    return _each_hold(
        reading,
        "hold_reason",
        lambda hold: before_hold(reading, hold, turns, within),
        "gives a reason or a time before each hold",
        "A reason or a time is missing before",
        reading.holds,
    )


@criterion("hold_thanks", listens=("hold_thanks",), measures=("hold_count",))
def hold_thanks(reading: Reading, *, turns: Turns = 2, within: Within = 30.0) -> Finding:
    """After each hold the agent thanks the customer for waiting; a hold that the call ends in needs no thanks."""
    returned = [hold for hold in reading.holds if any(turn.end > hold.end for turn in reading.call.turns)]
    return _each_hold(
        reading,
        "hold_thanks",
        lambda hold: after_hold(reading, hold, turns, within),
        "thanks the customer after each hold",
        "Thanks are missing after",
        returned,
    )


@criterion("hold_within_limits", measures=("hold_count", "longest_hold", "hold_time"))
def hold_within_limits(
    reading: Reading,
    *,
    longest: Annotated[
        float,
        parameter("longest single hold", unit="seconds", source="a policy: come back to the customer in time", gt=0),
    ] = 120.0,
    total: Annotated[
        float, parameter("longest time on hold in the whole call", unit="seconds", source="a policy", gt=0)
    ] = 300.0,
) -> Finding:
    """Each hold and all holds together stay within their limits."""
    if not reading.holds:
        return _no_hold(reading)
    longest_hold, hold_time = reading.metric("longest_hold"), reading.metric("hold_time")
    text = (
        f"The longest hold is {longest_hold:.0f} seconds (at most {longest:.0f}), "
        f"all together {hold_time:.0f} (at most {total:.0f})."
    )
    verdict = Verdict.MET if longest_hold <= longest and hold_time <= total else Verdict.NOT_MET
    sure = min(hold.confidence for hold in reading.holds)
    by_length = sorted(reading.holds, key=lambda hold: -hold.duration)
    return answer(verdict, text, confidence=sure, evidence=[_moment(hold) for hold in by_length])


@criterion("no_dead_air", measures=("longest_dead_air",))
def no_dead_air(
    reading: Reading,
    *,
    limit: Annotated[
        float,
        parameter(
            "longest silence of both sides, outside holds, that is let pass", unit="seconds", source="a policy", gt=0
        ),
    ] = 5.0,
) -> Finding:
    """The customer is never left in a long silence that nothing announced; an announced one is a hold."""
    evidence = [Evidence(gap.start, gap.end, Role.UNKNOWN) for gap in _unannounced(reading, limit)]
    return at_most(reading, "longest_dead_air", limit, LONGEST_SILENCE, roles=False, evidence=evidence)


def _each_hold(
    reading: Reading, key: str, place_of: Callable[[Hold], Place], what: str, lack: str, holds: Sequence[Hold]
) -> Finding:
    """Met when the agent says it at every hold. `what` completes "the agent …"; `lack` precedes "the hold at …"."""
    if not holds:
        return _no_hold(reading)
    whole_call(reading)
    said: list[Hit] = []
    for hold in holds:
        place = place_of(hold)
        hits = said_in(reading, key, place)
        if not hits:
            text = f"{lack} the hold at {clock(hold.start)}."
            return absent(reading, Verdict.NOT_MET, text, place, evidence=[_moment(hold)])
        said.append(min(hits, key=lambda hit: abs(hit.said.start - hold.start)))
    return from_hits(reading, Verdict.MET, f"The agent {what}.", said)


def _no_hold(reading: Reading) -> Finding:
    return not_applicable("The customer is not put on hold.", searched=reading.whole)


def _moment(hold: Hold) -> Evidence:
    return Evidence(hold.start, hold.end, Role.UNKNOWN)


def _unannounced(reading: Reading, limit: float) -> list[Span]:
    holds = reading.call.holds
    return [
        gap
        for gap in reading.call.silences
        if gap.duration > limit and not any(gap.start < hold.end and hold.start < gap.end for hold in holds)
    ]
