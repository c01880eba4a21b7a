"""The recordings that ended badly, and where those stand that somebody names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_pipeline.store.states import ENDED_BADLY, POISON, State
from qa_pipeline.store.tables import RecordingTable


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a recording stands; `code` and `reason` are those of its last failure, `at` when its last try ended."""

    id: int
    file: str
    state: State
    code: str
    reason: str
    at: datetime | None

    @property
    def may_be_retried(self) -> bool:
        """Whether `enqueue_again` queues it."""
        return self.state is State.FAILED or (self.state is State.QUARANTINED and self.code == POISON)


def failed(session: Session, *, limit: int) -> tuple[Standing, ...]:
    """The recordings that failed, the newest failure first."""
    newest = (RecordingTable.processed_at.desc().nulls_last(), RecordingTable.id.desc())
    query = select(RecordingTable).where(RecordingTable.state == State.FAILED)
    return _standings(session, query.order_by(*newest).limit(limit))


def standings(session: Session, *, recording_ids: Sequence[int]) -> tuple[Standing, ...]:
    """Those of the recordings that are known, in order of number."""
    query = select(RecordingTable).where(RecordingTable.id.in_(recording_ids))
    return _standings(session, query.order_by(RecordingTable.id))


def failures_by_code(session: Session, *, states: Sequence[State] = ENDED_BADLY) -> Mapping[str, int]:
    """How many recordings in these states have each error code, the commonest first."""
    count = func.count()
    by_code = select(func.coalesce(RecordingTable.error_code, "error"), count)
    badly = by_code.where(RecordingTable.state.in_(states)).group_by(RecordingTable.error_code)
    return dict(session.execute(badly.order_by(count.desc(), RecordingTable.error_code)).all())


def _standings(session: Session, query: Select[RecordingTable]) -> tuple[Standing, ...]:
    return tuple(
        Standing(row.id, row.file, row.state, row.error_code or "", row.error_message or "", row.processed_at)
        for row in session.scalars(query)
    )
