"""Who has a recording and where it stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from qa_pipeline.errors import LeaseLost
from qa_pipeline.store.reads.queue import is_due
from qa_pipeline.store.states import CLAIMABLE, Lane, State
from qa_pipeline.store.tables import RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.attempts import GIVEN_BACK, begin, end

Changes = dict[str, Any]
NO_CLAIM: Changes = {"owner": None, "lease_until": None}
NO_ERROR: Changes = {"error_code": None, "error_message": None}
IN_LINE: Changes = {"state": State.QUEUED, "stage": None, "tries": 0, "next_try_at": None} | NO_ERROR


def requeue(session: Session, *, recording_id: int) -> bool:
    """Put the recording in line to be heard, or heard again; False when a worker has it or it does not exist."""
    free = RecordingTable.state != State.PROCESSING
    return changed(session, recording_id, free, IN_LINE | {"queued_at": utc_now()})


def quarantine(session: Session, *, recording_id: int, code: str, reason: str) -> bool:
    """Set the recording aside for a person to put right; False when a worker has it or it is scored already."""
    free = RecordingTable.state.in_(CLAIMABLE)
    aside = {"state": State.QUARANTINED, "error_code": code, "error_message": reason}
    return changed(session, recording_id, free, aside)


def clear(session: Session, *, recording_id: int) -> bool:
    """Take a recording out of quarantine, to be queued; False when it is not there, or is not set aside."""
    aside = RecordingTable.state == State.QUARANTINED
    return changed(session, recording_id, aside, {"state": State.RECEIVED, "stage": None} | NO_ERROR)


def claim(session: Session, *, recording_id: int, owner: str, lease_seconds: float, now: datetime) -> bool:
    """Take the recording for `owner`, a name no other attempt has, until the lease ends; False when it is not free.

    Free are received, queued and failed recordings, and one in processing whose lease is over.
    One UPDATE decides, so of many that try at once exactly one is told True.
    """
    is_over = and_(RecordingTable.state == State.PROCESSING, RecordingTable.lease_until < now)
    free = or_(RecordingTable.state.in_(CLAIMABLE), is_over)
    lease = {"owner": owner, "lease_until": now + timedelta(seconds=lease_seconds)}
    begun = {"state": State.PROCESSING, "stage": None, "next_try_at": None, "attempts": RecordingTable.attempts + 1}
    if not changed(session, recording_id, free, lease | begun | NO_ERROR):
        return False
    begin(session, recording_id, worker=owner, now=now)
    return True


def claim_next(
    session: Session, *, owner: str, lanes: Sequence[Lane], lease_seconds: float, now: datetime
) -> int | None:
    """Take the most urgent of the queued recordings whose turn has come: by lane in the order given, then by priority,
    then the one that has waited longest. None when nothing waits."""
    for lane in lanes:
        due = select(RecordingTable.id).where(RecordingTable.state == State.QUEUED, RecordingTable.lane == lane)
        first = (
            due.where(is_due(now))
            .order_by(RecordingTable.priority, RecordingTable.queued_at, RecordingTable.id)
            .limit(1)
        )
        # PostgreSQL: two that ask at once are given two recordings. SQLite: the one write lock is held already.
        recording_id = session.scalar(first.with_for_update(skip_locked=True))
        if recording_id is not None:
            claim(session, recording_id=recording_id, owner=owner, lease_seconds=lease_seconds, now=now)
            return recording_id
    return None


def holder(session: Session, *, recording_id: int) -> str | None:
    """The owner whose claim stands, whether or not its lease is over; None when nobody has the recording."""
    return session.scalar(select(RecordingTable.owner).where(RecordingTable.id == recording_id))


def held(session: Session, *, owner: str) -> int | None:
    """The recording that `owner` holds, whether or not its lease is over; None when it holds none."""
    own = and_(RecordingTable.state == State.PROCESSING, RecordingTable.owner == owner)
    return session.scalar(select(RecordingTable.id).where(own))


def renew(session: Session, *, recording_id: int, owner: str, lease_seconds: float, now: datetime) -> None:
    """Hold the claim for another lease, counted from now."""
    change_own(session, recording_id, owner, {"lease_until": now + timedelta(seconds=lease_seconds)})


def set_stage(session: Session, *, recording_id: int, owner: str, stage: str) -> None:
    """Tell which stage of the pipeline the recording is in."""
    change_own(session, recording_id, owner, {"stage": str(stage)})


def release(session: Session, *, recording_id: int, owner: str) -> None:
    """Give the claim back unfinished, as a worker does that is told to stop; the recording is queued again."""
    change_own(session, recording_id, owner, {"state": State.QUEUED, "stage": None} | NO_CLAIM)
    end(session, recording_id, code=GIVEN_BACK, reason="given back unfinished")


def mark_failed(session: Session, *, recording_id: int, owner: str, code: str, reason: str) -> None:
    """End the claim with an error; the recording may be claimed again. `stage` stays: it is where it went wrong."""
    failed = {"state": State.FAILED, "error_code": code, "error_message": reason, "processed_at": utc_now()}
    change_own(session, recording_id, owner, failed | NO_CLAIM)
    end(session, recording_id, code=code, reason=reason)


def changed(session: Session, recording_id: int, free: ColumnElement[bool], to: Changes) -> bool:
    """Change the recording if it is still free for it, in one conditional UPDATE."""
    change = update(RecordingTable).where(RecordingTable.id == recording_id, free).values(to)
    found = session.scalar(change.returning(RecordingTable.id), execution_options={"synchronize_session": False})
    return found is not None


def change_own(session: Session, recording_id: int, owner: str, to: Changes) -> None:
    """Change a recording that `owner` holds; raises LeaseLost when the claim is another's by now."""
    own = and_(RecordingTable.state == State.PROCESSING, RecordingTable.owner == owner)
    if not changed(session, recording_id, own, to):
        raise LeaseLost(f"recording {recording_id}: lease lost, {owner} does not hold it any more")
