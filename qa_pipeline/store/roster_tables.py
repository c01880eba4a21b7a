"""The roster: who the agents are, and in which team each is."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_pipeline.store.tables import Base


class TeamTable(Base):
    """A team of agents."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class AgentTable(Base):
    """An agent, by the name that calls are listed under."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))


class AgentNameTable(Base):
    """A name that telephone systems know an agent by (name, login, extension), folded by `store.search`."""

    __tablename__ = "agent_names"

    key: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"), index=True)
    written: Mapped[str]
