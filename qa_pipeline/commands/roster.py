"""The commands about the roster: `callqa roster import|list`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.settings import load_settings

roster_app = typer.Typer(help="Keep the list of agents and their teams.", no_args_is_help=True)

out = Console()


@roster_app.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="A table (CSV, TSV) with a row for each agent.", show_default=False)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take out the agents that the file does not name.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what the file holds, and change nothing.")] = False,
) -> None:
    """Take agents, their teams and logins from a table."""
    from qa_pipeline.commands import ingest_console, lines
    from qa_pipeline.ingestion.roster import import_roster, read_roster
    from qa_pipeline.jobs import prepare_store

    settings = load_settings()
    found = read_roster(file)
    if found.columns.unused:
        lines.tell_line(out, f"columns not used: {', '.join(found.columns.unused)}")
    if dry_run:
        ingest_console.print_roster(found.agents, out)
        return
    prepare_store(settings)
    import_roster(settings, found, replace=replace)
    teams = {agent.team for agent in found.agents if agent.team}
    lines.tell_line(out, f"{len(found.agents)} agents in {len(teams)} teams are on the roster.")


@roster_app.command("list")
def roster_list() -> None:
    """List the agents with their teams and other names."""
    from qa_pipeline.commands import ingest_console
    from qa_pipeline.store import reads
    from qa_pipeline.store.session import open_store

    with open_store(load_settings().resolved_database_url).reading() as session:
        roster = reads.roster(session)
    ingest_console.print_roster(roster.agents, out)
