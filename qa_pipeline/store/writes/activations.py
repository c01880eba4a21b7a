"""Making a scorecard the one that calls are scored by."""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_pipeline.finding import ScorecardRef
from qa_pipeline.store.tables import ActivationTable
from qa_pipeline.store.types import utc_now


def activate(
    session: Session, *, scorecard: ScorecardRef, queue: str | None, call_type: str | None, starts_at: datetime
) -> None:
    """Score the calls of a queue and call type (None: of any) from a time on by this scorecard."""
    session.add(
        ActivationTable(
            scorecard_name=scorecard.name,
            scorecard_version=scorecard.version,
            scorecard_digest=scorecard.digest,
            queue=queue,
            call_type=call_type,
            starts_at=starts_at,
            created_at=utc_now(),
        )
    )
