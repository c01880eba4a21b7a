"""What waits, what is in hand, what went wrong, and who works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from qa_pipeline.store.reads.failures import failures_by_code
from qa_pipeline.store.states import Lane, State
from qa_pipeline.store.tables import AttemptTable, RecordingTable, WorkerTable

RECENT = (timedelta(minutes=5), timedelta(minutes=60))
# A worker says that it lives every few seconds; one that was silent for this long is taken for dead.
SILENT = timedelta(seconds=60)
FOR_EVER = datetime.max.replace(tzinfo=UTC)
# When the newest attempt at a recording began.
STARTED = (
    select(AttemptTable.started_at)
    .where(AttemptTable.recording_id == RecordingTable.id, AttemptTable.number == RecordingTable.attempts)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A recording in somebody's hands."""

    recording_id: int
    owner: str
    lease_until: datetime
    stage: str | None
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Worker:
    """A `callqa worker` that lives."""

    name: str
    lanes: tuple[Lane, ...]
    processes: int
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many recordings of a lane are in a state."""

    state: State
    lane: Lane
    count: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a recording; without a code it ended in a score, without an end it goes on."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    worker: str
    code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a worker wants to know of a recording in hand; `waited` is the seconds between queued and claimed."""

    duration: float | None
    size_bytes: int
    tries: int
    waited: float | None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How the queue stands. `done` counts what was scored in the last 5 and 60 minutes, `audio_seconds` its length."""

    counts: tuple[LaneCount, ...]
    done: tuple[int, int]
    audio_seconds: tuple[float, float]
    oldest_queued_at: datetime | None
    later: int
    failures: Mapping[str, int]
    workers: tuple[Worker, ...]

    def count(self, *states: State) -> int:
        return sum(one.count for one in self.counts if one.state in states)


def queue_figures(session: Session, *, now: datetime) -> QueueFigures:
    """The figures of the queue; seven statements, however much waits."""
    by_lane = select(RecordingTable.state, RecordingTable.lane, func.count())
    counts = session.execute(by_lane.group_by(RecordingTable.state, RecordingTable.lane)).all()
    oldest = select(func.min(RecordingTable.queued_at)).where(RecordingTable.state == State.QUEUED)
    recent = [_done(session, since=now - span) for span in RECENT]
    later = [RecordingTable.state == State.QUEUED, RecordingTable.next_try_at > now]
    return QueueFigures(
        counts=tuple(LaneCount(*one) for one in counts),
        done=(recent[0][0], recent[1][0]),
        audio_seconds=(recent[0][1], recent[1][1]),
        oldest_queued_at=session.scalar(oldest),
        later=session.scalar(select(func.count()).select_from(RecordingTable).where(*later)) or 0,
        failures=failures_by_code(session),
        workers=workers(session, now=now),
    )


def oldest_queued(session: Session) -> Mapping[Lane, datetime]:
    """Since when the recording waits that has waited longest in each lane."""
    oldest = select(RecordingTable.lane, func.min(RecordingTable.queued_at))
    waiting = oldest.where(RecordingTable.state == State.QUEUED).group_by(RecordingTable.lane)
    return {lane: since for lane, since in session.execute(waiting) if since is not None}


def due(session: Session, *, now: datetime) -> Mapping[Lane, int]:
    """How many recordings of each lane wait and may be taken now."""
    of_lanes = select(RecordingTable.lane, func.count()).where(RecordingTable.state == State.QUEUED, is_due(now))
    return dict(session.execute(of_lanes.group_by(RecordingTable.lane)).all())


def unfinished(session: Session, *, lanes: Sequence[Lane]) -> int:
    """How many recordings of the lanes wait, now or for a later try, or are in hand."""
    open_ones = RecordingTable.state.in_((State.QUEUED, State.PROCESSING))
    count = select(func.count()).select_from(RecordingTable).where(open_ones, RecordingTable.lane.in_(lanes))
    return session.scalar(count) or 0


def claims(session: Session) -> tuple[Claim, ...]:
    """Every recording that somebody has in hand, or had when he died."""
    query = select(
        RecordingTable.id,
        RecordingTable.owner,
        RecordingTable.lease_until,
        RecordingTable.stage,
        STARTED,
    ).where(RecordingTable.state == State.PROCESSING)
    rows = session.execute(query)
    # A check constraint holds that what is in processing has an owner and a lease.
    return tuple(Claim(one[0], one[1] or "", one[2] or FOR_EVER, one[3], one[4]) for one in rows)


def facts(session: Session, *, recording_id: int) -> Facts:
    """What a worker wants to know of a recording that it holds, or held."""
    row = session.execute(
        select(
            RecordingTable.duration, RecordingTable.size_bytes, RecordingTable.tries, RecordingTable.queued_at, STARTED
        ).where(RecordingTable.id == recording_id)
    ).one()
    waited = (row[4] - row[3]).total_seconds() if row[3] and row[4] else None
    return Facts(row[0], row[1], row[2], waited)


def workers(session: Session, *, now: datetime) -> tuple[Worker, ...]:
    """The workers that live, longest first."""
    alive = select(WorkerTable).where(WorkerTable.seen_at > now - SILENT)
    found = session.scalars(alive.order_by(WorkerTable.started_at, WorkerTable.name))
    return tuple(
        Worker(one.name, tuple(Lane(lane) for lane in one.lanes.split(",")), one.processes, one.started_at, one.seen_at)
        for one in found
    )


def attempts(session: Session, *, recording_id: int) -> tuple[Attempt, ...]:
    """Every try at a recording, in order."""
    rows = session.scalars(
        select(AttemptTable).where(AttemptTable.recording_id == recording_id).order_by(AttemptTable.number)
    )
    return tuple(Attempt(one.number, one.started_at, one.ended_at, one.worker, one.code, one.reason) for one in rows)


def ended_badly(session: Session, *, states: Sequence[State], code: str = "") -> tuple[int, ...]:
    """The recordings in these states, or those of them with an error code."""
    query = select(RecordingTable.id).where(RecordingTable.state.in_(states)).order_by(RecordingTable.id)
    return tuple(session.scalars(query.where(RecordingTable.error_code == code) if code else query))


def is_due(now: datetime) -> ColumnElement[bool]:
    """That a queued recording may be taken now."""
    return or_(RecordingTable.next_try_at.is_(None), RecordingTable.next_try_at <= now)


def _done(session: Session, *, since: datetime) -> tuple[int, float]:
    done = [RecordingTable.processed_at >= since, RecordingTable.state == State.SCORED]
    count, seconds = session.execute(select(func.count(), func.sum(RecordingTable.duration)).where(*done)).one()
    return count, float(seconds or 0.0)
