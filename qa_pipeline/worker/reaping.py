"""Clearing up after the dead: recordings they had in hand, and messages that were lost with them or with the broker."""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from qa_pipeline.errors import CallqaError, LeaseLost
from qa_pipeline.lease import is_dead
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import Lane, State
from qa_pipeline.worker.app import send, waiting_messages
from qa_pipeline.worker.hearing import later

log = logging.getLogger(__name__)

LOST = "worker_lost"


@dataclass(frozen=True, slots=True)
class Reaped:
    """What one round did: recordings queued again and set aside."""

    queued: int = 0
    set_aside: int = 0


class Reaper:
    """Queues what dead workers had in hand, or sets it aside when it was the third to lose its worker.

    Dead is an owner whose process was of this host and has ended, or whose lease is over and stays so for half a lease
    more in which the database answers: after an outage every lease is over, and its owner renews it in a moment. Safe
    to run anywhere, any number of times: each claim is ended by one.
    """

    def __init__(self, store: Store, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._over: dict[reads.Claim, float] = {}

    @property
    def in_doubt(self) -> int:
        """Of how many claims whose lease is over the owner may live yet."""
        return len(self._over)

    @property
    def grace(self) -> float:
        """Seconds in which an owner that lives renews a lease that is over."""
        return self._settings.lease_seconds / 2

    def look(self) -> Reaped:
        """One round. Raises what the store raises; then every owner has its time anew."""
        try:
            return self._look()
        except CallqaError:
            self._over.clear()
            raise

    def _look(self) -> Reaped:
        now = datetime.now(UTC)
        with self._store.reading() as session:
            claims = reads.claims(session)
        over = {claim: self._over.get(claim, self._clock()) for claim in claims if claim.lease_until < now}
        dead = [claim for claim in claims if is_dead(claim.owner) or self._is_long(over.get(claim))]
        self._over = {claim: since for claim, since in over.items() if claim not in dead}
        ends = [_end(self._store, self._settings, claim, now) for claim in dead]
        return Reaped(queued=ends.count(State.QUEUED), set_aside=ends.count(State.QUARANTINED))

    def _is_long(self, since: float | None) -> bool:
        return since is not None and self._clock() - since >= self.grace


def resend(store: Store, settings: Settings) -> int:
    """Send the messages that are missing: fewer wait at the broker than recordings in the database. Says how many.

    Raises Transient where the broker is away.
    """
    with store.reading() as session:
        due = reads.due(session, now=datetime.now(UTC))
    sent = 0
    for lane in Lane:
        missing = due.get(lane, 0) and due[lane] - waiting_messages(settings, lane)
        send(settings, lane, max(0, missing))
        sent += max(0, missing)
    return sent


def give_back(store: Store, pids: set[int]) -> int:
    """Give back what these processes of this host had in hand when they were told to end at once; no try is counted."""
    host = socket.gethostname()
    with store.reading() as session:
        theirs = [claim for claim in reads.claims(session) if _is_of(claim.owner, host, pids)]
    for claim in theirs:
        with store.session() as session:
            writes.release(session, recording_id=claim.recording_id, owner=claim.owner)
    return len(theirs)


def _end(store: Store, settings: Settings, claim: reads.Claim, now: datetime) -> State | None:
    reason = _reason(claim, now)
    try:
        with store.session() as session:
            tries = reads.facts(session, recording_id=claim.recording_id).tries
            state = writes.retry(
                session,
                recording_id=claim.recording_id,
                owner=claim.owner,
                code=LOST,
                reason=reason,
                next_try_at=later(settings, tries=tries) if tries else now,
            )
    except LeaseLost:
        return None  # somebody else was first
    log.warning("%s", reason, extra={"recording_id": claim.recording_id, "code": LOST})
    return state


def _reason(claim: reads.Claim, now: datetime) -> str:
    host, pid, *_ = (*claim.owner.split("/"), "?")
    stage = f"in stage {claim.stage}" if claim.stage else "before its first stage"
    if not is_dead(claim.owner):
        return f"worker {host}/{pid} gave no sign of life for the length of a lease, {stage}"
    after = f" after {(now - claim.started_at).total_seconds():.0f} s" if claim.started_at else ""
    return f"worker {host}/{pid} ended while hearing it, {stage}{after} (killed, crashed, or out of memory)"


def _is_of(owner: str, host: str, pids: set[int]) -> bool:
    parts = owner.split("/")
    return len(parts) == 4 and parts[0] == host and parts[1].isdigit() and int(parts[1]) in pids
