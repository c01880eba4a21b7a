"""What `callqa fairness` shows: tables at a terminal, lines with tabs elsewhere, and JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.commands.lines import counted
from qa_pipeline.fairness.comparing import Answer, Change, Compared
from qa_pipeline.fairness.run import CheckedCall, Totals
from qa_pipeline.fairness.swaps import Family
from qa_pipeline.scoring.scorecard import Scorecard

COUNTS = ("calls", "swaps", "replacements", "verdicts", "changed", "skipped")


@dataclass(frozen=True, slots=True)
class Found:
    """One change with the call and the swap that it belongs to."""

    call: int
    file: str
    title: str
    swap: Compared
    change: Change


class Report:
    """The changes of a run and the counts by family; nothing of a call stays but what changes in it."""

    def __init__(self, scorecard: Scorecard, families: Sequence[Family], out: Console, *, streams: bool) -> None:
        """With `streams` each change is printed as it is found."""
        self.scorecard = scorecard
        self.totals = {family: Totals() for family in families}
        self.found: list[Found] = []
        self.left_out: list[tuple[str, str]] = []
        self.calls = 0
        self._out = out
        self._streams = streams

    @property
    def differs(self) -> bool:
        return bool(self.found)

    def add(self, checked: CheckedCall) -> None:
        """Count a call in."""
        if checked.left_out:
            self.left_out.append((checked.file, checked.left_out))
            return
        self.calls += 1
        for family, totals in self.totals.items():
            totals.add([one for one in checked.swaps if one.family is family])
        for one in checked.swaps:
            for change in one.changes:
                self._add(Found(checked.id, checked.file, checked.titles[change.criterion], one, change))

    def _add(self, found: Found) -> None:
        self.found.append(found)
        if self._streams:
            self._line("change", *_fields(found))

    def finish(self) -> None:
        """Print the summary, and at a terminal the table of changes above it."""
        if self._streams:
            for family, totals in self.totals.items():
                self._line("family", family.value, *(str(getattr(totals, name)) for name in COUNTS))
            return
        if self.found:
            self._out.print(_changes(self.found))
            self._out.print()
        self._out.print(_summary(self.totals))
        self._out.print(
            f"{counted(self.calls, 'call')} against {self.scorecard.name} version {self.scorecard.version}: "
            + (f"{counted(len(self.found), 'verdict')} changed" if self.found else "none changes"),
            highlight=False,
        )

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values, for `--json`."""
        return {
            "scorecard": {"name": self.scorecard.name, "version": self.scorecard.version},
            "calls": self.calls,
            "left_out": [{"file": file, "reason": reason} for file, reason in self.left_out],
            "families": {family.value: asdict(totals) for family, totals in self.totals.items()},
            "changes": [_change_json(one) for one in self.found],
        }

    def _line(self, *fields: str) -> None:
        self._out.file.write("\t".join(fields) + "\n")  # the console would make spaces of the tabs


def _fields(found: Found) -> tuple[str, ...]:
    change, swap = found.change, found.swap
    answers = _said(change.before), _said(change.after)
    sentences = change.sentence.before, change.sentence.after
    return (str(found.call), found.file, change.criterion, swap.family.value, swap.swap, *answers, *sentences)


def _change_json(found: Found) -> dict[str, Any]:
    change, swap = found.change, found.swap
    return {
        "call": found.call,
        "file": found.file,
        "criterion": change.criterion,
        "title": found.title,
        "family": swap.family.value,
        "swap": swap.swap,
        "before": {"verdict": change.before.verdict.value, "level": change.before.level, "score": swap.score_before},
        "after": {"verdict": change.after.verdict.value, "level": change.after.level, "score": swap.score_after},
        "sentence": asdict(change.sentence),
        "alone": change.alone,
    }


def _changes(found: Sequence[Found]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in ("call", "criterion", "swapped", "verdict", "sentence"):
        table.add_column(heading, overflow="fold", ratio=3 if heading == "sentence" else 1)
    for one in found:
        change = one.change
        table.add_row(
            Text(f"{one.call} {one.file}"),
            Text(one.title),
            Text(f"{one.swap.family.value}: {one.swap.swap}"),
            Text(f"{_said(change.before)} → {_said(change.after)}"),
            Text(f"{change.sentence.before}\n→ {change.sentence.after}"),
        )
    return table


def _summary(totals: dict[Family, Totals]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("family")
    for heading in COUNTS:
        table.add_column(heading, justify="right")
    for family, total in totals.items():
        table.add_row(family.value, *(str(getattr(total, name)) for name in COUNTS))
    return table


def _said(answer: Answer) -> str:
    word = answer.verdict.value.replace("_", " ")
    return word if answer.level is None else f"{word} (level {answer.level:g})"
