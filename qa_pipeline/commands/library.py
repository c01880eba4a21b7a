"""The command about the criteria that scorecards may ask: `callqa criteria`."""

from json import dumps
from typing import Annotated

import typer
from rich.console import Console

out = Console()


def criteria(
    as_json: Annotated[bool, typer.Option("--json", help="Print the criteria as JSON instead.")] = False,
) -> None:
    """List the criteria that a scorecard may ask: what each asks, its parameters, and what it listens for."""
    from qa_pipeline.commands import library_console
    from qa_pipeline.criteria.catalogue import by_section

    if as_json:
        print(dumps(library_console.criteria_json(by_section()), ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
    else:
        library_console.print_criteria(by_section(), out)
