"""Which scorecards were made active, for which calls and from when."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.activation import Activation
from qa_pipeline.store.tables import ActivationTable


def activations(session: Session) -> tuple[Activation, ...]:
    """Every activation there was, in the order in which they were made."""
    rows = session.scalars(select(ActivationTable).order_by(ActivationTable.id))
    return tuple(
        Activation(
            id=row.id,
            name=row.scorecard_name,
            version=row.scorecard_version,
            digest=row.scorecard_digest,
            queue=row.queue,
            call_type=row.call_type,
            starts_at=row.starts_at,
            created_at=row.created_at,
        )
        for row in rows
    )
