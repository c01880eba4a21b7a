"""The roster's file: a table with a row an agent."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.tables import Columns, Table, require
from qa_pipeline.ingestion.values import Unreadable, is_empty, plain
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.search import searchable
from qa_pipeline.store.session import open_store

ALIASES = {
    "agent": ("agent", "agent_name", "name", "full_name", "employee", "user_name", "operator"),
    "team": ("team", "team_name", "group", "department", "agent_team"),
    "login": ("login", "logins", "agent_login", "username", "user", "login_name", "alias", "aliases"),
    "id": ("id", "agent_id", "employee_id", "user_id", "extension", "ext", "number"),
}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The agents of a file and its columns; `unused` are columns that are no field."""

    columns: Columns
    agents: tuple[reads.Agent, ...]


def read_roster(path: Path) -> RosterFile:
    """Read a roster; several logins of an agent are separated by spaces, semicolons or bars.

    Raises UsageError naming the file and line where a row has no name, or a name or login is another agent's too.
    """
    table = Table(path, ALIASES)
    try:
        require(table.columns, "agent", ALIASES, str(path))
        agents = tuple(_agents(table))
    finally:
        table.close()
    if not agents:
        raise UsageError(f"{path}: names no agent; a row each is needed")
    return RosterFile(table.columns, agents)


def import_roster(settings: Settings, roster: RosterFile, *, replace: bool) -> None:
    """Keep the agents of a file; those that it does not name stay, unless it is to replace all."""
    with open_store(settings.resolved_database_url).session() as session:
        writes.save_roster(session, agents=roster.agents, replace=replace)


def _agents(table: Table) -> Iterator[reads.Agent]:
    owners: dict[str, tuple[str, int]] = {}
    seen: dict[str, int] = {}
    for _, line, cells in table.rows():
        where = f"{table.path}, line {line}"
        agent = _agent(table.columns, cells, where)
        if agent.name in seen:
            raise UsageError(f"{where}: agent {agent.name!r} stands in line {seen[agent.name]} too")
        seen[agent.name] = line
        for name in agent.names:
            owner, other = owners.setdefault(searchable(name), (agent.name, line))
            if owner != agent.name:
                raise UsageError(f"{where}: {name!r} is {agent.name!r} here and {owner!r} in line {other}")
        yield agent


def _agent(columns: Columns, cells: list[str], where: str) -> reads.Agent:
    def cell(field: str) -> str:
        place = columns.places.get(field, len(cells))
        try:
            return plain(cells[place]) if place < len(cells) and not is_empty(cells[place]) else ""
        except Unreadable as error:
            raise UsageError(f"{where}: {field}: {error}") from None

    name = cell("agent")
    if not name:
        raise UsageError(f"{where}: names no agent in column {columns.matched['agent']!r}")
    logins = cell("login").replace(";", " ").replace("|", " ").split()
    names = dict.fromkeys(one for one in (name, *logins, cell("id")) if one)
    return reads.Agent(name, cell("team") or None, tuple(names))
