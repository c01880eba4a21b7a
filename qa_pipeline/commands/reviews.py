"""The commands about people's answers: `callqa review`, `callqa reviews import|export`, `callqa agreement`."""

import sys
from collections.abc import Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import load_settings

if TYPE_CHECKING:
    from qa_pipeline.finding import Verdict

reviews_app = typer.Typer(help="Bring in reviews from a table, and write them out.", no_args_is_help=True)

out = Console(width=None if sys.stdout.isatty() else 200)
err = Console(stderr=True)


def review(
    call: Annotated[str, typer.Argument(help="A call's number, file name, or the beginning of its sha256.")],
    criterion: Annotated[str, typer.Option(help="The criterion that --verdict is about.")] = "",
    verdict: Annotated[str, typer.Option(help="met, not_met, not_applicable or undetermined.")] = "",
    several: Annotated[
        list[str] | None, typer.Option("--set", metavar="CRITERION=VERDICT", help="Likewise; may be repeated.")
    ] = None,
    rest: Annotated[
        bool, typer.Option("--rest", help="Confirm what the machine determined of all other criteria.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why; needed where a verdict is not the machine's.")] = "",
    by: Annotated[str, typer.Option(help="Who answers.")] = "",
) -> None:
    """Answer criteria of a call beside the machine, or, with nothing to answer, list them with what people said.

    Nothing is overwritten: an answer is added each time, and the last one of a person counts.
    """
    from qa_pipeline.commands import reviews_console
    from qa_pipeline.retrieval import find_call
    from qa_pipeline.reviewing.answering import review_call
    from qa_pipeline.reviewing.standing import standing_of

    settings = load_settings()
    verdicts = _verdicts(criterion, verdict, several or ())
    if not verdicts and not rest:
        if reason or by:
            raise UsageError("--reason and --by go with an answer: --criterion and --verdict, --set, or --rest")
        detail = find_call(settings, call)
        reviews_console.print_criteria(detail, standing_of(detail, settings), out, settings.time_zone)
        return
    kept = review_call(settings, call, verdicts, by=by, reason=reason, rest=rest)
    reviews_console.print_kept(kept, standing_of(kept.detail, settings), out)


def _verdicts(criterion: str, verdict: str, several: Sequence[str]) -> "dict[str, Verdict]":
    """The verdict of each criterion that is answered; raises UsageError for half of an answer, or two to one."""
    from qa_pipeline.ingestion.values import Unreadable
    from qa_pipeline.reviewing.words import verdict_of

    if bool(criterion) != bool(verdict):
        raise UsageError("--criterion and --verdict go together")
    pairs = [(criterion, verdict)] if criterion else []
    for one in several:
        name, equals, word = one.partition("=")
        if not name or not equals:
            raise UsageError(f"--set {one}: CRITERION=VERDICT is needed, such as --set own_name_given=met")
        pairs.append((name, word))
    found: dict[str, Verdict] = {}
    for name, word in pairs:
        if name in found:
            raise UsageError(f"{name} is answered twice")
        try:
            found[name] = verdict_of(word)
        except Unreadable as error:
            raise UsageError(f"{name}: {error}") from None
    return found


@reviews_app.command("import")
def reviews_import(
    file: Annotated[Path, typer.Argument(help="A table (CSV, TSV) with a row for each answer.", show_default=False)],
    by: Annotated[str, typer.Option(help="The reviewer of rows that name none.")] = "",
) -> None:
    """Take reviews from a table; the same table a second time changes nothing.

    Exit status: 0 every row is kept or known, 1 some could not be used, 2 wrong use.
    """
    from qa_pipeline.commands import lines
    from qa_pipeline.jobs import prepare_store
    from qa_pipeline.reviewing.answering import text_of
    from qa_pipeline.reviewing.sheet import import_reviews

    settings = load_settings()
    prepare_store(settings)
    done = import_reviews(settings, file, by=text_of(by, "--by"))
    if done.columns.unused:
        lines.tell_line(out, f"columns not used: {', '.join(done.columns.unused)}")
    for reason in done.wrong:
        lines.tell_line(err, reason)
    lines.tell_line(out, f"New reviews: {done.new}, known: {done.known}, rows not used: {len(done.wrong)}.")
    if done.wrong:
        raise typer.Exit(1)


@reviews_app.command("export")
def reviews_export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; - is the terminal.", show_default=False)],
) -> None:
    """Write every review as CSV, as `callqa reviews import` takes it."""
    from qa_pipeline.commands import lines
    from qa_pipeline.jobs import prepare_store
    from qa_pipeline.reviewing.sheet import export_reviews
    from qa_pipeline.store.session import open_store

    settings = load_settings()
    prepare_store(settings)
    store = open_store(settings.resolved_database_url)
    if str(file) == "-":
        export_reviews(store, sys.stdout)
        return
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            count = export_reviews(store, opened)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror or error})") from None
    lines.tell_line(out, f"{count} reviews are in {file}.")


def agreement(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """How far the machine agrees with people, and people with each other, by criterion, from their reviews."""
    from qa_pipeline.commands import reviews_console
    from qa_pipeline.evaluation.raters import raters
    from qa_pipeline.jobs import prepare_store
    from qa_pipeline.store import reads
    from qa_pipeline.store.session import open_store

    settings = load_settings()
    prepare_store(settings)
    with open_store(settings.resolved_database_url).reading() as session:
        found = raters(reads.all_reviews(session))
    if as_json:
        print(dumps(reviews_console.raters_json(found), ensure_ascii=False, indent=1))  # noqa: T201  # for a pipe
    else:
        reviews_console.print_raters(found, out)
