"""Which scorecard is active for which calls, and from when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """From `starts_at` on, by the time of the call, the calls of a queue and call type are scored by a scorecard.

    None as queue or call type is any; letter case does not count. `digest` is the sha256 of the scorecard's file then.
    """

    id: int
    name: str
    version: int
    digest: str
    queue: str | None
    call_type: str | None
    starts_at: datetime
    created_at: datetime

    @property
    def scope(self) -> tuple[str | None, str | None]:
        """The queue and the call type as they are compared."""
        return _folded(self.queue), _folded(self.call_type)

    @property
    def precision(self) -> int:
        """How narrow the scope is: queue and call type 3, a queue 2, a call type 1, every call 0."""
        return 2 * (self.queue is not None) + (self.call_type is not None)

    def covers(self, queue: str | None, call_type: str | None) -> bool:
        """Whether calls of that queue and call type are meant."""
        pairs = zip(self.scope, (_folded(queue), _folded(call_type)), strict=True)
        return all(wanted is None or wanted == found for wanted, found in pairs)


def in_force(
    activations: Iterable[Activation], *, queue: str | None, call_type: str | None, at: datetime
) -> Activation | None:
    """The activation that a call goes by: the narrowest that covers it, of those the newest; None without any."""
    begun = (one for one in activations if one.starts_at <= at and one.covers(queue, call_type))
    return max(begun, key=lambda one: (one.precision, one.starts_at, one.id), default=None)


def current(activations: Iterable[Activation], *, at: datetime) -> tuple[Activation, ...]:
    """What is in force at a time, one for each scope, narrowest first."""
    return tuple(one for one, until in spans(activations) if one.starts_at <= at and (until is None or until > at))


def spans(activations: Iterable[Activation]) -> tuple[tuple[Activation, datetime | None], ...]:
    """Every activation that holds for some time, with the time at which another of its scope follows; None where none
    does. Scope by scope, the narrowest first, each in order of time."""
    by_scope: dict[tuple[str | None, str | None], list[Activation]] = {}
    for one in sorted(activations, key=lambda one: (one.starts_at, one.id)):
        by_scope.setdefault(one.scope, []).append(one)
    held = []
    for known in sorted(by_scope.values(), key=lambda of: (-of[0].precision, of[0].queue or "", of[0].call_type or "")):
        ends = [*(one.starts_at for one in known[1:]), None]
        # Of two that begin at one time the one made later counts.
        held += [(one, end) for one, end in zip(known, ends, strict=True) if end != one.starts_at]
    return tuple(held)


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold()
