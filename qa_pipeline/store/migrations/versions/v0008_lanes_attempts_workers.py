"""Lanes and priorities of waiting recordings, the attempts at each, and the workers that live."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# In words that both databases take: no batch, for SQLite would make `recordings` anew and what hangs on it would go.
LANE = (
    "ALTER TABLE recordings ADD COLUMN lane VARCHAR(16) DEFAULT 'fresh' NOT NULL "
    "CONSTRAINT ck_recordings_lane CHECK (lane IN ('fresh', 'backlog'))"
)
PRIORITY = (
    "ALTER TABLE recordings ADD COLUMN priority INTEGER DEFAULT 5 NOT NULL "
    "CONSTRAINT ck_recordings_priority CHECK (priority BETWEEN 0 AND 9)"
)


def upgrade() -> None:
    op.execute(LANE)
    op.execute(PRIORITY)
    op.add_column("recordings", sa.Column("queued_at", MOMENT))
    op.add_column("recordings", sa.Column("next_try_at", MOMENT))
    op.add_column("recordings", sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")))
    order = ["state", "lane", "priority", "queued_at", "id"]
    op.create_index("ix_recordings_state_lane_priority_queued_at_id", "recordings", order)
    op.create_index("ix_recordings_processed_at", "recordings", ["processed_at"])
    # A recording that was queued before there were lanes has waited since it was received.
    op.execute("UPDATE recordings SET queued_at = received_at WHERE state = 'queued'")
    make_attempts()
    make_workers()


def make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("recording_id", sa.Integer(), sa.ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("reason", sa.Text()),
    )


def make_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("lanes", sa.Text(), nullable=False),
        sa.Column("processes", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
