"""The life of a scorecard: `callqa scorecard test|preview|activate|active` and `callqa rescore`."""

import sys
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qa_pipeline.commands.lines import tell_line
from qa_pipeline.commands.scorecards import WHICH, scorecard_app
from qa_pipeline.settings import load_settings
from qa_pipeline.when import moment

if TYPE_CHECKING:
    from qa_pipeline.store.reads import CallFilter

out = Console()
err = Console(stderr=True)

Since = Annotated[str, typer.Option(help="Only calls that took place at this time or later (2026-03-31, in UTC).")]
Until = Annotated[str, typer.Option(help="Only calls that took place before this time.")]
Queues = Annotated[list[str] | None, typer.Option("--queue", help="Only calls of this queue; may be repeated.")]


@scorecard_app.command("test")
def scorecard_test(
    which: Annotated[
        list[str] | None, typer.Argument(help="NAME, NAME/VERSION or the path of a file; every scorecard if none.")
    ] = None,
) -> None:
    """Ask the criteria of scorecards their example dialogues, in each language that has some.

    Exit status: 0 every example is answered as it says, 1 one is not, or there are none.
    """
    from qa_pipeline.commands.life_console import print_rehearsed
    from qa_pipeline.life.rehearsing import example_languages, rehearse
    from qa_pipeline.scoring.locate import folder_of, scorecard_files
    from qa_pipeline.scoring.scorecard import load_scorecard_file

    shipped = load_settings().resolved_scorecards_dir
    wrong = 0
    for path in (path for one in which or [""] for path in scorecard_files(one, shipped)):
        folder = folder_of(path, shipped)
        folder = folder if (folder / "examples").is_dir() else shipped
        scorecard = load_scorecard_file(path, folder)
        languages = example_languages(scorecard, folder)
        if not languages:
            wrong += 1
            where = folder / "examples"
            tell_line(err, f"{scorecard.name}/{scorecard.version}: {where} has no example dialogues in its languages")
        for language in languages:
            wrong += print_rehearsed(scorecard, language, rehearse(scorecard, language, folder), out)
    if wrong:
        raise typer.Exit(1)


@scorecard_app.command("preview")
def scorecard_preview(
    new: Annotated[str, typer.Argument(help=WHICH)],
    against: Annotated[str, typer.Option(help=f"What it is compared with: {WHICH}")],
    since: Since = "",
    until: Until = "",
    queue: Queues = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the newest so many calls.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say which stored calls, agents and pass states would move with a scorecard, and why. Nothing is stored.

    Into a pipe it prints tab-separated lines that begin with `call`, `agent` or `total`.
    Exit status: 0 all calls were compared, 1 some could not be read.
    """
    from qa_pipeline.commands import preview_console
    from qa_pipeline.life.previewing import Preview

    preview = Preview(load_settings(), new=new, old=against, where=_filter(since, until, queue), limit=limit)
    if as_json:
        preview_console.print_json(preview, sys.stdout, err)
    elif sys.stdout.isatty():
        preview_console.print_for_people(preview, out, err)
    else:
        preview_console.print_lines(preview, sys.stdout, err)
    if preview.totals.failed:
        raise typer.Exit(1)


@scorecard_app.command("activate")
def scorecard_activate(
    name: Annotated[str, typer.Argument(help="The scorecard's name.", show_default=False)],
    version: Annotated[int, typer.Argument(help="Its version, which has to be released.", show_default=False)],
    queue: Annotated[str, typer.Option(help="For the calls of this queue alone.")] = "",
    call_type: Annotated[str, typer.Option(help="For the calls of this type alone.")] = "",
    since: Annotated[str, typer.Option("--from", help="The time of the call from which on; now if absent.")] = "",
) -> None:
    """Score the calls that take place from a time on by a scorecard: all of them, or those of a queue or call type."""
    from qa_pipeline.commands.life_console import calls_of
    from qa_pipeline.life.activating import Scope, activate

    starts_at = moment(since, "--from") if since else datetime.now(UTC)
    scope = Scope(queue, call_type)
    scorecard = activate(load_settings(), name, version, scope=scope, starts_at=starts_at, today=_today())
    calls = calls_of(queue or None, call_type or None)
    _plain(f"{name}/{scorecard.version} is active for {calls} from {starts_at:%Y-%m-%d %H:%M} UTC on.")


@scorecard_app.command("active")
def scorecard_active() -> None:
    """List which scorecards are active, for which calls and from when.

    Exit status: 0 all can be used, 1 the file of one is gone or was edited.
    """
    from qa_pipeline.commands.life_console import print_active
    from qa_pipeline.life.activating import active

    settings = load_settings()
    found = active(settings)
    print_active(found, settings.scorecard, out, err)
    if any(one.problem for one in found):
        raise typer.Exit(1)


def rescore(
    scorecard: Annotated[str, typer.Option(help="The scorecard to score with.", show_default="the active one")] = "",
    version: Annotated[
        int | None, typer.Option(help="Its version, which has to be released.", show_default="the newest released")
    ] = None,
    since: Since = "",
    until: Until = "",
    queue: Queues = None,
    only_older: Annotated[
        bool, typer.Option("--only-older", help="Only calls last scored by an older version of the same scorecard.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Also calls whose score is up to date.")] = False,
) -> None:
    """Score stored calls anew, without their sound. Old results stay; the new ones become current.

    A call whose score is by this very scorecard, and by the packs, names and heads of meaning as they are, is left
    alone. Each batch is stored as it is done: a run that is stopped goes on where it was.
    Exit status: 0 all done, 1 some calls could not be read, 2 wrong use.
    """
    from qa_pipeline.commands.life_console import RescoreProgress
    from qa_pipeline.life.rescoring import RescoreRequest, Rescoring

    request = RescoreRequest(scorecard, version, _filter(since, until, queue), only_older, again)
    run = Rescoring(load_settings(), request)
    with RescoreProgress(run.total, out, err) as progress, closing(run.run()) as batches:
        try:
            for batch in batches:
                progress.add(batch)
        except KeyboardInterrupt:
            progress.tell("Stopped. What was done is stored; the same command goes on from there.")
            raise typer.Exit(130) from None
        progress.tell()
    if progress.failed:
        raise typer.Exit(1)


def _filter(since: str, until: str, queues: list[str] | None) -> "CallFilter":
    from qa_pipeline.store.reads import CallFilter

    return CallFilter(
        since=moment(since, "--since") if since else None,
        until=moment(until, "--until") if until else None,
        queues=tuple(queues or ()),
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the review date is the author's, and so is the day


def _plain(text: str) -> None:
    out.print(text, highlight=False, soft_wrap=True, markup=False)
