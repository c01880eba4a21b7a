"""Keeping the roster."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_pipeline.store.reads.roster import Agent
from qa_pipeline.store.roster_tables import AgentNameTable, AgentTable, TeamTable
from qa_pipeline.store.search import searchable


def save_roster(session: Session, *, agents: Sequence[Agent], replace: bool) -> None:
    """Make these agents what the roster has of them; with `replace`, they are all that it has.

    A name that was another agent's before goes over to the one that has it now.
    """
    if replace:
        session.execute(delete(AgentNameTable))
        session.execute(delete(AgentTable))
        session.execute(delete(TeamTable))
    teams = _teams(session, {agent.team for agent in agents if agent.team})
    known = {row.name: row for row in session.scalars(select(AgentTable))}
    for agent in agents:
        row = known.get(agent.name) or AgentTable(name=agent.name)
        row.team_id = teams[agent.team] if agent.team else None
        session.add(row)
        session.flush()
        session.execute(delete(AgentNameTable).where(AgentNameTable.agent_id == row.id))
        keys = {searchable(name): name for name in (*agent.names, agent.name)}
        session.execute(delete(AgentNameTable).where(AgentNameTable.key.in_(keys)))
        session.add_all([AgentNameTable(key=key, agent_id=row.id, written=name) for key, name in keys.items()])
        session.flush()


def _teams(session: Session, names: Iterable[str]) -> dict[str, int]:
    known = {row.name: row.id for row in session.scalars(select(TeamTable))}
    for name in sorted(set(names) - known.keys()):
        row = TeamTable(name=name)
        session.add(row)
        session.flush()
        known[name] = row.id
    return known
