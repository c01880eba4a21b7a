"""Recordings, what was heard in them, and how it was scored."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SHORT = sa.String(16)


def upgrade() -> None:
    make_recordings()
    make_calls()
    make_scores()
    make_parts_of_scores()
    make_findings()
    make_evidence()


def make_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        *metadata_columns(),
        *state_columns(),
        sa.Column("duration", sa.Double()),
        sa.Column("channels", sa.Integer()),
        sa.Column("language", sa.Text()),
        sa.CheckConstraint("length(sha256) = 64", "sha256"),
        sa.CheckConstraint("(state = 'processing') = (owner IS NOT NULL AND lease_until IS NOT NULL)", "lease"),
        sa.CheckConstraint("direction IN ('inbound', 'outbound')", "direction"),
        sa.CheckConstraint(
            "state IN ('received', 'queued', 'processing', 'scored', 'failed', 'quarantined')",
            "state",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recordings_called_at_id", "recordings", ["called_at", "id"])
    op.create_index("ix_recordings_state_id", "recordings", ["state", "id"])
    op.create_index("ix_recordings_agent", "recordings", ["agent"])
    op.create_index("ix_recordings_duration", "recordings", ["duration"])


def metadata_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("started_at", MOMENT),
        sa.Column("agent", sa.Text()),
        sa.Column("team", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("direction", SHORT),
        sa.Column("call_type", sa.Text()),
        sa.Column("customer_reference", sa.Text()),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
    ]


def state_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("state", SHORT, nullable=False),
        sa.Column("stage", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Text()),
        sa.Column("error_message", sa.Text()),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("processed_at", MOMENT),
    ]


def make_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("recording_id", sa.Integer(), sa.ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("analysis", JSON, nullable=False),
        sa.Column("models", JSON, nullable=False),
        sa.Column("playback", sa.Text()),
        sa.Column("heard_at", MOMENT, nullable=False),
    )


def make_scores() -> None:
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("recording_id", sa.Integer(), sa.ForeignKey("recordings.id", ondelete="CASCADE"), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("scorecard_name", sa.Text(), nullable=False),
        sa.Column("scorecard_version", sa.Integer(), nullable=False),
        sa.Column("scorecard_digest", sa.Text(), nullable=False),
        sa.Column("score", sa.Double()),
        sa.Column("score_low", sa.Double()),
        sa.Column("score_high", sa.Double()),
        sa.Column("coverage", sa.Double()),
        sa.Column("passed", sa.Boolean()),
        sa.Column("band", sa.Text()),
        sa.Column("auto_fail_criterion", sa.Text()),
        sa.Column("auto_fail_target", SHORT),
        sa.Column("auto_fail_score_before", sa.Double()),
        sa.Column("auto_fail_provisional", sa.Boolean()),
        sa.CheckConstraint("(auto_fail_criterion IS NULL) = (auto_fail_target IS NULL)", "auto_fail"),
        sa.CheckConstraint("(score_low IS NULL) = (score_high IS NULL)", "range"),
    )
    op.create_index("ix_scores_recording_id", "scores", ["recording_id"])
    op.create_index("ix_scores_score", "scores", ["score"])
    current = sa.text("is_current")
    op.create_index(
        "uq_scores_current", "scores", ["recording_id"], unique=True, sqlite_where=current, postgresql_where=current
    )


def make_parts_of_scores() -> None:
    op.create_table(
        "score_flags",
        sa.Column("score_id", sa.Integer(), sa.ForeignKey("scores.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("flag", sa.Text(), nullable=False),
    )
    op.create_index("ix_score_flags_flag_score_id", "score_flags", ["flag", "score_id"])
    op.create_table(
        "score_sections",
        sa.Column("score_id", sa.Integer(), sa.ForeignKey("scores.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("value", sa.Double()),
    )


def make_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("score_id", sa.Integer(), sa.ForeignKey("scores.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("verdict", SHORT, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("decided_by", SHORT, nullable=False),
        sa.Column("searched_start", sa.Double()),
        sa.Column("searched_end", sa.Double()),
        sa.UniqueConstraint("score_id", "position"),
        sa.CheckConstraint("(searched_start IS NULL) = (searched_end IS NULL)", "searched"),
        sa.CheckConstraint("verdict IN ('met', 'not_met', 'not_applicable', 'undetermined')", "verdict"),
    )
    op.create_index("ix_findings_criterion", "findings", ["criterion"])


def make_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("finding_id", sa.Integer(), sa.ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("role", SHORT, nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('agent', 'customer', 'unknown')", "role"),
    )
