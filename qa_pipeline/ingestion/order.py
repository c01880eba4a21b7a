"""What is asked of an ingestion, and what is told of each file by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.dates import Calendar, UnreadableDate
from qa_pipeline.ingestion.manifest import Manifest
from qa_pipeline.ingestion.naming import FIELDS, PARTS, Naming, Preset, Told, load_naming, own_pattern
from qa_pipeline.ingestion.resolving import (
    DEFAULT,
    FILE_NAME,
    FOLDER,
    MANIFEST,
    SIDECAR,
    Layer,
    Problem,
    Resolved,
    Rules,
    resolve,
)
from qa_pipeline.ingestion.sidecar import read_sidecar
from qa_pipeline.ingestion.sources import Candidate
from qa_pipeline.ingestion.values import READERS, Unreadable
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken in, and how it is told of. A dry run says what would happen and changes nothing."""

    sources: tuple[str, ...] = ()
    manifest: Path | None = None
    preset: str = ""
    pattern: str = ""
    folder_pattern: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


class Telling:
    """Everything that is told beside the recordings. Close it, for the manifest's file.

    Raises UsageError for a preset, pattern, default, zone or manifest that cannot be used.
    """

    def __init__(self, settings: Settings, order: Order, roster: reads.Roster, *, now: datetime) -> None:
        self.naming: Naming = load_naming(settings.naming)
        self.rules = Rules.of(settings)
        self.roster = roster
        self._now = now
        self._defaults = check_told(order.defaults, self.rules.calendar, now)
        preset = order.preset or settings.preset
        self._presets: Sequence[Preset] = (
            own_pattern(order.pattern, order.folder_pattern),
            self.naming.preset(preset) if preset else Preset(""),
        )
        self.manifest = Manifest(order.manifest, self.naming) if order.manifest else None

    def close(self) -> None:
        """Give the manifest's file back."""
        if self.manifest:
            self.manifest.close()

    def of(self, candidate: Candidate) -> Resolved:
        """What is known of a recording."""
        whole = str(candidate.path.resolve()) if candidate.path else candidate.origin
        pattern, preset = self._presets
        problems: list[Problem] = []
        layers = (
            Layer(SIDECAR, self._sidecar(candidate, problems)),
            Layer(MANIFEST, self._row(candidate, problems)),
            Layer(FILE_NAME, {**preset.of_file(candidate.name), **pattern.of_file(candidate.name)}),
            Layer(FOLDER, {**preset.of_folders(whole), **pattern.of_folders(whole)}),
            Layer(DEFAULT, self._defaults),
        )
        resolved = resolve(layers, self.rules, self.roster, now=self._now)
        return replace(resolved, problems=(*problems, *resolved.problems))

    def lists(self, candidate: Candidate) -> bool:
        """Whether a row of the manifest is of the recording, which counts as met then; True without a manifest."""
        try:
            return self.manifest is None or self.manifest.row_of(candidate.name) is not None
        except Unreadable:
            return True

    def presets_that_read(self, name: str) -> tuple[str, ...]:
        """The presets that would find a start time in a file's name."""
        return tuple(one.name for one in self.naming.presets.values() if "started_at" in one.of_file(name))

    def _sidecar(self, candidate: Candidate, problems: list[Problem]) -> Told:
        try:
            return read_sidecar(candidate.name, candidate.read_beside, self.naming)
        except Unreadable as error:
            problems.append(Problem("unreadable_sidecar", str(error)))
            return {}

    def _row(self, candidate: Candidate, problems: list[Problem]) -> Told:
        try:
            return (self.manifest.row_of(candidate.name) if self.manifest else None) or {}
        except Unreadable as error:
            problems.append(Problem("unreadable_row", str(error)))
            return {}


def check_told(told: Mapping[str, str], calendar: Calendar, now: datetime) -> Mapping[str, str]:
    """What a person tells, if every field is known and can be read; raises UsageError naming the field."""
    for name, value in told.items():
        if name not in FIELDS and name not in PARTS:
            raise UsageError(f"{name}={value}: no such field; allowed are {', '.join((*FIELDS, 'time_zone'))}")
        read_told(name, value, calendar, now)
    return told


def read_told(name: str, value: str, calendar: Calendar, now: datetime) -> Any:
    """The value of a field as a person tells it; raises UsageError naming the field, the value and what is allowed."""
    try:
        if name == "started_at":
            return calendar.read(value, now=now)
        return READERS[name](value) if name in READERS else value
    except (Unreadable, UnreadableDate) as error:
        raise UsageError(f"{name}={value}: {error}") from None
