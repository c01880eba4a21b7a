"""Which scorecard is active for which calls, and the state of the wording that a score holds under."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "scorecard_activations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("scorecard_name", sa.Text(), nullable=False),
        sa.Column("scorecard_version", sa.Integer(), nullable=False),
        sa.Column("scorecard_digest", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text()),
        sa.Column("call_type", sa.Text()),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.add_column("scores", sa.Column("wording", sa.Text()))
