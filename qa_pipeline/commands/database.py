"""The commands about the database's tables: `callqa database upgrade` and `check`."""

import typer
from rich.console import Console

from qa_pipeline.settings import load_settings

database_app = typer.Typer(help="Bring the database up to this version of callqa, or see whether it is.")

out = Console()


@database_app.command()
def upgrade() -> None:
    """Make the tables, or bring them up to this version; does nothing where they are.

    `callqa process`, `worker` and `serve` do so themselves. Where many start at once, run this once before them.
    """
    from qa_pipeline.store.address import parse_address
    from qa_pipeline.store.upgrade import Schema, migrate, schema

    url = load_settings().resolved_database_url
    before = schema(url)
    migrate(url)
    done = "is up to date" if before is Schema.CURRENT else "was upgraded" if before is Schema.BEHIND else "is made"
    out.print(f"database {parse_address(url)}: {done}", highlight=False, soft_wrap=True)


@database_app.command()
def check() -> None:
    """Say whether the database answers and has the tables of this version; nothing is made or changed.

    Exit status: 0 it has, 1 it has not, or cannot be reached; 2 it is of a newer version, or its address is wrong.
    """
    from qa_pipeline.store.address import parse_address
    from qa_pipeline.store.upgrade import Schema, schema

    url = load_settings().resolved_database_url
    found = schema(url)
    if found is Schema.CURRENT:
        out.print(f"database {parse_address(url)}: is up to date", highlight=False, soft_wrap=True)
        return
    told = "its tables are of an older version" if found is Schema.BEHIND else "it has no tables yet"
    out.print(f"database {parse_address(url)}: {told}; run `callqa database upgrade`", highlight=False, soft_wrap=True)
    raise typer.Exit(1)
