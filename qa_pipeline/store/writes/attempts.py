"""The attempts at a recording: begun with a claim, ended with it."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from qa_pipeline.store.tables import AttemptTable, RecordingTable
from qa_pipeline.store.types import utc_now

GIVEN_BACK = "given_back"
TAKEN_OVER = "taken_over"


def begin(session: Session, recording_id: int, *, worker: str, now: datetime) -> None:
    """Note that a worker has begun; an attempt that was left open by a dead one is over."""
    end(session, recording_id, code=TAKEN_OVER, reason="its lease ended and another worker took the recording")
    number = select(RecordingTable.attempts).where(RecordingTable.id == recording_id).scalar_subquery()
    begun = insert(AttemptTable).values(recording_id=recording_id, number=number, started_at=now, worker=worker)
    session.execute(begun)


def end(session: Session, recording_id: int, *, code: str | None = None, reason: str | None = None) -> None:
    """Note how the attempt that goes on has ended; without a code, in a score."""
    open_ones = update(AttemptTable).where(AttemptTable.recording_id == recording_id, AttemptTable.ended_at.is_(None))
    ended = open_ones.values(ended_at=utc_now(), code=code, reason=reason)
    session.execute(ended, execution_options={"synchronize_session": False})
