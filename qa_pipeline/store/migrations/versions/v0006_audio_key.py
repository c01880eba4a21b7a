"""Where a recording's audio is kept, and what finds a month's calls among those of years."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("recordings", sa.Column("audio_key", sa.Text()))
    date_the_scores()
    op.drop_index("ix_recordings_agent", "recordings")
    # SQLite walked these from end to end to find a month's calls in their order.
    op.drop_index("ix_recordings_duration", "recordings")
    op.drop_index("ix_scores_score", "scores")
    for column in ("agent", "language", "queue", "state"):
        op.create_index(f"ix_recordings_{column}_called_at", "recordings", [column, "called_at"])
    on_sqlite, on_postgresql = sa.text("is_current = 1"), sa.text("is_current")
    for columns in (["called_at"], ["band", "called_at"]):
        name = f"ix_scores_{'_'.join(columns)}"
        op.create_index(name, "scores", columns, sqlite_where=on_sqlite, postgresql_where=on_postgresql)
    op.drop_index("ix_findings_criterion", "findings")
    op.create_index("ix_findings_verdicts", "findings", ["score_id", "criterion", "verdict", "position"])


def date_the_scores() -> None:
    op.add_column("scores", sa.Column("called_at", MOMENT))
    op.execute(
        "UPDATE scores SET called_at = (SELECT called_at FROM recordings WHERE recordings.id = scores.recording_id)"
    )
