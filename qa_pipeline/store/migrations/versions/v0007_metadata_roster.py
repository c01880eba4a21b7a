"""More metadata of a call and who said each field; the roster of agents and teams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON_OBJECT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("recordings", sa.Column("customer_name", sa.Text()))
    op.add_column("recordings", sa.Column("told_language", sa.String(16)))
    op.add_column("recordings", sa.Column("agent_channel", sa.String(16)))
    op.add_column("recordings", sa.Column("talk_seconds", sa.Double()))
    op.add_column("recordings", sa.Column("hold_seconds", sa.Double()))
    op.add_column("recordings", sa.Column("wrap_up_seconds", sa.Double()))
    op.add_column("recordings", sa.Column("csat", sa.Double()))
    op.add_column("recordings", sa.Column("external_id", sa.Text()))
    op.add_column("recordings", sa.Column("sources", JSON_OBJECT))
    _roster()


def _roster() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id")),
    )
    op.create_table(
        "agent_names",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("agent_id", sa.Integer(), sa.ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
    )
    op.create_index("ix_agent_names_agent_id", "agent_names", ["agent_id"])
