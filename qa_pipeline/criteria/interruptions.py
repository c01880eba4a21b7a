"""The moments in which the agent breaks in on the customer."""

from qa_pipeline.call import Role
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Evidence


def agent_interruptions(reading: Reading, since: float = 0.0) -> list[Evidence]:
    """The agent's interruptions from a time on, each as far as the agent's turn that begins there goes on."""
    starts = [one.start for one in reading.call.interruptions if one.by is Role.AGENT and one.start >= since]
    return [_moment(reading, start) for start in starts]


def _moment(reading: Reading, start: float) -> Evidence:
    turn = min(reading.agent, key=lambda turn: abs(turn.start - start), default=None)
    end = turn.end if turn and turn.end > start else min(start + 1.0, reading.whole.end)
    return Evidence(start, end, Role.AGENT)
