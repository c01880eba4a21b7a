"""The holds that the telephone system told of, and what hangs on who is who."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("recordings", sa.Column("hold_events", JSON))
    op.add_column("scores", sa.Column("swap_check", JSON))
