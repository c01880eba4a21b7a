"""The levels of scale questions, bonus points, and sections inside sections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("score_sections", sa.Column("inside", sa.Text()))
    # No batch: SQLite would drop the table to make it anew, and the evidence would go with its findings.
    op.add_column("findings", sa.Column("bonus", sa.Double(), nullable=False, server_default=sa.text("0")))
    op.add_column("findings", sa.Column("level", sa.Double()))
    op.add_column("findings", sa.Column("scale_low", sa.Double()))
    op.add_column("findings", sa.Column("scale_high", sa.Double()))
