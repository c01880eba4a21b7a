"""What changes the database, as keyword-only functions of a session.

Everything a worker writes about a recording it claimed names the claim's `owner`; when another worker has taken
the recording over since, the write raises Transient and changes nothing.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qa_pipeline.call import Call, CallMetadata
from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.finding import Scored
from qa_pipeline.store.codec import encode_call
from qa_pipeline.store.scores import current_score, rows_of, scored_of
from qa_pipeline.store.search import searchable
from qa_pipeline.store.states import CLAIMABLE, State
from qa_pipeline.store.tables import CallTable, RecordingTable
from qa_pipeline.store.types import utc_now

INSERT: dict[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@dataclass(frozen=True, slots=True)
class Registered:
    """A recording that is known now; `created` is False when these very bytes were known before."""

    id: int
    created: bool
    state: State


def register(
    session: Session, *, path: str, file: str, sha256: str, size_bytes: int, metadata: CallMetadata
) -> Registered:
    """Make the recording known under its sha256, once; one that is known already keeps all that is known of it.

    Raises UsageError for a file name that is no text.
    """
    _require_text(path)
    now = utc_now()
    told = asdict(metadata) | _derived(file, metadata, received_at=now)
    insert = INSERT[session.get_bind().dialect.name](RecordingTable).values(
        path=path, file=file, sha256=sha256, size_bytes=size_bytes, received_at=now, **told
    )
    created = session.scalar(insert.on_conflict_do_nothing(index_elements=["sha256"]).returning(RecordingTable.id))
    known = session.execute(
        select(RecordingTable.id, RecordingTable.state).where(RecordingTable.sha256 == sha256)
    ).one()
    return Registered(known.id, created is not None, known.state)


def queue(session: Session, *, recording_id: int) -> bool:
    """Put the recording in line to be heard (again); False when a worker has it or there is no such recording."""
    return _moved(
        session,
        RecordingTable.id == recording_id,
        RecordingTable.state != State.PROCESSING,
        state=State.QUEUED,
        stage=None,
        error_code=None,
        error_message=None,
    )


def quarantine(session: Session, *, recording_id: int, code: str, reason: str) -> bool:
    """Set the recording aside for a person to put right; False when a worker has it or it is scored already."""
    return _moved(
        session,
        RecordingTable.id == recording_id,
        RecordingTable.state.in_(CLAIMABLE),
        state=State.QUARANTINED,
        error_code=code,
        error_message=reason,
    )


def claim(session: Session, *, recording_id: int, owner: str, lease_seconds: float, now: datetime) -> bool:
    """Take the recording for `owner`, a name no other attempt has, until the lease ends; False when it is not free.

    Free are received, queued and failed recordings, and one in processing whose lease is over.
    One UPDATE decides, so of many that try at once exactly one is told True.
    """
    is_over = and_(RecordingTable.state == State.PROCESSING, RecordingTable.lease_until < now)
    return _moved(
        session,
        RecordingTable.id == recording_id,
        or_(RecordingTable.state.in_(CLAIMABLE), is_over),
        state=State.PROCESSING,
        owner=owner,
        lease_until=now + timedelta(seconds=lease_seconds),
        attempts=RecordingTable.attempts + 1,
        stage=None,
        error_code=None,
        error_message=None,
    )


def renew(session: Session, *, recording_id: int, owner: str, lease_seconds: float, now: datetime) -> None:
    """Hold the claim for another lease, counted from now."""
    _move_own(session, recording_id, owner, lease_until=now + timedelta(seconds=lease_seconds))


def set_stage(session: Session, *, recording_id: int, owner: str, stage: str) -> None:
    """Tell which stage of the pipeline the recording is in."""
    _move_own(session, recording_id, owner, stage=str(stage))


def release(session: Session, *, recording_id: int, owner: str) -> None:
    """Give the claim back unfinished, as a worker does that is told to stop; the recording is queued again."""
    _move_own(session, recording_id, owner, state=State.QUEUED, stage=None, **NO_CLAIM)


def mark_failed(session: Session, *, recording_id: int, owner: str, code: str, reason: str) -> None:
    """End the claim with an error; the recording may be claimed again. `stage` stays: it is where it went wrong."""
    _move_own(
        session,
        recording_id,
        owner,
        state=State.FAILED,
        error_code=code,
        error_message=reason,
        processed_at=utc_now(),
        **NO_CLAIM,
    )


def save_result(
    session: Session, *, recording_id: int, owner: str, call: Call, scored: Scored, playback: str | None
) -> None:
    """End the claim with what was heard and how it scored; a call and a score from before give way to these."""
    now = utc_now()
    _move_own(
        session,
        recording_id,
        owner,
        state=State.SCORED,
        stage=None,
        processed_at=now,
        duration=call.recording.duration,
        channels=call.recording.channels,
        language=call.language,
        **NO_CLAIM,
    )
    _learn(session, recording_id, call.metadata)
    session.merge(
        CallTable(
            recording_id=recording_id,
            analysis=encode_call(call),
            models=dict(call.models),
            playback=playback,
            heard_at=now,
        )
    )
    save_score(session, recording_id=recording_id, scored=scored)


def save_score(session: Session, *, recording_id: int, scored: Scored) -> bool:
    """Make this the recording's current score and keep the ones before it.

    False, and nothing is written, when the current score is the same to the last digit. Raises UsageError when
    there is no such recording.
    """
    locked = select(RecordingTable.id).where(RecordingTable.id == recording_id).with_for_update()
    if session.scalar(locked) is None:
        raise UsageError(f"recording {recording_id}: there is no such recording")
    before = current_score(session, recording_id=recording_id)
    if before and scored_of(before) == scored:
        return False
    if before:
        before.is_current = False
        session.flush()
    session.add(rows_of(scored, recording_id=recording_id, created_at=utc_now()))
    session.flush()
    return True


NO_CLAIM: dict[str, Any] = {"owner": None, "lease_until": None}


def _moved(session: Session, *which: Any, **values: Any) -> bool:
    moved = update(RecordingTable).where(*which).values(**values).returning(RecordingTable.id)
    return session.scalar(moved, execution_options={"synchronize_session": False}) is not None


def _move_own(session: Session, recording_id: int, owner: str, **values: Any) -> None:
    own = (
        RecordingTable.id == recording_id,
        RecordingTable.state == State.PROCESSING,
        RecordingTable.owner == owner,
    )
    if not _moved(session, *own, **values):
        raise Transient(f"recording {recording_id}: lease lost, {owner} does not hold it any more")


def _learn(session: Session, recording_id: int, metadata: CallMetadata) -> None:
    """Keep what the pipeline was told of the call, where it says more than the registration did."""
    told = {name: value for name, value in asdict(metadata).items() if value is not None}
    if not told:
        return
    recording = session.get_one(RecordingTable, recording_id, populate_existing=True)
    for name, value in told.items():
        setattr(recording, name, value)
    known = CallMetadata(**{name: getattr(recording, name) for name in asdict(metadata)})
    for name, value in _derived(recording.file, known, received_at=recording.received_at).items():
        setattr(recording, name, value)


def _derived(file: str, metadata: CallMetadata, *, received_at: datetime) -> dict[str, Any]:
    return {
        "called_at": metadata.started_at or received_at,
        "search_text": searchable(file, metadata.agent, metadata.customer_reference),
    }


def _require_text(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{path!r}: the file name is not UTF-8 text; rename the file") from None
