"""Putting recordings in line."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from qa_pipeline.errors import UsageError
from qa_pipeline.store.states import LEAST_URGENT, POISON, Lane, State
from qa_pipeline.store.tables import RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.claims import IN_LINE


def enqueue(session: Session, *, recording_ids: Sequence[int], lane: Lane, priority: int) -> int:
    """Queue the recordings that were received or failed, move those that are queued, and count the newly queued.

    Raises UsageError for a priority that is none.
    """
    if not 0 <= priority <= LEAST_URGENT:
        raise UsageError(f"priority {priority}: allowed are 0, the most urgent, to {LEAST_URGENT}")
    place = {"lane": lane, "priority": priority}
    these = update(RecordingTable).where(RecordingTable.id.in_(recording_ids))
    quietly = {"synchronize_session": False}
    session.execute(these.where(RecordingTable.state == State.QUEUED).values(place), execution_options=quietly)
    free = these.where(RecordingTable.state.in_((State.RECEIVED, State.FAILED))).values(
        IN_LINE | place | {"queued_at": utc_now()}
    )
    return len(session.scalars(free.returning(RecordingTable.id), execution_options=quietly).all())


def enqueue_again(session: Session, *, recording_ids: Sequence[int]) -> int:
    """Queue recordings once more in the lane they were in: those that failed or were set aside as poison, no others.

    What was set aside for another reason has to be put right first. Says how many were queued.
    """
    poison = and_(RecordingTable.state == State.QUARANTINED, RecordingTable.error_code == POISON)
    free = or_(RecordingTable.state == State.FAILED, poison)
    change = update(RecordingTable).where(RecordingTable.id.in_(recording_ids), free)
    queued = change.values(IN_LINE | {"queued_at": utc_now()}).returning(RecordingTable.id)
    return len(session.scalars(queued, execution_options={"synchronize_session": False}).all())
