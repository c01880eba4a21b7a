"""`callqa calibrate`: fit the heads of meaning from the packs' sentences and labelled calls."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import load_settings

if TYPE_CHECKING:
    from qa_pipeline.calibration.run import KeyReport

# Into a file or a pipe, a line is as long as it is.
out = Console(width=None if sys.stdout.isatty() else 200)


def calibrate(
    calls: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders with labelled calls: NAME.truth.json with turns and `expected`. Of a folder with a "
            "split.yaml the tuning half is taken."
        ),
    ] = None,
    into: Annotated[
        Path | None, typer.Option(help="Where to write meaning/ and roles/; beside the scorecards if absent.")
    ] = None,
    error_rate: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of the accepted sentences that may be wrong.")
    ] = 0.1,
) -> None:
    """Fit which sentences say what, from the language packs' examples and from labelled calls.

    Writes a new version of the heads of meaning, which is used from then on: the weights as .npz, and a .yaml with the
    data, the counts, the thresholds and what they were worth on sentences held out.
    """
    from qa_pipeline.calibration import run
    from qa_pipeline.engines import embedder_for, limit_threads
    from qa_pipeline.rehearsal.examples import load_examples

    settings = load_settings()
    limit_threads(settings.threads or 2)
    embedder = embedder_for(settings)
    if embedder is None:
        raise UsageError("CALLQA_EMBEDDING_MODEL=none: meaning is judged by a sentence embedding; name one")
    shipped = settings.resolved_scorecards_dir
    packs = run.shipped_packs(shipped)
    labelled = run.labelled_calls(calls or (), packs)
    with out.status("Embedding the sentences") as status:
        reports = run.calibrate(
            packs,
            labelled,
            embedder,
            error_rate=error_rate,
            on_key=lambda report: status.update(f"Fitted {report.key}"),
        )
    speakers = (run.calibrate_speakers(labelled, load_examples(shipped), embedder),)
    read = [f"{language}: {pack.name} pack" for language, pack in packs.items()]
    calls_read = [f"call {one.call.recording.file}" for one in labelled]
    fittings = {"meaning": (reports, read), "roles": (speakers, ["en: example calls of the criteria"])}
    for folder, (fitting, material) in fittings.items():
        path = run.write_fitting(
            (into or shipped) / folder,
            fitting,
            model=embedder.name,
            fitted_on=[*material, *calls_read],
            error_rate=error_rate,
        )
        _print(fitting, path)


def _print(reports: Sequence["KeyReport"], path: Path) -> None:
    from qa_pipeline.language.heads import NEVER

    table = Table("key", "examples", "contrasts", "others", "by", "accept", "reject", "precision", "recall")
    for report in reports:
        counts = [str(report.counts.get(kind, 0)) for kind in ("example", "contrast")]
        counts.append(str(sum(report.counts.get(kind, 0) for kind in ("other", "ordinary", "call"))))
        if report.fit:
            held, thresholds = report.fit.held, report.fit.thresholds
            numbers = (thresholds.accept, thresholds.reject, held.precision, held.recall)
            shown = ["never" if one == NEVER else "" if one is None else f"{one:.3f}" for one in numbers]
            table.add_row(report.key, *counts, report.fit.fitted.way, *shown)
        else:
            table.add_row(report.key, *counts, "too few sentences")
    out.print(table)
    out.print(f"Written: {path}", highlight=False, soft_wrap=True)
