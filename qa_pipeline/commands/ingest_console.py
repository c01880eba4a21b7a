"""What the commands that take recordings in print."""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from qa_pipeline.commands.later_console import LaterDetails
from qa_pipeline.commands.lines import counted, printable, tell_line
from qa_pipeline.ingestion.ingest import Ingestion, Outcome, Standing
from qa_pipeline.ingestion.manifest import Manifest
from qa_pipeline.ingestion.naming import FIELDS
from qa_pipeline.ingestion.values import shown
from qa_pipeline.store.reads import Agent, Aside
from qa_pipeline.when import told_moment

SHOWN_IN_FULL = 5
"""Recordings whose fields a dry run shows."""
MOST_LINES = 20
"""Rows without a recording, and duplicates, that are listed by name."""

NO_DATE = (
    "a start time comes from a manifest, a JSON file beside the recording, its name (--preset) or "
    "`callqa quarantine mend`; with CALLQA_DATE_REQUIRED=false a call without one counts from when it was received"
)


class Summary:
    """Counts the outcomes of an ingestion, prints each that needs somebody, and the sum at the end."""

    def __init__(self, out: Console, err: Console, *, dry_run: bool) -> None:
        self._out = out
        self._err = err
        self._dry_run = dry_run
        self._counts: Counter[Standing] = Counter()
        self._codes: Counter[str] = Counter()
        self._without_row: list[str] = []
        self._count_without_row = 0
        self._presets: Counter[str] = Counter()
        self._shown = 0
        self._later = LaterDetails(out, err, dry_run=dry_run)

    @property
    def refused(self) -> int:
        """How many files were not taken in: set aside or refused."""
        return self._counts[Standing.QUARANTINED] + self._counts[Standing.REFUSED]

    def begin(self, ingestion: Ingestion) -> None:
        """Show the columns of the manifest, where there is one to be shown."""
        self._ingestion = ingestion
        if self._dry_run and ingestion.telling.manifest:
            print_columns(ingestion.telling.manifest, self._out)

    def add(self, outcome: Outcome) -> None:
        """Take note of an outcome."""
        self._counts[outcome.standing] += 1
        if outcome.standing is Standing.QUARANTINED:
            self._codes[outcome.code] += 1
            self._err.print(f"[yellow]set aside[/yellow] {_one_line(outcome.reason)}", highlight=False, soft_wrap=True)
        elif outcome.standing is Standing.REFUSED:
            self._err.print(f"[red]refused[/red] {_one_line(outcome.reason)}", highlight=False, soft_wrap=True)
        elif outcome.standing is Standing.DUPLICATE and self._counts[outcome.standing] <= MOST_LINES:
            tell_line(self._err, f"duplicate {outcome.reason}")
        self._later.add(outcome)
        if outcome.code == "no_date":
            self._presets.update(self._ingestion.telling.presets_that_read(outcome.origin))
        if outcome.without_row:
            self._count_without_row += 1
            if self._count_without_row <= MOST_LINES:
                self._without_row.append(outcome.origin)
        # With a manifest what its rows came to is what somebody looks for.
        if outcome.resolved and self._dry_run and not outcome.without_row and self._shown < SHOWN_IN_FULL:
            self._shown += 1
            print_fields(outcome, self._out)

    def end(self, ingestion: Ingestion) -> None:
        """Print what is left to be told, and the sum."""
        manifest = ingestion.telling.manifest
        if manifest:
            self._tell_manifest(manifest)
        if ingestion.passed_over.count:
            tell_line(self._err, f"{ingestion.passed_over.count} files of other kinds were passed over")
        if self._presets:
            name, count = self._presets.most_common(1)[0]
            tell_line(self._err, f"--preset {name} would find a start time in the names of {count} of them")
        elif self._codes["no_date"]:
            tell_line(self._err, NO_DATE)
        would = "would be " if self._dry_run else ""
        codes = ", ".join(f"{code}: {count}" for code, count in self._codes.most_common())
        parts = [
            f"{self._counts[Standing.RECEIVED]} {would}received",
            counted(self._counts[Standing.DUPLICATE], "duplicate"),
            f"{self._counts[Standing.QUARANTINED]} {would}set aside" + (f" ({codes})" if codes else ""),
            f"{self._counts[Standing.REFUSED]} refused",
        ]
        self._later.end()
        tell_line(self._out, ", ".join(parts) + "." + (" Nothing was changed." if self._dry_run else ""))

    def _tell_manifest(self, manifest: Manifest) -> None:
        for line, file in manifest.rows_left_over(MOST_LINES):
            tell_line(self._err, f"row without a recording: {manifest.path}, line {line}: {file}")
        if manifest.left_over > MOST_LINES:
            tell_line(self._err, f"… {manifest.left_over} rows without a recording in all")
        for origin in self._without_row:
            tell_line(self._err, f"recording without a row: {origin}")
        if self._count_without_row > MOST_LINES:
            tell_line(self._err, f"… {self._count_without_row} recordings without a row in all")


def print_columns(manifest: Manifest, out: Console) -> None:
    """Which column was taken for which field, and which for none."""
    table = Table("column", "field", title=shown(manifest.path), title_justify="left")
    for field, column in manifest.columns.matched.items():
        table.add_row(Text(column), field)
    for column in manifest.columns.unused:
        table.add_row(Text(column), Text("not used", style="dim"))
    out.print(table)


def print_fields(outcome: Outcome, out: Console) -> None:
    """What is known of one recording, and who said it."""
    assert outcome.resolved is not None  # noqa: S101  # asked before
    metadata = outcome.resolved.metadata
    table = Table("field", "value", "source", title=Text(outcome.origin), title_justify="left")
    for field in FIELDS:
        value = getattr(metadata, field)
        if value is not None:
            table.add_row(field, Text(shown(value)), metadata.sources.get(field, ""))
    for problem in outcome.resolved.problems:
        table.add_row(Text(problem.code, style="yellow"), Text(problem.reason), "")
    out.print(table)


def tell_outcome(out: Console, outcome: Outcome) -> None:
    """One line for a file that a watch has taken up."""
    tell_line(out, f"{outcome.standing.value} {outcome.reason or outcome.origin}")


def print_aside(recordings: Sequence[Aside], out: Console, zone: tzinfo) -> None:
    """The recordings in quarantine, each with its start in a zone and its reason."""
    table = Table("id", Column("file", overflow="fold"), "agent", "start", "why")
    for one in recordings:
        start = one.metadata.started_at
        table.add_row(
            str(one.id),
            Text(shown(one.file)),
            Text(shown(one.metadata.agent or "")),
            told_moment(start, zone) if start else "",
            Text(printable(one.reason if one.reason.startswith(one.code) else f"{one.code}: {one.reason}")),
        )
    out.print(table)


def print_roster(agents: Sequence[Agent], out: Console) -> None:
    """The agents with their teams and other names."""
    table = Table("agent", "team", "also known as")
    for agent in agents:
        others = [name for name in agent.names if name != agent.name]
        table.add_row(Text(agent.name), Text(agent.team or ""), Text(", ".join(others)))
    out.print(table)


def _one_line(text: str) -> str:
    return escape(printable(text))
