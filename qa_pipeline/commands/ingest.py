"""The commands that take recordings in: `callqa ingest` and `callqa watch`."""

import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.store.states import Lane

out = Console()
err = Console(stderr=True)

ManifestFile = Annotated[Path | None, typer.Option(help="A table (CSV, TSV) with a row for each recording.")]
PresetName = Annotated[str, typer.Option(help="How the telephone system names its files, such as freepbx or vicidial.")]
Pattern = Annotated[
    str, typer.Option(help="A regular expression with named groups for the files' names: (?P<agent>[^_]+)_ …")
]
FolderPattern = Annotated[str, typer.Option(help="Likewise for the folders that the files lie in.")]
Agent = Annotated[str, typer.Option(help="The agent where nothing else tells.")]
Team = Annotated[str, typer.Option(help="The team where nothing else tells.")]
Queue = Annotated[str, typer.Option(help="The queue where nothing else tells.")]
Language = Annotated[str, typer.Option(help="The language where nothing else tells.")]
Defaults = Annotated[
    list[str] | None,
    typer.Option("--default", metavar="FIELD=VALUE", help="Any field where nothing else tells; may be repeated."),
]
InLane = Annotated[Lane, typer.Option(help="fresh calls are heard before those of the backlog.")]


def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="PATH|ZIP|URL…", help="Recordings, folders, zips, and addresses.", show_default=False),
    ],
    manifest: ManifestFile = None,
    preset: PresetName = "",
    pattern: Pattern = "",
    folder_pattern: FolderPattern = "",
    agent: Agent = "",
    team: Team = "",
    queue: Queue = "",
    language: Language = "",
    default: Defaults = None,
    lane: InLane = Lane.FRESH,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
) -> None:
    """Take recordings in, with what is told of them, and queue them for the workers.

    Of each field the first that tells counts: a JSON file beside the recording, the manifest, the file's name, its
    folders, a default. What cannot be used yet is set aside (`callqa quarantine`). The same sound twice is one call.
    Exit status: 0 all were taken in, 1 some were set aside or refused, 2 wrong use.
    """
    from qa_pipeline.commands import ingest_console
    from qa_pipeline.ingestion.ingest import Ingestion
    from qa_pipeline.ingestion.order import Order
    from qa_pipeline.jobs import prepare_store

    settings = load_settings()
    defaults = _defaults(default, agent=agent, team=team, queue=queue, language=language)
    order = Order(tuple(sources), manifest, preset, pattern, folder_pattern, defaults, dry_run)
    if not dry_run:
        prepare_store(settings)
    summary = ingest_console.Summary(out, err, dry_run=dry_run)
    try:
        with Ingestion(settings, order, partial(announce, settings=settings, lane=lane)) as ingestion:
            summary.begin(ingestion)
            for outcome in ingestion.run():
                summary.add(outcome)
            summary.end(ingestion)
    except KeyboardInterrupt:
        err.print("Stopped. What was received is stored and queued; the same command goes on from there.")
        raise typer.Exit(130) from None
    if summary.refused:
        raise typer.Exit(1)


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder that recordings are put into.", show_default=False)],
    manifest: ManifestFile = None,
    preset: PresetName = "",
    pattern: Pattern = "",
    folder_pattern: FolderPattern = "",
    agent: Agent = "",
    team: Team = "",
    queue: Queue = "",
    language: Language = "",
    default: Defaults = None,
    lane: InLane = Lane.FRESH,
    move: Annotated[
        bool,
        typer.Option("--move", help="Move what was taken in to done/, and what was not to failed/, in the folder."),
    ] = False,
) -> None:
    """Take in what is put into a folder, once it has stopped growing, until stopped (Ctrl-C, SIGTERM)."""
    from qa_pipeline.commands import ingest_console, lines
    from qa_pipeline.ingestion.order import Order
    from qa_pipeline.ingestion.watching import DropFolder, Watch
    from qa_pipeline.jobs import prepare_store

    settings = load_settings()
    defaults = _defaults(default, agent=agent, team=team, queue=queue, language=language)
    order = Order((), manifest, preset, pattern, folder_pattern, defaults)
    drop = DropFolder(folder, settle_seconds=settings.watch_settle_seconds)
    prepare_store(settings)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watching = Watch(settings, order, drop, partial(announce, settings=settings, lane=lane), move=move)
    lines.tell_line(out, f"Watching {folder}; Ctrl-C stops it.")
    watching.run(stop, partial(ingest_console.tell_outcome, out), partial(lines.tell_line, err))
    lines.tell_line(out, "Stopped.")


def told(pairs: Sequence[str]) -> dict[str, str]:
    """`FIELD=VALUE` pairs by field; raises UsageError for one without an equals sign."""
    for pair in pairs:
        if "=" not in pair:
            raise UsageError(f"{pair!r}: FIELD=VALUE is needed, such as queue=support")
    return dict((part.strip() for part in pair.split("=", 1)) for pair in pairs)  # type: ignore[misc]  # two parts each


def _defaults(pairs: Sequence[str] | None, **named: str) -> dict[str, str]:
    """What is told where nothing else tells: the options of that name come after `--default`."""
    return told(pairs or ()) | {field: value.strip() for field, value in named.items() if value}


def announce(recording_ids: Sequence[int], *, settings: Settings, lane: Lane) -> None:
    """Put recordings in line for the workers."""
    from qa_pipeline.worker.app import enqueue

    enqueue(recording_ids, settings=settings, lane=lane)
