"""Reviews: what people answered where the machine had answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from qa_pipeline.finding import Verdict
from qa_pipeline.store.tables import Base
from qa_pipeline.store.types import words_of


class ReviewTable(Base):
    """A person's answer to one criterion of a call, beside the machine's as it was then. Rows are added, never changed.

    A later row of the same person on the same criterion takes the place of this one when it is read.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("verdict = machine_verdict OR (reason IS NOT NULL AND length(reason) > 0)", "reason"),
        CheckConstraint("length(reviewer) > 0", "reviewer"),
        Index(None, "recording_id", "criterion"),
        {"sqlite_autoincrement": True},  # of two rows of one moment the higher number is the later
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    scorecard_name: Mapped[str]
    scorecard_version: Mapped[int]
    scorecard_digest: Mapped[str]
    criterion: Mapped[str]
    machine_verdict: Mapped[Verdict] = mapped_column(words_of(Verdict, "machine_verdict"))
    machine_confidence: Mapped[float]
    verdict: Mapped[Verdict]
    reason: Mapped[str | None]
    reviewer: Mapped[str]
    created_at: Mapped[datetime]
