"""What hangs on who is who: a call with agent and customer exchanged, and which answers change with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from qa_pipeline.call import Call, Health, Role
from qa_pipeline.criteria.reading import who_is_who
from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Finding, Scored, SwapChange, SwapCheck, Verdict

AGENT, CUSTOMER = "agent_", "customer_"
FIRST_SPEECH = "first_agent_speech"

Value = TypeVar("Value")


def swapped(call: Call) -> Call:
    """The call with agent and customer exchanged: turns, interruptions, measurements and those withheld.

    Its holds stay: what is heard in them has no role.
    """
    turns = tuple(replace(turn, role=turn.role.other) for turn in call.turns)
    metrics = _exchanged(call.metrics)
    if FIRST_SPEECH in metrics:
        metrics[FIRST_SPEECH] = min((turn.start for turn in turns if turn.role is Role.AGENT), default=None)
        if FIRST_SPEECH in call.health.withheld:
            metrics[FIRST_SPEECH] = None
    return replace(
        call,
        turns=turns,
        interruptions=tuple(replace(one, by=one.by.other) for one in call.interruptions),
        metrics=metrics,
        health=Health(call.health.issues, _exchanged(call.health.withheld)),
    )


def compared(as_heard: Scored, exchanged: Scored) -> SwapCheck:
    """The answers and the score of a call, both ways round; both results are of one scorecard."""
    pairs = ((one.finding, other.finding) for one, other in zip(as_heard.criteria, exchanged.criteria, strict=True))
    changes = tuple(
        SwapChange(one.criterion, one.verdict, other.verdict, one.level, other.level)
        for one, other in pairs
        if (one.verdict, one.level) != (other.verdict, other.level)
    )
    return SwapCheck(as_heard.score, exchanged.score, changes)


def undecided(call: Call, change: SwapChange) -> Finding:
    """The answer to a criterion that is answered one way or the other by who is who, where nobody knows that."""
    text = (
        f"The machine cannot tell: as heard it is {_answer(change.as_heard, change.as_heard_level)}, with agent and "
        f"customer exchanged {_answer(change.swapped, change.swapped_level)}, and {who_is_who(call)}."
    )
    return Finding(change.criterion, Verdict.UNDETERMINED, 0.0, text)


def _answer(verdict: Verdict, level: float | None) -> str:
    return plain(verdict) if level is None else f"level {level:g} ({plain(verdict)})"


def _exchanged(named: Mapping[str, Value]) -> dict[str, Value]:
    return {_other_side(name): value for name, value in named.items()}


def _other_side(metric: str) -> str:
    if metric.startswith(AGENT):
        return CUSTOMER + metric.removeprefix(AGENT)
    return AGENT + metric.removeprefix(CUSTOMER) if metric.startswith(CUSTOMER) else metric
