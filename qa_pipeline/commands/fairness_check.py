"""The command that swaps who somebody is and how politely they speak: `callqa fairness`."""

from json import dumps
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import UsageError
from qa_pipeline.fairness.swaps import Family
from qa_pipeline.settings import load_settings

out = Console()
err = Console(stderr=True)


def fairness(
    language: Annotated[
        list[str] | None,
        typer.Option(help="Only calls in this language (ISO 639-1, such as en, fi, pt); may be repeated."),
    ] = None,
    family: Annotated[list[Family] | None, typer.Option(help="Only this family of swaps; may be repeated.")] = None,
    scorecard: Annotated[str, typer.Option(help="The scorecard to score with.", show_default="CALLQA_SCORECARD")] = "",
    version: Annotated[
        int | None, typer.Option(min=1, help="The scorecard's version, a draft too; the newest released if absent.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many calls at most, the newest first.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON instead.")] = False,
) -> None:
    """Swap names, gendered and regional wording and politeness in stored calls; list every verdict that changes.

    Nothing is stored. Exit status: 0 none changes, 1 some change, 2 wrong use.
    """
    from qa_pipeline.commands import fairness_console
    from qa_pipeline.fairness.run import Checker, Wanted
    from qa_pipeline.scoring.scorecard import load_scorecard
    from qa_pipeline.store.session import migrate, open_store

    settings = load_settings()
    card = load_scorecard(scorecard or settings.scorecard, settings.resolved_scorecards_dir, version)
    families = tuple(dict.fromkeys(family or Family))
    wanted = Wanted(tuple(dict.fromkeys(one.lower() for one in language or ())), families, limit)
    checker = Checker(settings, card, wanted)
    migrate(settings.resolved_database_url)
    report = fairness_console.Report(card, families, out, streams=not (as_json or out.is_terminal))
    with err.status("Swapping", spinner="dots") as status:
        for checked in checker.check(open_store(settings.resolved_database_url)):
            status.update(f"Swapped {checked.file}")
            report.add(checked)
    if not report.calls and not report.left_out:
        raise UsageError("no stored call to swap; `callqa process` hears and stores them")
    if as_json:
        print(dumps(report.as_json(), ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
    else:
        report.finish()
    for file, reason in report.left_out:
        err.print(f"{file}: left out, {reason}", highlight=False, markup=False, soft_wrap=True)
    if report.differs:
        raise typer.Exit(1)
