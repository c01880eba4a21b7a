"""The command about the code of practice: `callqa coverage`."""

from json import dumps
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import load_settings

out = Console()
err = Console(stderr=True)


def coverage(
    language: Annotated[str, typer.Option(help="Language of the clauses (ISO 639-1, such as en, fi, pt).")] = "en",
    scorecard: Annotated[
        str, typer.Option(help="The scorecard to hold against the code; every released one if absent.")
    ] = "",
    version: Annotated[
        int | None,
        typer.Option(min=1, help="The version of --scorecard, a draft too; the newest released one if absent."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the coverage as JSON instead.")] = False,
) -> None:
    """List the clauses of the code of practice: what measures each, what nothing does, what no recording can show."""
    from qa_pipeline.commands import practice_console
    from qa_pipeline.scoring.code_of_practice import load_code
    from qa_pipeline.scoring.coverage import coverage_of
    from qa_pipeline.scoring.scorecard import available_scorecards, load_scorecard, released_scorecards

    if version is not None and not scorecard:
        raise UsageError("--version belongs to a scorecard; --scorecard names it")
    folder = load_settings().resolved_scorecards_dir
    code = load_code(folder, language.lower())
    cards = (load_scorecard(scorecard, folder, version),) if scorecard else released_scorecards(folder)
    found = coverage_of(code, cards)
    if as_json:
        print(dumps(practice_console.coverage_json(found), ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
    else:
        practice_console.print_coverage(found, out)
    for name in () if scorecard else sorted({*available_scorecards(folder)} - {card.name for card in cards}):
        err.print(f"{name}: left out, none of its versions is released; --scorecard and --version show a draft")
