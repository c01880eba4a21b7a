"""The roster: which agents there are, by what names, in which teams."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.store.roster_tables import AgentNameTable, AgentTable, TeamTable
from qa_pipeline.store.search import searchable


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent; `names` are the name and all else that telephone systems call them, such as logins."""

    name: str
    team: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """The agents, and each by every name of theirs, folded."""

    agents: tuple[Agent, ...] = ()
    by_name: Mapping[str, Agent] = field(default_factory=dict)

    def find(self, name: str) -> Agent | None:
        """The agent of a name, whatever its case and accents."""
        return self.by_name.get(searchable(name.strip()))


def roster(session: Session) -> Roster:
    """The whole roster, agents in order of their names."""
    query = select(AgentTable.id, AgentTable.name, TeamTable.name).outerjoin(
        TeamTable, TeamTable.id == AgentTable.team_id
    )
    names: dict[int, list[AgentNameTable]] = {}
    for row in session.scalars(select(AgentNameTable).order_by(AgentNameTable.key)):
        names.setdefault(row.agent_id, []).append(row)
    agents: list[Agent] = []
    by_name: dict[str, Agent] = {}
    for number, name, team in session.execute(query.order_by(AgentTable.name)):
        agent = Agent(name, team, tuple(row.written for row in names.get(number, ())))
        agents.append(agent)
        by_name |= {row.key: agent for row in names.get(number, ())}
    return Roster(tuple(agents), by_name)
