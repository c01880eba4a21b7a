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
from qa_pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa_pipeline.calibration.labelled import LabelledCall
    from qa_pipeline.calibration.reviewed import Reviewed
    from qa_pipeline.calibration.run import KeyReport
    from qa_pipeline.language.embedder import Embedder
    from qa_pipeline.language.pack import LanguagePack
    from qa_pipeline.language.vocabulary import Vocabulary
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
    with_reviews: Annotated[
        bool, typer.Option("--reviews/--no-reviews", help="Learn from what people answered about stored calls too.")
    ] = True,
) -> None:
    """Fit which sentences say what, and how far the answers are to be trusted.

    The heads of meaning are fitted on the language packs' examples, the labelled calls and the calls in learned/ beside
    the scorecards, the trust on the labelled dialogues there, either also on stored calls that people reviewed. Each is
    written as a new version, which is used from then on, with the data, the counts and what it was worth on what was
    held out.
    """
    from qa_pipeline.calibration import material
    from qa_pipeline.calibration.reviewed import Reviewed
    from qa_pipeline.engines import embedder_for, limit_threads, vocabulary_for
    from qa_pipeline.language.heads import newest
    from qa_pipeline.rehearsal.labelled import require_labelled

    settings = load_settings()
    limit_threads(settings.threads or 2)
    embedder = embedder_for(settings)
    if embedder is None:
        raise UsageError("CALLQA_EMBEDDING_MODEL=none: meaning is judged by a sentence embedding; name one")
    shipped = settings.resolved_scorecards_dir
    packs = material.shipped_packs(shipped)
    dialogues = require_labelled(shipped / "labelled")
    reviewed = _reviewed(settings, packs, calls or ()) if with_reviews else Reviewed()
    names = vocabulary_for(settings)
    if only_trust:
        heads = newest(shipped / "meaning")
        if heads is None:
            raise UsageError(f"{shipped / 'meaning'}: no fitted heads of meaning; `callqa calibrate` fits them")
    else:
        labelled = [*material.labelled_calls(calls or (), packs), *material.learned_calls(shipped / "learned", packs)]
        heads = _heads(labelled, reviewed, packs, embedder, names, shipped, into or shipped, error_rate)
    _trust(dialogues, reviewed, packs, embedder, names, heads, (into or shipped) / "trust", least_right)


def _reviewed(settings: Settings, packs: "Mapping[str, LanguagePack]", folders: Sequence[Path]) -> "Reviewed":
    """The reviewed calls of the database; none where there is no database yet."""
    from qa_pipeline.calibration.reviewed import Reviewed, reviewed_calls, sample_hashes
    from qa_pipeline.store.session import migrate, open_store
    from qa_pipeline.store.upgrade import Schema, schema

    url, scorecards = settings.resolved_database_url, settings.resolved_scorecards_dir
    if schema(url) in (Schema.ABSENT, Schema.EMPTY):
        return Reviewed()
    migrate(url)
    samples = sample_hashes([*folders, scorecards.parent / "sample_calls"])
    found = reviewed_calls(open_store(url), packs, scorecards, samples=samples)
    told = {"calls for the heads": len(found.heads), "calls for the trust": len(found.trust), **found.counts}
    shown = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in told.items() if count)
    out.print(f"Reviews: {shown or 'none'}", highlight=False, soft_wrap=True)
    return found


def _heads(
    labelled: "Sequence[LabelledCall]",
    reviewed: "Reviewed",
    packs: "Mapping[str, LanguagePack]",
    embedder: "Embedder",
    names: "Vocabulary",
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
            [*labelled, *reviewed.heads],
            embedder,
            error_rate=error_rate,
            vocabulary=names,
            on_key=lambda report: status.update(f"Fitted {report.key}"),
        )
    speakers = (run.calibrate_speakers(labelled, load_examples(shipped), embedder),)
    read = [f"{language}: {pack.name} pack" for language, pack in packs.items()]
    calls_read = [f"call {one.call.recording.file}" for one in labelled if not one.name]
    written = Counter(one.call.language for one in labelled if one.name)
    calls_read += [f"learned/{language}: {count} calls" for language, count in written.items()]
    counts = {"labelled_calls": len(labelled), "labelled_answers": sum(len(one.expected) for one in labelled)}
    # Who speaks is learnt of truths alone: in a reviewed call the machine has told so, and nobody was asked.
    fittings = {
        "meaning": (reports, read, counts | reviewed.of(reviewed.heads)),
        "roles": (speakers, ["en: example calls of the criteria"], {"labelled_calls": len(labelled)}),
    }
    paths = {}
    for folder, (fitting, material, counted) in fittings.items():
        paths[folder] = run.write_fitting(
            into / folder,
            fitting,
            model=embedder.name,
            fitted_on=[*material, *calls_read],
            error_rate=error_rate,
            counts=counted,
        )
        _print(fitting, paths[folder])
    return paths["meaning"]


def _trust(
    dialogues: "Sequence[LabelledDialogue]",
    reviewed: "Reviewed",
    packs: "Mapping[str, LanguagePack]",
    embedder: "Embedder",
    names: "Vocabulary",
    heads: Path,
    into: Path,
    least_right: float,
) -> None:
    """Fit how far the answers by these heads are right, and write it down."""
    from qa_pipeline.calibration.trusting import answers, fit_trust, reviewed_answers, write_trust
    from qa_pipeline.language.heads import load_heads

    meaning = load_heads(heads)
    with out.status("Answering the labelled dialogues") as status:
        judged = answers(
            dialogues, packs, embedder, meaning, on_dialogue=lambda one: status.update(f"Answering {one.call.title}")
        )
        labelled = len(judged)
        status.update("Answering the reviewed calls")
        judged += reviewed_answers(reviewed.trust, packs, embedder, meaning, names)
    read = [
        f"labelled/{language}: {count} dialogues"
        for language, count in Counter(one.language for one in dialogues).items()
    ]
    counts = {"labelled_dialogues": len(dialogues), "labelled_answers": labelled} | reviewed.of(reviewed.trust)
    trust = fit_trust(judged, least_right=least_right, heads=meaning.version, fitted_on=read, counts=counts)
    path = write_trust(into, trust)
    table = Table("criterion", "answers", "right", "reviewed", "right of these", "given", "wrong of these")
    for name, one in trust.criteria.items():
        reviewed_right = "" if one.reviewed_right is None else f"{one.reviewed_right:.1%}"
        counted = (str(one.answers), f"{one.right:.1%}", str(one.reviewed), reviewed_right)
        table.add_row(name, *counted, f"{one.coverage:.1%}", f"{one.risk:.1%}")
    out.print(table)
    out.print(f"Written: {path}", highlight=False, soft_wrap=True)


def _print(reports: Sequence["KeyReport"], path: Path) -> None:
    from qa_pipeline.calibration.run import UNWRITTEN
    from qa_pipeline.language.heads import NEVER

    table = Table("key", "examples", "contrasts", "others", "by", "accept", "reject", "precision", "recall")
    for report in reports:
        counts = [str(report.counts.get(kind, 0)) for kind in ("example", "contrast")]
        counts.append(str(sum(report.counts.get(kind, 0) for kind in UNWRITTEN)))
        if report.fit:
            held, thresholds = report.fit.held, report.fit.thresholds
            numbers = (thresholds.accept, thresholds.reject, held.precision, held.recall)
            shown = ["never" if one == NEVER else "" if one is None else f"{one:.3f}" for one in numbers]
            table.add_row(report.key, *counts, report.fit.fitted.way, *shown)
        else:
            table.add_row(report.key, *counts, "too few sentences")
    out.print(table)
    out.print(f"Written: {path}", highlight=False, soft_wrap=True)
