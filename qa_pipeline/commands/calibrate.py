"""`callqa calibrate`: fit the heads of meaning from the packs' sentences and labelled calls."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import load_settings

if TYPE_CHECKING:
    from qa_pipeline.calibration.labelled import LabelledCall
    from qa_pipeline.calibration.run import KeyReport
    from qa_pipeline.language.embedder import Embedder
    from qa_pipeline.language.pack import LanguagePack
    from qa_pipeline.rehearsal.labelled import LabelledDialogue

LEAST_RIGHT = 0.6
"""What share of right answers makes an answer worth giving; see docs/meaning.md for what other shares come to."""

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
        Path | None, typer.Option(help="Where to write meaning/, roles/ and trust/; beside the scorecards if absent.")
    ] = None,
    error_rate: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of the accepted sentences that may be wrong.")
    ] = 0.1,
    least_right: Annotated[
        float, typer.Option(min=0, max=0.99, help="An answer that is right less often is undetermined.")
    ] = LEAST_RIGHT,
    only_trust: Annotated[
        bool, typer.Option("--only-trust", help="Fit the trust alone, on the answers by the heads in use.")
    ] = False,
) -> None:
    """Fit which sentences say what, and how far the answers are to be trusted.

    The heads of meaning are fitted on the language packs' examples and the labelled calls, the trust on the labelled
    dialogues beside the scorecards. Each is written as a new version, which is used from then on, with the data, the
    counts and what it was worth on what was held out.
    """
    from qa_pipeline.calibration import run
    from qa_pipeline.engines import embedder_for, limit_threads
    from qa_pipeline.language.heads import newest
    from qa_pipeline.rehearsal.labelled import require_labelled

    settings = load_settings()
    limit_threads(settings.threads or 2)
    embedder = embedder_for(settings)
    if embedder is None:
        raise UsageError("CALLQA_EMBEDDING_MODEL=none: meaning is judged by a sentence embedding; name one")
    shipped = settings.resolved_scorecards_dir
    packs = run.shipped_packs(shipped)
    dialogues = require_labelled(shipped / "labelled")
    if only_trust:
        heads = newest(shipped / "meaning")
        if heads is None:
            raise UsageError(f"{shipped / 'meaning'}: no fitted heads of meaning; `callqa calibrate` fits them")
    else:
        labelled = run.labelled_calls(calls or (), packs)
        heads = _heads(labelled, packs, embedder, shipped, into or shipped, error_rate)
    _trust(dialogues, packs, embedder, heads, (into or shipped) / "trust", least_right)


def _heads(
    labelled: "Sequence[LabelledCall]",
    packs: "Mapping[str, LanguagePack]",
    embedder: "Embedder",
    shipped: Path,
    into: Path,
    error_rate: float,
) -> Path:
    """Fit the heads of meaning and of roles, write them, and return the file of those of meaning."""
    from qa_pipeline.calibration import run
    from qa_pipeline.rehearsal.examples import load_examples

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
    paths = {}
    for folder, (fitting, material) in fittings.items():
        paths[folder] = run.write_fitting(
            into / folder,
            fitting,
            model=embedder.name,
            fitted_on=[*material, *calls_read],
            error_rate=error_rate,
        )
        _print(fitting, paths[folder])
    return paths["meaning"]


def _trust(
    dialogues: "Sequence[LabelledDialogue]",
    packs: "Mapping[str, LanguagePack]",
    embedder: "Embedder",
    heads: Path,
    into: Path,
    least_right: float,
) -> None:
    """Fit how far the answers by these heads are right, and write it down."""
    from qa_pipeline.calibration.trusting import answers, fit_trust, write_trust
    from qa_pipeline.language.heads import load_heads

    meaning = load_heads(heads)
    with out.status("Answering the labelled dialogues") as status:
        judged = answers(
            dialogues, packs, embedder, meaning, on_dialogue=lambda one: status.update(f"Answering {one.call.title}")
        )
    read = [
        f"labelled/{language}: {count} dialogues"
        for language, count in Counter(one.language for one in dialogues).items()
    ]
    trust = fit_trust(judged, least_right=least_right, heads=meaning.version, fitted_on=read)
    path = write_trust(into, trust)
    table = Table("criterion", "answers", "right", "given", "wrong of these")
    for name, one in trust.criteria.items():
        table.add_row(name, str(one.answers), f"{one.right:.1%}", f"{one.coverage:.1%}", f"{one.risk:.1%}")
    out.print(table)
    out.print(f"Written: {path}", highlight=False, soft_wrap=True)


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
