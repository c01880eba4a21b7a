"""Putting recordings in line."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from qa_pipeline.errors import UsageError
from qa_pipeline.store.states import LEAST_URGENT, Lane, State
from qa_pipeline.store.tables import RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.claims import IN_LINE


def enqueue(
    session: Session,
    *,
    recording_ids: Sequence[int],
    lane: Lane,
    priority: int,
    states: Sequence[State] = (State.RECEIVED, State.FAILED),
) -> int:
    """Queue the recordings that are in one of the states, move those that are queued, and count the newly queued.

    Raises UsageError for a priority that is none.
    """
    if not 0 <= priority <= LEAST_URGENT:
        raise UsageError(f"priority {priority}: allowed are 0, the most urgent, to {LEAST_URGENT}")
    place = {"lane": lane, "priority": priority}
    these = update(RecordingTable).where(RecordingTable.id.in_(recording_ids))
    quietly = {"synchronize_session": False}
    session.execute(these.where(RecordingTable.state == State.QUEUED).values(place), execution_options=quietly)
    free = these.where(RecordingTable.state.in_(states)).values(IN_LINE | place | {"queued_at": utc_now()})
    return len(session.scalars(free.returning(RecordingTable.id), execution_options=quietly).all())
