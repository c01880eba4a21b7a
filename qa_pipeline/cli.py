"""The `callqa` command: reads what is asked, hands it on, prints what comes back."""

import json
import os
import signal
import socket
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from qa_pipeline import __version__
from qa_pipeline.commands import (
    calibrate,
    database,
    fairness_check,
    ingest,
    library,
    practice,
    quarantine,
    queue,
    reviews,
    roster,
    scorecard_life,
    scorecards,
    upkeep,
)
from qa_pipeline.errors import CallqaError, UsageError
from qa_pipeline.evaluation.split import Half
from qa_pipeline.observing.logs import set_up_logs
from qa_pipeline.settings import load_settings

PIPE_WIDTH = 400

app = typer.Typer(
    help="Hear, score and review recorded calls on your own machines.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(upkeep.models_app, name="models")
app.add_typer(database.database_app, name="database")
app.add_typer(scorecards.scorecard_app, name="scorecard")
app.add_typer(quarantine.quarantine_app, name="quarantine")
app.add_typer(roster.roster_app, name="roster")
app.add_typer(reviews.reviews_app, name="reviews")
app.command()(ingest.ingest)
app.command()(ingest.watch)
app.command()(upkeep.doctor)
app.command()(library.criteria)
app.command()(practice.coverage)
app.command()(scorecard_life.rescore)
app.command()(reviews.review)
app.command()(reviews.agreement)
app.command()(calibrate.calibrate)
app.command()(fairness_check.fairness)
app.command()(queue.worker)
app.command()(queue.status)
app.command()(queue.retry)
app.command()(queue.reap)

# Into a file or a pipe, a line is as long as it is; at a terminal, as wide as that.
out = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH)
err = Console(stderr=True)


class AgentSide(StrEnum):
    """Where a stereo recording has the agent."""

    LEFT = "left"
    RIGHT = "right"
    AUTO = "auto"


def main() -> None:
    """Run the command; an error that callqa knows becomes one line and exit status 1, or 2 for a wrong use."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it stops as by Ctrl-C
    try:
        settings = load_settings()
        # What is logged is not for the person at the terminal; every failure has its reason in the result.
        set_up_logs(settings.log_level or "CRITICAL", settings.log_format)
        app()
    except CallqaError as error:
        err.print(f"[red]callqa:[/red] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"callqa {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def callqa(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hear, score and review recorded calls on your own machines."""


@app.command()
def process(
    paths: Annotated[list[Path], typer.Argument(help="Recordings, and folders of recordings.", show_default=False)],
    language: Annotated[
        str, typer.Option(help="Language of the calls (ISO 639-1, such as en, fi, pt); found in the speech if absent.")
    ] = "",
    agent_channel: Annotated[AgentSide, typer.Option(help="The agent's side of stereo recordings.")] = AgentSide.AUTO,
    scorecard: Annotated[str, typer.Option(help="The scorecard to score with.", show_default="the active one")] = "",
    vocabulary: Annotated[
        Path | None, typer.Option(help="A file with the names of your companies, products and agents.")
    ] = None,
    json_dir: Annotated[
        Path | None, typer.Option("--json", help="Also write one JSON file a call into this folder.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Recordings at once; 0 is as many as the machine has room for.")] = 0,
    again: Annotated[bool, typer.Option("--again", help="Hear recordings anew that are scored already.")] = False,
) -> None:
    """Hear and score recordings, and store the results.

    A recording that is scored already is not heard again. Exit status: 0 all done, 1 some failed, 2 wrong use.
    """
    from qa_pipeline import batch
    from qa_pipeline.commands import console
    from qa_pipeline.export import prepare_folder
    from qa_pipeline.jobs import UNDONE, Request, check_request, names_left_out
    from qa_pipeline.retrieval import export_rows

    settings = load_settings()
    if vocabulary is not None:
        settings = settings.model_copy(update={"vocabulary": vocabulary})
    request = Request(language.lower(), agent_channel.value, scorecard, again)
    check_request(settings, request)
    if json_dir is not None:
        prepare_folder(json_dir)
    console.print_left_out(names_left_out(settings), err)
    found = batch.find_recordings(paths)
    outcomes = list(found.failures)
    with console.Progress(found.files, err) as progress:
        run = batch.run(found.files, settings=settings, request=request, jobs=jobs, on_stage=progress.on_stage)
        try:
            with closing(run):  # an interruption ends its processes too
                for outcome in run:
                    progress.finished(outcome)
                    outcomes.append(outcome)
        except KeyboardInterrupt:
            err.print("Stopped. What was done is stored; the next run goes on from there.")
            progress.stop()
            os._exit(130)  # an orderly end would wait for the pool's threads, which may wait for the killed processes
    console.print_outcomes(found.in_order(outcomes), out, err)
    if found.passed_over:
        err.print(f"{found.passed_over} files of other kinds were passed over; name one itself to have it heard")
    if json_dir is not None:
        export_rows(settings, [outcome.row for outcome in outcomes if outcome.row], json_dir)
    if any(outcome.status in UNDONE for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Recordings with their truth beside them.", show_default=False)],
    reports: Annotated[
        list[Path] | None,
        typer.Option("--report", help="Also write the report to this file (.json, .html or .md); may be repeated."),
    ] = None,
    half: Annotated[
        Half, typer.Option("--split", help="The half of the folder's split.yaml to evaluate; all shows both.")
    ] = Half.ALL,
    language: Annotated[str, typer.Option(help="Language of the calls; found in the speech if absent.")] = "",
    jobs: Annotated[int, typer.Option(min=0, help="Recordings at once; 1 also measures each stage's memory.")] = 0,
    again: Annotated[bool, typer.Option("--again", help="Hear recordings anew that are scored already.")] = False,
    fillers: Annotated[bool, typer.Option("--fillers", help='Count "um" and the like as words.')] = False,
) -> None:
    """Compare what callqa hears and answers with the truth beside the recordings.

    Beside NAME.wav stand NAME.truth.json, NAME.rttm (who speaks when) or NAME.txt (what is said); only what they tell
    is measured. A recording that is scored already is not heard again.
    Exit status: 0 all done, 1 some failed, 2 wrong use.
    """
    from qa_pipeline.commands import console
    from qa_pipeline.evaluation import report, run
    from qa_pipeline.jobs import Request

    settings = load_settings()
    report.check_paths(reports or ())
    task = run.prepare(folder, half)
    request = Request(language.lower(), scorecard=settings.scorecard, again=again)
    with console.Progress(task.files, err) as progress:
        evaluation = run.evaluate(
            task, settings=settings, request=request, jobs=jobs, fillers=fillers, watcher=progress
        )
    for path in reports or ():
        report.write(evaluation, path)
    report.print_evaluation(evaluation, out, err)
    if evaluation.failures:
        raise typer.Exit(1)


@app.command()
def show(
    call: Annotated[str, typer.Argument(help="A call's number, file name, or the beginning of its sha256.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the export contract instead.")] = False,
    transcript: Annotated[bool, typer.Option(help="Print the transcript too.")] = True,
) -> None:
    """Print a call: its score, every answer with its evidence and what people answered, and the transcript."""
    from qa_pipeline.commands import console
    from qa_pipeline.export import export_call
    from qa_pipeline.retrieval import find_call
    from qa_pipeline.reviewing.standing import standing_of

    settings = load_settings()
    detail = find_call(settings, call)
    if as_json:
        if detail.call is None:
            raise CallqaError(f"{detail.row.file}: not heard yet, its state is {detail.row.state}")
        print(json.dumps(export_call(detail.call, detail.scored, detail.reviews), ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
        return
    console.print_call(
        detail, out, transcript=transcript, zone=settings.time_zone, standing=standing_of(detail, settings)
    )


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
) -> None:
    """Serve the dashboard until stopped."""
    from dashboard.serve import serve_command
    from qa_pipeline.jobs import prepare_store

    settings = load_settings()
    prepare_store(settings)
    command = serve_command(settings, host, port)
    _require_free(host, port)
    out.print(f"The dashboard is at [bold]http://{host}:{port}[/bold] (Ctrl-C stops it)", highlight=False)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  # our own interpreter with our own arguments


def _require_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            return
    except OSError as error:
        reason = (error.strerror or "").partition(" (while")[0]
        raise UsageError(f"{host}:{port} cannot be listened on ({reason}); --port names another") from None


if __name__ == "__main__":
    main()
