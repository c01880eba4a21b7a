"""From the tables to `CallRow`."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, selectinload

from qa_pipeline.store.reads.values import CallRow, Direction
from qa_pipeline.store.tables import RecordingTable, ScoreTable
from qa_pipeline.store.told import metadata_of

RowQuery = Select[RecordingTable, ScoreTable | None]


def recordings_with_score(*, since: datetime | None = None, until: datetime | None = None) -> RowQuery:
    """Every recording of the time beside its current score, or beside nothing."""
    current = and_(
        ScoreTable.recording_id == RecordingTable.id, ScoreTable.is_current, *within(since, until, ScoreTable)
    )
    joined = select(RecordingTable, ScoreTable).outerjoin(ScoreTable, current)
    return cast(RowQuery, joined.where(*within(since, until, RecordingTable)))


def within(
    since: datetime | None, until: datetime | None, table: type[RecordingTable] | type[ScoreTable]
) -> list[ColumnElement[bool]]:
    """That a call took place in that time. Both tables are asked, so that neither is looked through as a whole."""
    called_at: Any = table.called_at
    from_then = [called_at >= since] if since else []
    return [*from_then, called_at < until] if until else from_then


def call_rows(session: Session, query: RowQuery) -> tuple[CallRow, ...]:
    """The rows of the query, in its order; flags come with one more statement for every 500 rows."""
    fresh = query.options(selectinload(ScoreTable.flags)).execution_options(populate_existing=True)
    return tuple(_call_row(recording, score) for recording, score in session.execute(fresh))


def _call_row(recording: RecordingTable, score: ScoreTable | None) -> CallRow:
    return CallRow(
        id=recording.id,
        file=recording.file,
        sha256=recording.sha256,
        path=recording.path,
        state=recording.state,
        stage=recording.stage,
        received_at=recording.received_at,
        processed_at=recording.processed_at,
        duration=recording.duration,
        channels=recording.channels,
        language=recording.language,
        agent=recording.agent,
        team=recording.team,
        queue=recording.queue,
        direction=cast(Direction | None, recording.direction),
        call_type=recording.call_type,
        started_at=recording.started_at,
        scorecard_name=score.scorecard_name if score else None,
        scorecard_version=score.scorecard_version if score else None,
        score=score.score if score else None,
        score_low=score.score_low if score else None,
        score_high=score.score_high if score else None,
        passed=score.passed if score else None,
        band=score.band if score else None,
        auto_fail=score is not None and score.auto_fail_criterion is not None,
        coverage=score.coverage if score else None,
        flags=tuple(flag.flag for flag in score.flags) if score else (),
        error_code=recording.error_code,
        error_message=recording.error_message,
        customer_reference=recording.customer_reference,
        hold_events=recording.hold_events,
        attempts=recording.attempts,
        metadata=metadata_of(recording),
        audio_key=recording.audio_key,
    )
