"""Keeping what was heard and how it scored."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_pipeline.call import Call
from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Scored
from qa_pipeline.store.codec import encode_call
from qa_pipeline.store.embeddings import StoredEmbeddings
from qa_pipeline.store.scores import current_score, rows_of, scored_of
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import CallTable, EmbeddingTable, RecordingTable
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.attempts import end
from qa_pipeline.store.writes.claims import NO_CLAIM, change_own
from qa_pipeline.store.writes.recordings import date_scores, learn


def save_result(
    session: Session,
    *,
    recording_id: int,
    owner: str,
    call: Call,
    scored: Scored,
    playback: str | None,
    embeddings: StoredEmbeddings | None = None,
    wording: str | None = None,
) -> None:
    """End the claim with what was heard and how it scored; a call and a score from before give way to these.

    `wording` is the state of pack, names and heads of meaning that it was scored by.
    """
    now = utc_now()
    heard = {
        "state": State.SCORED,
        "stage": None,
        "tries": 0,
        "processed_at": now,
        "duration": call.recording.duration,
        "channels": call.recording.channels,
        "language": call.language,
    }
    change_own(session, recording_id, owner, heard | NO_CLAIM)
    end(session, recording_id)
    told = learn(session, recording_id, call.metadata)
    if told != call.metadata:  # more was told while it was heard: the score is of before
        call, wording = call.retold(told), None
    session.merge(
        CallTable(
            recording_id=recording_id,
            analysis=encode_call(call),
            models=dict(call.models),
            playback=playback,
            heard_at=now,
        )
    )
    save_embeddings(session, recording_id=recording_id, embeddings=embeddings)
    save_score(session, recording_id=recording_id, scored=scored, wording=wording)


def save_embeddings(session: Session, *, recording_id: int, embeddings: StoredEmbeddings | None) -> None:
    """Keep the vectors of the call's sentences in place of those from before; None leaves none."""
    session.execute(delete(EmbeddingTable).where(EmbeddingTable.recording_id == recording_id))
    if embeddings is not None:
        session.add(EmbeddingTable(recording_id=recording_id, model=embeddings.model, vectors=embeddings.vectors))


def save_score(session: Session, *, recording_id: int, scored: Scored, wording: str | None = None) -> bool:
    """Make this the recording's current score and keep the ones before it.

    False when the current score is the same to the last digit: it stays, and is known to hold under this wording too.
    Raises UsageError when there is no such recording.
    """
    locked = select(RecordingTable.id).where(RecordingTable.id == recording_id).with_for_update()
    if session.scalar(locked) is None:
        raise UsageError(f"recording {recording_id}: there is no such recording")
    before = current_score(session, recording_id=recording_id)
    if before and scored_of(before) == scored:
        before.wording = wording
        return False
    if before:
        before.is_current = False
        session.flush()
    session.add(rows_of(scored, recording_id=recording_id, created_at=utc_now(), wording=wording))
    session.flush()
    date_scores(session, [recording_id])
    return True
