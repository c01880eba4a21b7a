"""Evaluate a folder: hear its recordings, or take what is known of them, and lay it beside the truth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from qa_pipeline import batch
from qa_pipeline.engines import cues_for
from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.about import About, about
from qa_pipeline.evaluation.account import Account, account_of
from qa_pipeline.evaluation.diarization import require_pyannote_metrics
from qa_pipeline.evaluation.figures import CallMeasures, Figures, compare, pool
from qa_pipeline.evaluation.split import FILE, Half, load_split
from qa_pipeline.evaluation.timing import StageClock
from qa_pipeline.evaluation.told import call_of
from qa_pipeline.evaluation.truth import truth_beside
from qa_pipeline.evaluation.verdicts import not_asked
from qa_pipeline.evaluation.words import require_jiwer
from qa_pipeline.export import export_call
from qa_pipeline.jobs import UNDONE, Outcome, Request, Status, check_request
from qa_pipeline.pipeline import Stage
from qa_pipeline.rating import rate
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, open_store


@dataclass(frozen=True, slots=True)
class Task:
    """The recordings that have a truth, and which of them are in each set that figures are wanted for."""

    folder: Path
    truths: Mapping[Path, Account]
    sets: Mapping[Half, frozenset[str]]
    without_truth: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.truths)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Each call's measures, and the figures of each set: all calls, and either half where there are halves.

    `names` are the calls of each set.
    """

    data: str
    about: About
    calls: tuple[CallMeasures, ...]
    sets: Mapping[Half, Figures]
    names: Mapping[Half, frozenset[str]]
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Watcher(Protocol):
    """Is told how the hearing goes on; the progress bars of the command line are one."""

    def on_stage(self, path: Path, stage: Stage) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


def prepare(folder: Path, half: Half) -> Task:
    """Find the recordings, their truths and the split, before anything is heard.

    Raises UsageError where there is nothing to evaluate, or a truth or the split cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no folder; give one with recordings and their truth beside them")
    split = load_split(folder)
    if split is None and half is not Half.ALL:
        raise UsageError(f"--split {half.value}: {folder} has no {FILE} that says which calls those are")
    files = batch.find_recordings([folder]).files
    _check_names(folder, files, split)
    wanted = files if half is Half.ALL or split is None else [file for file in files if file.stem in split[half]]
    truths = {file: truth for file in wanted if (truth := truth_beside(file)) is not None}
    if not truths:
        raise UsageError(f"{folder}: no recording with a NAME.truth.json, NAME.rttm or NAME.txt beside it")
    stems = frozenset(file.stem for file in truths)
    sets = {half: stems} | ({} if split is None or half is not Half.ALL else {key: split[key] for key in split})
    return Task(folder, truths, sets, tuple(file.name for file in wanted if file not in truths))


def _check_names(folder: Path, files: Sequence[Path], split: Mapping[Half, frozenset[str]] | None) -> None:
    """Calls are told apart by their name without suffix, and the split must name calls that are there."""
    stems = [file.stem for file in files]
    twice = sorted({stem for stem in stems if stems.count(stem) > 1})
    if twice:
        raise UsageError(f"{folder}: {', '.join(twice)}: several recordings have this name, and its truth with it")
    absent = sorted(frozenset[str]().union(*(split or {}).values()) - set(stems))
    if absent:
        raise UsageError(f"{folder / FILE}: {', '.join(absent)}: no such recording in {folder}")


def evaluate(
    task: Task, *, settings: Settings, request: Request, jobs: int, fillers: bool, watcher: Watcher
) -> Evaluation:
    """Hear what is not known yet, as `callqa process` does and with the same store, then compare and sum up."""
    # The truth answers one checklist, whatever is active.
    request = replace(request, scorecard=request.scorecard or settings.scorecard)
    check_request(settings, request)
    _require_packages(task.truths.values())
    processes = batch.plan(len(task.files), jobs=jobs, threads=settings.threads).processes
    # Before the hearing: the checkout may be another one at its end.
    made_with = about(settings, request, fillers=fillers, processes=processes)
    outcomes = []
    with StageClock(alone=processes == 1) as clock:

        def on_stage(path: Path, stage: Stage) -> None:
            clock.on_stage(path, stage)
            watcher.on_stage(path, stage)

        for outcome in batch.run(task.files, settings=settings, request=request, jobs=processes, on_stage=on_stage):
            clock.finished(outcome.path)
            watcher.finished(outcome)
            outcomes.append(outcome)
    store = open_store(settings.resolved_database_url)
    listener = Listener(settings, load_scorecard(request.scorecard, settings.resolved_scorecards_dir))
    return _compared(task, outcomes, store, clock, made_with, listener, fillers=fillers)


def _require_packages(truths: Iterable[Account]) -> None:
    """Before hours of hearing, raise MissingExtra for a package that comparing needs at their end."""
    told = list(truths)
    if any(truth.turns or truth.text for truth in told):
        require_jiwer()
    if any(truth.turns or truth.speech for truth in told):
        require_pyannote_metrics()


def _compared(
    task: Task,
    outcomes: Sequence[Outcome],
    store: Store,
    clock: StageClock,
    made_with: About,
    listener: "Listener",
    *,
    fillers: bool,
) -> Evaluation:
    calls: list[CallMeasures] = []
    notes = [*_known(outcomes), *(f"{name}: no truth beside it, left out" for name in task.without_truth)]
    for outcome in sorted(outcomes, key=lambda outcome: outcome.path):
        if outcome.row is None or outcome.status not in (Status.SCORED, Status.KNOWN):
            continue
        truth = task.truths[outcome.path]
        heard = _heard(store, outcome.row)
        notes += _notes(outcome.path, truth, heard, outcome.row.sha256)
        costs = clock.costs(outcome.path)
        as_told = listener.answers(outcome.path.stem, truth)
        calls.append(compare(outcome.path.stem, truth, heard, as_told=as_told, fillers=fillers, costs=costs))
    return Evaluation(
        data=task.folder.name or str(task.folder),
        about=made_with,
        calls=tuple(calls),
        sets={half: pool([call for call in calls if call.name in names]) for half, names in task.sets.items()},
        names=task.sets,
        failures=tuple(item.reason for item in outcomes if item.status in UNDONE),
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class Listener:
    """Answers the scorecard on what a truth tells, as if every word had been heard rightly."""

    settings: Settings
    scorecard: Scorecard

    def answers(self, name: str, truth: Account) -> Account | None:
        """The answers; None where the truth has no turns, or no answers to compare them with."""
        if not truth.turns or truth.answers is None or truth.duration is None:
            return None
        cues = cues_for(truth.language, self.settings.resolved_scorecards_dir)
        call = call_of(name, truth, cues, gap=self.settings.silence_gap)
        scored = rate(call, self.scorecard, self.settings, None)
        return account_of(export_call(call, scored), name)


def _known(outcomes: Sequence[Outcome]) -> list[str]:
    """A result of an earlier run may be an earlier version's."""
    known = sum(outcome.status is Status.KNOWN for outcome in outcomes)
    return [f"{known} of {len(outcomes)} calls were heard before this run; --again hears them anew"] if known else []


def _heard(store: Store, row: reads.CallRow) -> Account:
    """What is stored of a call, as its export has it, and with the channel or voice of each turn."""
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=row.id)
    if detail is None or detail.call is None:
        raise UsageError(f"{row.file}: its result was deleted while it was being evaluated")
    document = export_call(detail.call, detail.scored)
    for told, turn in zip(document["turns"], detail.call.turns, strict=True):
        told["speaker"] = turn.speaker
    return account_of(document, row.file)


def _notes(path: Path, truth: Account, heard: Account, sha256: str) -> list[str]:
    """What the reader of the figures should know of one call."""
    notes = []
    if truth.sha256 and truth.sha256 != sha256:
        notes.append(f"{path.name}: its truth was written for another file (sha256 {truth.sha256[:12]}…)")
    missing = not_asked(truth, heard)
    if missing:
        notes.append(f"{path.name}: not on the scorecard, so not compared: {', '.join(missing)}")
    return notes
