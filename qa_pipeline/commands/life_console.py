"""What the commands about a scorecard's life show: example dialogues, activations, and a rescore as it goes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Verdict
from qa_pipeline.life.activating import Active
from qa_pipeline.life.rehearsing import Rehearsed, Wrong
from qa_pipeline.life.rescoring import Batch
from qa_pipeline.scoring.scorecard import Scorecard


def print_rehearsed(scorecard: Scorecard, language: str, rehearsed: Iterable[Rehearsed], out: Console) -> int:
    """A line a criterion with its examples by verdict, then the wrong ones; the number of these."""
    _line(out, f"{scorecard.name}/{scorecard.version}, {language}", style="bold")
    wrong = asked = 0
    for one in rehearsed:
        asked += sum(one.counts.values())
        wrong += len(one.wrong)
        _line(out, f" {_sign(one)} {one.criterion}: {_counts(one)}", style="red" if one.wrong else None)
        for each in one.wrong:
            _line(out, f"     {_told(each)}", style="red")
        for each in one.otherwise:
            _line(out, f"     with this scorecard's parameters: {_told(each)}", style="dim")
    _line(out, f"{asked} examples, {wrong} wrong")
    return wrong


def _sign(one: Rehearsed) -> str:
    return "✗" if one.wrong else "✓" if one.counts else "–"


def _counts(one: Rehearsed) -> str:
    if not one.counts:
        return "no examples"
    wrong = [each.expected for each in one.wrong]
    shown = ((plain(verdict), count, wrong.count(verdict)) for verdict, count in one.counts.items())
    return ", ".join(
        f"{count - missed} of {count} {name}" if missed else f"{count} {name}" for name, count, missed in shown
    )


def _told(one: Wrong) -> str:
    return f"{one.at}: expected {_word(one.expected)}, found {_word(one.found)}: {one.explanation}"


def _word(verdict: Verdict) -> str:
    return plain(verdict)


def calls_of(queue: str | None, call_type: str | None) -> str:
    """Which calls a scope has, in words."""
    parts = [f"of queue {queue}"] if queue else []
    parts += [f"of type {call_type}"] if call_type else []
    return f"calls {' and '.join(parts)}" if parts else "all calls"


def print_active(found: Sequence[Active], fallback: str, out: Console, err: Console) -> None:
    """What was, is and will be active, narrowest first, then each problem; what holds where nothing is."""
    now = datetime.now(UTC)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("scorecard", "calls", "from (UTC)", "until (UTC)", ""):
        table.add_column(heading)
    for one in found:
        active = one.activation
        state = "unusable" if one.problem else one.at(now)
        row = (f"{active.name}/{active.version}", calls_of(active.queue, active.call_type))
        until = f"{one.until:%Y-%m-%d %H:%M}" if one.until else ""
        table.add_row(*map(Text, row), f"{active.starts_at:%Y-%m-%d %H:%M}", until, state)
    if found:
        out.print(table)
    if not any(one.activation.precision == 0 and one.activation.starts_at <= now for one in found):
        rest = "Other calls are" if found else "Nothing is activated: calls are"
        _line(out, f"{rest} scored by the newest released version of {fallback}.")
    for one in found:
        if one.problem:
            _line(err, one.problem, style="red")


class RescoreProgress:
    """A bar with the time left at a terminal, and the sums at the end; failures are named as they come."""

    def __init__(self, total: int, out: Console, err: Console) -> None:
        self._out, self._err, self._total = out, err, total
        self.scored = self.same = self.left = self.failed = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._task = self._bar.add_task("calls", total=total)

    def __enter__(self) -> "RescoreProgress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def add(self, batch: Batch) -> None:
        """A batch is stored."""
        self.scored += batch.scored
        self.same += batch.same
        self.left += batch.left
        self.failed += len(batch.failures)
        self._bar.advance(self._task, batch.calls)
        for failure in batch.failures:
            _line(self._err, f"failed {failure}", style="red")

    def tell(self, note: str = "") -> None:
        """The sums, and a note."""
        self._bar.stop()
        if not self._total:
            _line(self._out, "There are no stored calls to score: `callqa process` hears some.")
            return
        parts = [f"{self.scored} scored"]
        parts += [f"{self.same} with the same result"] if self.same else []
        parts += [f"{self.left} up to date"] if self.left else []
        parts += [f"{self.failed} failed"] if self.failed else []
        _line(self._out, ", ".join(parts))
        if note:
            _line(self._err, note)


def _line(console: Console, text: str, *, style: str | None = None) -> None:
    console.print(Text(text, style=style or ""), highlight=False, soft_wrap=True)
