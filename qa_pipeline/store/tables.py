"""The tables; docs/database.md tells what each is for and who writes it."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from qa_pipeline.call import Role, Span
from qa_pipeline.finding import Verdict
from qa_pipeline.store.states import LEAST_URGENT, Lane, State
from qa_pipeline.store.types import JsonObject, JsonOrNothing, PortableJson, Spans, UtcDateTime, utc_now, words_of


class Base(DeclarativeBase):
    """Names every constraint, so that a later migration can change it on either database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        float: Double(),
        str: Text(),
        datetime: UtcDateTime(),
        JsonObject: PortableJson,
        State: words_of(State, "state"),
        Lane: words_of(Lane, "lane"),
        Verdict: words_of(Verdict, "verdict"),
        Role: words_of(Role, "role"),
    }


class RecordingTable(Base):
    """A recording, its metadata and where it stands. The sha256 of its bytes is its identity.

    `called_at` is when the call took place, or when it was received where nobody told; lists are ordered by it.
    `search_text` is file name, agent, customer reference and external id as `store.search` folds them. `language` is
    the one that was heard, `told_language` the one that the metadata named.
    `audio_key` is where `qa_pipeline.storage` keeps the audio; without one it is read from `path`.
    `attempts` counts every claim, `tries` those since it was last queued by somebody that ended so that it was queued
    again. Workers leave a queued recording alone until `next_try_at`.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", "sha256"),
        CheckConstraint("(state = 'processing') = (owner IS NOT NULL AND lease_until IS NOT NULL)", "lease"),
        CheckConstraint("direction IN ('inbound', 'outbound')", "direction"),
        CheckConstraint(f"priority BETWEEN 0 AND {LEAST_URGENT}", "priority"),
        Index(None, "called_at", "id"),
        Index(None, "state", "id"),
        Index(None, "state", "lane", "priority", "queued_at", "id"),
        Index(None, "processed_at"),
        Index(None, "agent", "called_at"),
        Index(None, "language", "called_at"),
        Index(None, "queue", "called_at"),
        Index(None, "state", "called_at"),
        {"sqlite_autoincrement": True},  # tasks carry an id only: one that was erased may not come to mean another
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str]
    file: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)

    started_at: Mapped[datetime | None]
    agent: Mapped[str | None]
    team: Mapped[str | None]
    queue: Mapped[str | None]
    direction: Mapped[str | None] = mapped_column(String(16))
    call_type: Mapped[str | None]
    customer_reference: Mapped[str | None]
    customer_name: Mapped[str | None]
    told_language: Mapped[str | None] = mapped_column(String(16))
    agent_channel: Mapped[str | None] = mapped_column(String(16))
    hold_events: Mapped[tuple[Span, ...] | None] = mapped_column(Spans)
    talk_seconds: Mapped[float | None]
    hold_seconds: Mapped[float | None]
    wrap_up_seconds: Mapped[float | None]
    csat: Mapped[float | None]
    external_id: Mapped[str | None]
    sources: Mapped[JsonObject | None] = mapped_column(JsonOrNothing)
    called_at: Mapped[datetime]
    search_text: Mapped[str]

    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    stage: Mapped[str | None]
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    lane: Mapped[Lane] = mapped_column(default=Lane.FRESH, server_default=Lane.FRESH.value)
    priority: Mapped[int] = mapped_column(default=5, server_default=text("5"))
    queued_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    processed_at: Mapped[datetime | None]

    duration: Mapped[float | None]
    channels: Mapped[int | None]
    language: Mapped[str | None]
    audio_key: Mapped[str | None]


class CallTable(Base):
    """What was heard in a recording: the whole `Call` as JSON. One recording has one; hearing it again replaces it."""

    __tablename__ = "calls"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    analysis: Mapped[JsonObject]
    models: Mapped[JsonObject]
    playback: Mapped[str | None]
    heard_at: Mapped[datetime]


class EmbeddingTable(Base):
    """The vectors of a call's sentences, as `qa_pipeline.language.meaning` packs them, and the model that made them."""

    __tablename__ = "call_embeddings"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    model: Mapped[str]
    vectors: Mapped[bytes]


class ScoreTable(Base):
    """A call against one scorecard version. Rows are never overwritten: a newer one takes over `is_current`.

    `wording` is the state of pack, names and heads of meaning that the score was last found to hold under.
    `called_at` is the recording's, so that the scores of a month are found without looking at all of them.
    `verdicts` are those of its findings as `store.verdicts` writes them; scores of one `criteria_digest` have them in
    the same order.
    """

    __tablename__ = "scores"
    __table_args__ = (
        CheckConstraint("(auto_fail_criterion IS NULL) = (auto_fail_target IS NULL)", "auto_fail"),
        CheckConstraint("(score_low IS NULL) = (score_high IS NULL)", "range"),
        Index(None, "recording_id"),
        Index(
            "uq_scores_current",
            "recording_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        # As SQLAlchemy asks SQLite for a true value: an index on another condition would stand unused.
        Index(None, "called_at", sqlite_where=text("is_current = 1"), postgresql_where=text("is_current")),
        Index(None, "band", "called_at", sqlite_where=text("is_current = 1"), postgresql_where=text("is_current")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    is_current: Mapped[bool]
    created_at: Mapped[datetime]
    scorecard_name: Mapped[str]
    scorecard_version: Mapped[int]
    scorecard_digest: Mapped[str]
    score: Mapped[float | None]
    score_low: Mapped[float | None]
    score_high: Mapped[float | None]
    coverage: Mapped[float | None]
    passed: Mapped[bool | None]
    band: Mapped[str | None]
    auto_fail_criterion: Mapped[str | None]
    auto_fail_target: Mapped[str | None] = mapped_column(String(16))
    auto_fail_score_before: Mapped[float | None]
    auto_fail_provisional: Mapped[bool | None]
    swap_check: Mapped[JsonObject | None] = mapped_column(JsonOrNothing)
    wording: Mapped[str | None]
    called_at: Mapped[datetime | None]
    criteria_digest: Mapped[str] = mapped_column(String(16), server_default=text("''"))
    verdicts: Mapped[str] = mapped_column(server_default=text("''"))

    sections: Mapped[list["SectionTable"]] = relationship(order_by="SectionTable.position", lazy="raise")
    findings: Mapped[list["FindingTable"]] = relationship(order_by="FindingTable.position", lazy="raise")
    flags: Mapped[list["FlagTable"]] = relationship(order_by="FlagTable.position", lazy="raise")


class FlagTable(Base):
    """A reason why a person should look at the call."""

    __tablename__ = "score_flags"
    __table_args__ = (Index(None, "flag", "score_id"),)

    score_id: Mapped[int] = mapped_column(ForeignKey("scores.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    flag: Mapped[str]


class SectionTable(Base):
    """A section's part of a score."""

    __tablename__ = "score_sections"

    score_id: Mapped[int] = mapped_column(ForeignKey("scores.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str]
    title: Mapped[str]
    weight: Mapped[float]
    value: Mapped[float | None]
    inside: Mapped[str | None]


class FindingTable(Base):
    """One criterion's answer in its place on the scorecard; a scale question has its level and the scale's ends."""

    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint("(searched_start IS NULL) = (searched_end IS NULL)", "searched"),
        UniqueConstraint("score_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_id: Mapped[int] = mapped_column(ForeignKey("scores.id", ondelete="CASCADE"))
    position: Mapped[int]
    section: Mapped[str]
    title: Mapped[str]
    weight: Mapped[float]
    critical: Mapped[bool]
    criterion: Mapped[str]
    clause: Mapped[str]
    verdict: Mapped[Verdict]
    confidence: Mapped[float]
    explanation: Mapped[str]
    decided_by: Mapped[str] = mapped_column(String(16))
    bonus: Mapped[float] = mapped_column(default=0.0, server_default=text("0"))
    level: Mapped[float | None]
    scale_low: Mapped[float | None]
    scale_high: Mapped[float | None]
    searched_start: Mapped[float | None]
    searched_end: Mapped[float | None]

    evidence: Mapped[list["EvidenceTable"]] = relationship(order_by="EvidenceTable.position", lazy="raise")


class EvidenceTable(Base):
    """A moment of the recording that proves a finding."""

    __tablename__ = "evidence"

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[float]
    end: Mapped[float]
    role: Mapped[Role]
    quote: Mapped[str]


class ActivationTable(Base):
    """From which time of the call on which calls are scored by which scorecard. Rows are added, never changed."""

    __tablename__ = "scorecard_activations"

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_name: Mapped[str]
    scorecard_version: Mapped[int]
    scorecard_digest: Mapped[str]
    queue: Mapped[str | None]
    call_type: Mapped[str | None]
    starts_at: Mapped[datetime]
    created_at: Mapped[datetime]


class AttemptTable(Base):
    """One claim on a recording: who had it from when to when, and how it ended. Rows are added, and ended once.

    Without `code` it ended in a score; with neither `code` nor `ended_at` it goes on.
    """

    __tablename__ = "attempts"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str]
    code: Mapped[str | None]
    reason: Mapped[str | None]


class WorkerTable(Base):
    """A running `callqa worker`, which says every few seconds that it lives. `lanes` are joined by commas."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    lanes: Mapped[str]
    processes: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
