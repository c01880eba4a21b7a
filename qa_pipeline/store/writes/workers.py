"""Which workers live."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from qa_pipeline.store.states import Lane
from qa_pipeline.store.tables import WorkerTable
from qa_pipeline.store.types import utc_now


def say_alive(session: Session, *, name: str, lanes: Sequence[Lane], processes: int) -> None:
    """Note that a worker lives, and has so many processes for these lanes."""
    now = utc_now()
    known = session.get(WorkerTable, name)
    if known is None:
        known = WorkerTable(name=name, lanes=",".join(lanes), started_at=now)
        session.add(known)
    known.processes, known.seen_at = processes, now


def say_gone(session: Session, *, name: str) -> None:
    """Note that a worker has ended."""
    session.execute(delete(WorkerTable).where(WorkerTable.name == name))
