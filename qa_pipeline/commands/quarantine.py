"""The commands about what was set aside: `callqa quarantine list|mend|release`."""

from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.commands.ingest import InLane, announce, told
from qa_pipeline.errors import UsageError
from qa_pipeline.settings import load_settings
from qa_pipeline.store.states import Lane

quarantine_app = typer.Typer(help="Put right what could not be used, and let it be heard.", no_args_is_help=True)

out = Console()
err = Console(stderr=True)


@quarantine_app.command("list")
def quarantine_list() -> None:
    """List the recordings that were set aside, each with its reason."""
    from qa_pipeline.commands import ingest_console, lines
    from qa_pipeline.ingestion.dates import zone_of
    from qa_pipeline.ingestion.quarantine import Quarantine

    settings = load_settings()
    found = Quarantine(settings).all()
    if found:
        ingest_console.print_aside(found, out, zone_of(settings.time_zone))
    lines.tell_line(out, f"{len(found)} recordings are set aside.")


@quarantine_app.command("mend")
def quarantine_mend(
    recording_id: Annotated[int, typer.Argument(metavar="ID", help="The recording's number.", show_default=False)],
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE…", help="Fields put right; an empty value takes one away.", show_default=False
        ),
    ],
) -> None:
    """Put fields of a recording right; it stays set aside until it is released.

    Exit status: 0 nothing is wrong with it any more, 1 something still is, 2 wrong use.
    """
    from qa_pipeline.commands import lines
    from qa_pipeline.ingestion.quarantine import Quarantine

    recording, wrong = Quarantine(load_settings()).mend(recording_id, told(fields))
    lines.tell_line(out, f"{recording.id} {recording.file}: {wrong or recording.reason}")
    if wrong:
        raise typer.Exit(1)


@quarantine_app.command("release")
def quarantine_release(
    recording_ids: Annotated[list[int] | None, typer.Argument(metavar="ID…", help="The recordings' numbers.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every recording in which nothing is wrong.")] = False,
    lane: InLane = Lane.FRESH,
) -> None:
    """Queue recordings that were set aside, if nothing is wrong with them any more.

    Exit status: 0 all were released, 1 some were not, 2 wrong use.
    """
    from qa_pipeline.commands import lines
    from qa_pipeline.ingestion.quarantine import Quarantine

    if bool(recording_ids) == everything:
        raise UsageError("name recordings by number, or --all of them")
    settings = load_settings()
    queue = partial(announce, settings=settings, lane=lane)
    kept = 0
    for one in Quarantine(settings).release(recording_ids or (), queue):
        kept += bool(one.reason)
        word = f"stays set aside: {one.reason}" if one.reason else "released"
        lines.tell_line(out, f"{one.recording.id} {one.recording.file}: {word}")
    if kept:
        raise typer.Exit(1)
