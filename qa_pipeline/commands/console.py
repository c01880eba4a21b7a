"""What the command line shows: progress while it works, tables and calls when it is done."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from qa_pipeline.call import Turn
from qa_pipeline.commands.call_head import head_of
from qa_pipeline.commands.reviews_console import answer_lines, score_lines
from qa_pipeline.finding import Evidence, Scored, ScoredCriterion, Verdict
from qa_pipeline.ingestion.dates import zone_of
from qa_pipeline.jobs import UNDONE, Outcome, Status
from qa_pipeline.pipeline import Stage
from qa_pipeline.reviewing.standing import Standing
from qa_pipeline.store.reads import CallDetail, CallRow

# How much of a file's time has passed when a stage begins, read off `make bench`.
STAGE_BEGINS_AT = {
    Stage.DECODE: 0.0,
    Stage.SPEECH: 0.02,
    Stage.SPEAKERS: 0.08,
    Stage.WORDS: 0.1,
    Stage.DIALOGUE: 0.95,
}
# Columns that break only below these widths; together with the others they fit a terminal of 80.
UNBROKEN_NAME = 12
UNBROKEN_FLAG = 21
VERDICT_STYLE = {
    Verdict.MET: ("✓", "green"),
    Verdict.NOT_MET: ("✗", "red"),
    Verdict.NOT_APPLICABLE: ("–", "dim"),
    Verdict.UNDETERMINED: ("?", "yellow"),
}

LANGUAGE_DOUBTS = {
    "language_uncertain": "The language is not sure, so no criterion on wording was judged; --language names it.",
    "no_language_pack": "There is no language pack for this language, so no criterion on wording was judged.",
}


class Progress:
    """A line for the whole run, with the time left, and one for each recording in hand, with its stage.

    Without a terminal, a plain line is printed as each recording ends.
    """

    def __init__(self, files: Sequence[Path], console: Console) -> None:
        self._console = console
        self._sizes = {path: path.stat().st_size if path.is_file() else 0 for path in files}
        self._lines: dict[Path, TaskID] = {}
        self._reached: dict[Path, float] = {}
        self._finished: set[Path] = set()
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._whole = self._bars.add_task(f"{len(files)} recordings", total=sum(self._sizes.values()) or None)

    def __enter__(self) -> "Progress":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Give the terminal back."""
        self._bars.stop()

    def on_stage(self, path: Path, stage: Stage) -> None:
        """A recording has reached a stage."""
        if path in self._finished:
            return  # told late, from another process
        if path not in self._lines:
            self._lines[path] = self._bars.add_task("", total=1.0)
        begins = STAGE_BEGINS_AT[stage]
        self._bars.update(self._lines[path], completed=begins, description=f"{escape(path.name)} · {stage.value}")
        self._reach(path, begins)

    def finished(self, outcome: Outcome) -> None:
        """A recording is done, or failed."""
        self._finished.add(outcome.path)
        if outcome.path in self._lines:
            self._bars.remove_task(self._lines.pop(outcome.path))
        self._reach(outcome.path, 1.0)
        if not self._console.is_terminal:
            self._console.print(
                f"{outcome.path}: {outcome.status.value}", highlight=False, soft_wrap=True, markup=False
            )

    def _reach(self, path: Path, part: float) -> None:
        self._reached[path] = part
        done = sum(self._sizes.get(known, 0) * reached for known, reached in self._reached.items())
        self._bars.update(self._whole, completed=done)


def print_outcomes(outcomes: Sequence[Outcome], out: Console, err: Console) -> None:
    """The table of a run's calls, then each failure with its reason."""
    rows = [outcome for outcome in outcomes if outcome.status in (Status.SCORED, Status.KNOWN) and outcome.row]
    if rows:
        out.print(_results([outcome.row for outcome in rows if outcome.row]))
    for outcome in rows:
        if outcome.status is Status.KNOWN and outcome.row and outcome.row.file != outcome.path.name:
            err.print(
                f"{outcome.path}: the same sound as {outcome.row.file}, known as call {outcome.row.id}",
                highlight=False,
                soft_wrap=True,
                markup=False,
            )
    known = sum(outcome.status is Status.KNOWN for outcome in outcomes)
    if known:
        out.print(f"{known} of {len(outcomes)} were scored before; --again hears them anew", highlight=False)
    for outcome in outcomes:
        if outcome.status in UNDONE:
            err.print(f"[red]{outcome.status.value}[/red] {escape(outcome.reason)}", highlight=False, soft_wrap=True)


def _results(rows: Sequence[CallRow]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("call", justify="right", style="dim")
    longest = max(len(row.file) for row in rows)
    table.add_column("file", overflow="fold", min_width=min(longest, UNBROKEN_NAME))
    for heading in ("duration", "lang", "score"):
        table.add_column(heading, justify="right")
    table.add_column("passed")
    table.add_column("flags", overflow="fold", min_width=UNBROKEN_FLAG)
    for row in rows:
        table.add_row(
            str(row.id),
            escape(row.file),
            clock(row.duration),
            row.language or "–",
            figure(row.score),
            _passed_in_short(row),
            escape(", ".join(row.flags)),
        )
    return table


def _passed_in_short(row: CallRow) -> str:
    if row.passed is None:
        return "–"
    word = "yes" if row.passed else "no"
    return f"{word}, uncertain" if "pass_uncertain" in row.flags else word


def _passed(row: CallRow) -> Text:
    """Whether the call passed, in words; a machine's auto-fail is provisional until a person confirms it."""
    if row.passed is None:
        return Text("–", style="dim")
    if row.auto_fail:
        return Text("no (auto-fail, provisional)", style="red")
    return Text("yes", style="green") if row.passed else Text("no", style="red")


def clock(seconds: float | None) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour up."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def figure(value: float | None) -> str:
    """A score with one decimal, or a dash."""
    return "–" if value is None else f"{value:.1f}"


def print_left_out(names: Sequence[str], err: Console) -> None:
    """Tell of the names that the transcriber is not told to expect."""
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        err.print(
            f"The vocabulary is longer than Whisper's prompt: {escape(shown)} are judged by, but not told to it",
            highlight=False,
            soft_wrap=True,
        )


def print_call(
    detail: CallDetail, out: Console, *, transcript: bool, zone: str = "UTC", standing: Standing | None = None
) -> None:
    """One call for a reader at a terminal, its times of day in the zone of a name; `standing` is people's scores."""
    row = detail.row
    out.print(f"[bold]{escape(row.file)}[/bold]  call {row.id}, {row.state}", highlight=False)
    for line in head_of(detail, zone_of(zone)):
        out.print(Text(line, style="dim"), highlight=False, soft_wrap=True)
    if row.error_message:
        out.print(f"[red]{escape(row.error_message)}[/red]", highlight=False)
    if detail.call is None:
        return
    out.print(
        f"{clock(row.duration)}, language {row.language} ({detail.call.language_confidence:.0%})", highlight=False
    )
    for issue in detail.call.health.issues:
        out.print(f"[yellow]{issue.severity}[/yellow] {issue.code}: {escape(issue.detail)}", highlight=False)
    if detail.scored is not None:
        _print_score(detail, out, zone)
        for line in score_lines(detail, standing):
            out.print(Text(line), soft_wrap=True)
    if transcript:
        out.print("\n[bold]Transcript[/bold]")
        for turn in detail.call.turns:
            out.print(_turn_line(turn), soft_wrap=True)


def _print_score(detail: CallDetail, out: Console, zone: str) -> None:
    row, scored = detail.row, detail.scored
    assert scored is not None  # noqa: S101  # the caller asked
    between = f" (between {figure(row.score_low)} and {figure(row.score_high)})" if row.score_low is not None else ""
    out.print(Text.assemble(f"Score {figure(row.score)}{between}, passed: ", _passed(row)))
    if scored.flags:
        out.print(f"Flags: {', '.join(scored.flags)}", highlight=False)
    for doubt in _doubts(scored):
        out.print(f"[yellow]{escape(doubt)}[/yellow]", highlight=False)
    answers = {one.criterion: one for one in detail.answers}
    for section in scored.sections:
        share = "–" if section.value is None else f"{100 * section.value:.0f}"
        indent = "  " if section.inside else ""
        out.print(f"\n{indent}[bold]{escape(section.title)}[/bold]  {share}", highlight=False)
        for item in scored.criteria:
            if item.section == section.section:
                _print_criterion(item, out)
                both = answers.get(item.finding.criterion)
                for line in answer_lines(both, zone) if both else ():
                    out.print(Text(f"     ☞ {line}", style="bold"), soft_wrap=True)


def _doubts(scored: Scored) -> Iterator[str]:
    """What keeps wording from being judged, and what hangs on who is who."""
    yield from (LANGUAGE_DOUBTS[flag] for flag in scored.flags if flag in LANGUAGE_DOUBTS)
    if scored.swap_check is not None:
        check = scored.swap_check
        yield (
            f"Who is the agent is not sure. With the roles as heard the score would be {figure(check.as_heard)}, "
            f"with agent and customer exchanged {figure(check.swapped)}."
        )
        titles = {item.finding.criterion: item.title for item in scored.criteria}
        for change in check.changes:
            as_heard = _answer(change.as_heard, change.as_heard_level)
            swapped = _answer(change.swapped, change.swapped_level)
            yield f"   {titles.get(change.criterion, change.criterion)}: {as_heard}, exchanged {swapped}"


def _answer(verdict: Verdict, level: float | None) -> str:
    word = verdict.value.replace("_", " ")
    return word if level is None else f"{word} (level {level:g})"


def _print_criterion(item: ScoredCriterion, out: Console) -> None:
    finding = item.finding
    sign, style = VERDICT_STYLE[finding.verdict]
    note = " (critical)" if item.critical else f" (bonus of {item.bonus:g})" if item.bonus else ""
    line = Text.assemble((f" {sign} ", style), f"{item.title}{note}: {finding.explanation}")
    out.print(line, highlight=False, soft_wrap=True)
    for evidence in finding.evidence:
        out.print(_evidence_line(evidence), soft_wrap=True)


def _evidence_line(evidence: Evidence) -> Text:
    quote = f" “{evidence.quote}”" if evidence.quote else ""
    return Text(f"     {clock(evidence.start)}–{clock(evidence.end)} {evidence.role.value}{quote}", style="dim")


def _turn_line(turn: Turn) -> Text:
    style = {"agent": "cyan", "customer": "magenta"}.get(turn.role.value, "dim")
    return Text.assemble((f"{clock(turn.start):>6} ", "dim"), (f"{turn.role.value:<9}", style), turn.text)
