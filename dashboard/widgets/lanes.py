"""The timeline's lanes: when each side spoke, and how loud it was while it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from dashboard.widgets.words import ROLES
from qa_pipeline.call import Call, Role, Turn

# A strip of about a thousand pixels shows no more bars than this.
MOST_BARS = 400

# Speech lies between a whisper's −54 dBFS and a shout's −6; the bars spread over that.
QUIETEST_DB, LOUDEST_DB = -54.0, -6.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One side's lane: its turns as (start, end) in seconds, and bars of 0 to 1 over the whole call (0 where silent).

    `levels` is empty where the loudness is not known.
    """

    role: str
    label: str
    spans: tuple[tuple[float, float], ...]
    levels: tuple[float, ...]


def lanes_of(call: Call) -> tuple[Lane, ...]:
    """The agent's lane, the customer's, and one for speakers of unknown role where there are any."""
    roles = [Role.AGENT, Role.CUSTOMER, Role.UNKNOWN]
    return tuple(_lane(call, role) for role in roles if role is not Role.UNKNOWN or call.turns_of(role))


def _lane(call: Call, role: Role) -> Lane:
    turns = call.turns_of(role)
    spans = tuple((turn.start, turn.end) for turn in turns)
    return Lane(role.value, ROLES[role], spans, _levels(call, turns))


def _levels(call: Call, turns: Sequence[Turn]) -> tuple[float, ...]:
    channels = call.loudness.dbfs
    if not channels or not turns:
        return ()
    own = channels[min(_channel(turns), len(channels) - 1)]
    speaking = {second for turn in turns for second in range(int(turn.start), ceil(turn.end))}
    heard = [_height(level) if second in speaking else 0.0 for second, level in enumerate(own)]
    return _at_most(heard, MOST_BARS)


def _channel(turns: Sequence[Turn]) -> int:
    kind, _, number = turns[0].speaker.partition(":")
    return int(number) if kind == "channel" and number.isdecimal() else 0


def _height(dbfs: float) -> float:
    share = (dbfs - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    return round(min(1.0, max(0.05, share)), 3)


def _at_most(levels: Sequence[float], most: int) -> tuple[float, ...]:
    size = -(-len(levels) // most) or 1
    return tuple(max(levels[start : start + size]) for start in range(0, len(levels), size))
