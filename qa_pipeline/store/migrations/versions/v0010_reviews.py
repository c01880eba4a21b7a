"""What people answered where the machine had answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VERDICTS = "('met', 'not_met', 'not_applicable', 'undetermined')"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("recording_id", sa.Integer(), sa.ForeignKey("recordings.id", ondelete="CASCADE"), nullable=False),
        sa.Column("scorecard_name", sa.Text(), nullable=False),
        sa.Column("scorecard_version", sa.Integer(), nullable=False),
        sa.Column("scorecard_digest", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("machine_verdict", sa.String(16), nullable=False),
        sa.Column("machine_confidence", sa.Double(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"machine_verdict IN {VERDICTS}", name="machine_verdict"),
        sa.CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        sa.CheckConstraint("verdict = machine_verdict OR (reason IS NOT NULL AND length(reason) > 0)", name="reason"),
        sa.CheckConstraint("length(reviewer) > 0", name="reviewer"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_recording_id_criterion", "reviews", ["recording_id", "criterion"])
