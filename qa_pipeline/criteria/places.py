"""Where in a call something counts: the opening, the closing, after a moment, around a hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.call import Hold, Span, Turn
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.words import faults


@dataclass(frozen=True, slots=True)
class Place:
    """Turns of the agent that are looked through, the window they lie in, and its name in explanations."""

    name: str
    turns: tuple[Turn, ...]
    span: Span


def opening(reading: Reading, within: float) -> Place:
    """The agent's turns that begin within so many seconds of the agent's first word."""
    first = _first_agent_turn(reading)
    until = first.start + within
    turns = tuple(turn for turn in reading.agent if turn.start < until)
    return Place("the opening", turns, _window(reading, first.start, max(until, turns[0].end)))


def closing(reading: Reading, within: float) -> Place:
    """The agent's turns that end within so many seconds of the call's last word, and after the middle of the talk."""
    half = second_half(reading)
    since = max(half.span.start, half.span.end - within)
    return Place("the closing", tuple(turn for turn in half.turns if turn.end > since), Span(since, half.span.end))


def second_half(reading: Reading) -> Place:
    """The agent's turns that end after the middle between the agent's first word and the last word of the call."""
    first = _first_agent_turn(reading)
    last = max(turn.end for turn in reading.call.turns)
    middle = (first.start + last) / 2
    turns = tuple(turn for turn in reading.agent if turn.end > middle)
    return Place("the second half of the talk", turns, _window(reading, middle, last))


def whole_call(reading: Reading) -> Place:
    """Everything the agent said."""
    _first_agent_turn(reading)
    return Place("the call", reading.agent, reading.whole)


def after(reading: Reading, time: float) -> Place:
    """The agent's turns that are not over at a time, and all that follow."""
    turns = tuple(turn for turn in reading.agent if turn.end > time)
    return Place("what follows", turns, _window(reading, time, reading.whole.end))


def after_the_customer(reading: Reading) -> Place:
    """What the agent says once the customer has told something; raises Undecidable where no word of them was heard."""
    first = first_of(reading.worded(reading.customer)) or first_of(reading.customer)
    if first is None:
        raise Undecidable("no word of the customer was heard")
    _first_agent_turn(reading)
    return after(reading, first.end)


def following(reading: Reading, moment: Turn, count: int) -> Place:
    """The agent's next turns after a customer's turn, as many as `count`; an "mm-hm" is no turn here."""
    turns = reading.worded((turn for turn in reading.agent if turn.start > moment.start), first=count)
    until = turns[-1].end if turns else reading.whole.end
    return Place(f"the agent's next {count} turns", turns, _window(reading, moment.start, until))


def before_hold(reading: Reading, hold: Hold, count: int, within: float) -> Place:
    """The agent's last turns before a hold, begun no earlier than so many seconds before it."""
    # A hold found in the sound may begin a little before the last word has ended.
    turns = [turn for turn in reading.agent if turn.start < hold.start and turn.end > hold.start - within]
    return Place(
        "what comes just before the hold", tuple(turns[-count:]), Span(max(0.0, hold.start - within), hold.start)
    )


def after_hold(reading: Reading, hold: Hold, count: int, within: float) -> Place:
    """The agent's first turns after a hold, begun no later than so many seconds after it."""
    near = [turn for turn in reading.agent if turn.end > hold.end and turn.start < hold.end + within]
    return Place("what comes just after the hold", tuple(near[:count]), _window(reading, hold.end, hold.end + within))


def first_of(turns: Sequence[Turn]) -> Turn | None:
    """The earliest of the turns."""
    return min(turns, key=lambda turn: turn.start, default=None)


def _first_agent_turn(reading: Reading) -> Turn:
    first = reading.first_of_agent
    if first is None:
        raise Undecidable(", for ".join(filter(None, ("no word of the agent was heard", faults(reading.call.health)))))
    return first


def _window(reading: Reading, start: float, end: float) -> Span:
    limit = reading.whole.end
    return Span(min(start, limit), max(min(end, limit), min(start, limit)))
