"""What is known of a call, from all that is told of it: sidecar, manifest, file name, folder, default, roster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.dates import Calendar, UnreadableDate, zone_of
from qa_pipeline.ingestion.naming import Told
from qa_pipeline.ingestion.values import READERS, Unreadable, is_empty, plain, shown
from qa_pipeline.settings import Settings
from qa_pipeline.store.reads import Roster

SIDECAR, MANIFEST, FILE_NAME, FOLDER, ROSTER, DEFAULT = (
    "sidecar",
    "manifest",
    "file name",
    "folder",
    "roster",
    "default",
)
PERSON = "person"
UNKNOWN_AGENT = "unknown_agent"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source tells of a call, raw."""

    source: str
    told: Told


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a call cannot be used as it is; `code` for the database and the summary."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The metadata, each field with its source, and what keeps the call from being used."""

    metadata: CallMetadata
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the owner asks of metadata."""

    calendar: Calendar
    date_required: bool
    roster_closed: bool

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """Raises UsageError for a time zone that is not known."""
        calendar = Calendar(zone_of(settings.time_zone), settings.date_order)
        return cls(calendar, settings.date_required, settings.roster == "closed")


def resolve(layers: Sequence[Layer], rules: Rules, roster: Roster, *, now: datetime) -> Resolved:
    """Take each field from the first layer that tells it. What cannot be read is a problem, never passed over."""
    told: dict[str, Any] = {}
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for field, read in READERS.items():
        layer = next((layer for layer in layers if not is_empty(layer.told.get(field))), None)
        if layer is None:
            continue
        try:
            told[field], sources[field] = read(layer.told[field]), layer.source
        except Unreadable as error:
            found = shown(layer.told[field])
            problems.append(Problem("unreadable_metadata", f"{field} {found!r} of the {layer.source}: {error}"))
    try:
        _start(layers, rules, told, sources, now)
    except UnreadableDate as error:
        problems.append(Problem("unreadable_date", str(error)))
    placed = placed_in_roster(CallMetadata(**told, sources=sources), roster)
    return Resolved(placed, (*problems, *_missing(placed, problems, rules, roster)))


def placed_in_roster(metadata: CallMetadata, roster: Roster) -> CallMetadata:
    """The agent by the name that the roster has, and the agent's team where only a default names one."""
    agent = roster.find(metadata.agent) if metadata.agent else None
    if agent is None:
        return metadata
    named = replace(metadata, agent=agent.name)
    if agent.team is None or (metadata.team and metadata.sources.get("team") not in (DEFAULT, ROSTER)):
        return named
    return replace(named, team=agent.team, sources={**metadata.sources, "team": ROSTER})


def problems_of(metadata: CallMetadata, rules: Rules, roster: Roster) -> tuple[Problem, ...]:
    """What is still missing of metadata that can be read."""
    return _missing(metadata, (), rules, roster)


def _missing(metadata: CallMetadata, problems: Sequence[Problem], rules: Rules, roster: Roster) -> tuple[Problem, ...]:
    found = []
    dated = metadata.started_at or any(problem.code == "unreadable_date" for problem in problems)
    if rules.date_required and not dated:
        found.append(Problem("no_date", "nobody tells when the call took place"))
    if rules.roster_closed and metadata.agent and roster.find(metadata.agent) is None:
        found.append(Problem(UNKNOWN_AGENT, f"agent {metadata.agent!r} is not on the roster"))
    return tuple(found)


def _start(layers: Sequence[Layer], rules: Rules, told: dict[str, Any], sources: dict[str, str], now: datetime) -> None:
    """The start time of the first layer that has one; raises UnreadableDate."""
    for layer in layers:
        text = _start_text(layer.told)
        if text:
            told["started_at"] = _calendar(layers, layer, rules.calendar).read(text, now=now)
            sources["started_at"] = layer.source
            return


def _start_text(told: Mapping[str, Any]) -> str:
    """What a layer says of the start, as one text; a date and a time may stand apart."""
    parts = [told.get(name) for name in ("date", "time")]
    try:
        if not is_empty(told.get("started_at")):
            return plain(told["started_at"])
        return " ".join(plain(part) for part in parts if not is_empty(part)) if not is_empty(parts[0]) else ""
    except Unreadable as error:
        raise UnreadableDate(f"{shown(told.get('started_at'))!r}: {error}") from None


def _calendar(layers: Sequence[Layer], layer: Layer, calendar: Calendar) -> Calendar:
    """The zone that the layer itself names, or else a default does; without either, the setting's."""
    zones = [one.told.get("time_zone") for one in (layer, *layers) if one is layer or one.source == DEFAULT]
    named = next((zone for zone in zones if not is_empty(zone)), None)
    if named is None:
        return calendar
    try:
        return replace(calendar, zone=zone_of(plain(named), "time_zone"))
    except (UsageError, Unreadable) as error:
        raise UnreadableDate(str(error)) from None
