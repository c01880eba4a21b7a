"""The commands about scorecards as files: `callqa scorecard lint|diff|schema`."""

from datetime import date
from json import dumps
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.commands.lines import counted
from qa_pipeline.settings import load_settings

scorecard_app = typer.Typer(help="Check, compare, preview and activate scorecards.", no_args_is_help=True)

out = Console()

WHICH = "NAME/VERSION, NAME for its newest released version, or the path of a file."


@scorecard_app.command("lint")
def scorecard_lint(
    which: Annotated[
        list[str] | None, typer.Argument(help="NAME, NAME/VERSION or the path of a file; every scorecard if none.")
    ] = None,
) -> None:
    """Say what is wrong with scorecards, and what their authors should look at again.

    Exit status: 0 none has an error, 1 one has.
    """
    from qa_pipeline.scoring.lint import lint
    from qa_pipeline.scoring.locate import folder_of, scorecard_files

    shipped = load_settings().resolved_scorecards_dir
    files = [path for one in which or [""] for path in scorecard_files(one, shipped)]
    remarks = [remark for path in files for remark in lint(path, folder_of(path, shipped), today=_today())]
    for remark in remarks:
        style = "red" if remark.severity == "error" else "yellow"
        out.print(f"[{style}]{remark.severity}[/{style}]", end=" ")
        _plain(remark.text)
    wrong = sum(remark.severity == "error" for remark in remarks)
    _plain(f"{counted(len(files), 'file')}: {counted(wrong, 'error')}, {counted(len(remarks) - wrong, 'warning')}")
    if wrong:
        raise typer.Exit(1)


@scorecard_app.command("diff")
def scorecard_diff(
    old: Annotated[str, typer.Argument(help=WHICH)],
    new: Annotated[str, typer.Argument(help=WHICH)],
) -> None:
    """Say in words what changes from one scorecard to another."""
    from qa_pipeline.scoring.differences import differences
    from qa_pipeline.scoring.locate import load_named

    shipped = load_settings().resolved_scorecards_dir
    for sentence in differences(load_named(old, shipped), load_named(new, shipped)) or ("Nothing changes.",):
        _plain(sentence)


@scorecard_app.command("schema")
def scorecard_schema() -> None:
    """Print the JSON Schema of a scorecard's file, for editors that complete and check YAML."""
    from qa_pipeline.scoring.editor_schema import editor_schema

    print(dumps(editor_schema(), ensure_ascii=False, indent=1))  # noqa: T201  # for a file


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the review date is the author's, and so is the day


def _plain(text: str) -> None:
    out.print(text, highlight=False, soft_wrap=True, markup=False)
