"""What becomes of a claim that ended without a result, where another try may help."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.store.states import MOST_TRIES, POISON, State
from qa_pipeline.store.tables import AttemptTable, RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.attempts import GIVEN_BACK, end
from qa_pipeline.store.writes.claims import NO_CLAIM, Changes, change_own


def retry(session: Session, *, recording_id: int, owner: str, code: str, reason: str, next_try_at: datetime) -> State:
    """End the claim with a failure that may pass: queue the recording for a later time, or, when it was tried as often
    as any may be, set it aside as poison with the reason of each try."""
    tries = 1 + (session.scalar(select(RecordingTable.tries).where(RecordingTable.id == recording_id)) or 0)
    end(session, recording_id, code=code, reason=reason)
    if tries < MOST_TRIES:
        change_own(session, recording_id, owner, {"tries": tries} | _later(code, reason, next_try_at))
        return State.QUEUED
    told = f"set aside after {tries} tries: {_reasons(session, recording_id, tries)}"
    aside: Changes = {"state": State.QUARANTINED, "error_code": POISON, "error_message": told, "tries": tries}
    change_own(session, recording_id, owner, aside | {"processed_at": utc_now()} | NO_CLAIM)
    return State.QUARANTINED


def set_back(session: Session, *, recording_id: int, owner: str, code: str, reason: str, next_try_at: datetime) -> None:
    """End the claim because of something that is no fault of the recording, and queue it for a later time."""
    change_own(session, recording_id, owner, _later(code, reason, next_try_at))
    end(session, recording_id, code=code, reason=reason)


def _later(code: str, reason: str, next_try_at: datetime) -> Changes:
    waiting: Changes = {"state": State.QUEUED, "stage": None, "next_try_at": next_try_at}
    return waiting | {"error_code": code, "error_message": reason} | NO_CLAIM


def _reasons(session: Session, recording_id: int, count: int) -> str:
    """The reasons of the last tries, oldest first; what was given back unfinished was none."""
    ended_badly = AttemptTable.code.is_not(None) & (AttemptTable.code != GIVEN_BACK)
    last = select(AttemptTable.reason).where(AttemptTable.recording_id == recording_id, ended_badly)
    found = session.scalars(last.order_by(AttemptTable.number.desc()).limit(count)).all()
    return "; ".join(f"({place}) {reason}" for place, reason in enumerate(reversed(found), start=1))
