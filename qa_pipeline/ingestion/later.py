"""What is told later of a call that is known: each field from whoever is believed most, the first of equals."""

from dataclasses import dataclass, replace
from typing import Any

from qa_pipeline.call import CallMetadata
from qa_pipeline.ingestion.naming import FIELDS
from qa_pipeline.ingestion.resolving import (
    DEFAULT,
    FILE_NAME,
    FOLDER,
    MANIFEST,
    PERSON,
    ROSTER,
    SIDECAR,
    UNKNOWN_AGENT,
    Resolved,
    placed_in_roster,
)
from qa_pipeline.ingestion.values import shown
from qa_pipeline.store.reads import CallRow, Roster
from qa_pipeline.store.states import State

TRUST = (PERSON, SIDECAR, MANIFEST, FILE_NAME, FOLDER, ROSTER, DEFAULT)
"""Who is believed, most first; a value that nobody is known to have told comes last."""
HEARING = ("agent_channel", "hold_events", "language")
"""What a call is heard by: one that is heard already was heard without it."""
SCORING = ("agent", "call_type", "customer_name", "direction", "queue", "started_at", "team", "wrap_up_seconds")
"""What scorecards, their choice and their criteria ask of what is told of a call."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What two tellings make together: the fields whose value is another, and in words what was not taken."""

    metadata: CallMetadata
    fields: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What a known call takes over, and what was kept; the fields that count once it is heard, or scored, anew."""

    fields: tuple[str, ...]
    kept: tuple[str, ...]
    to_be_heard: tuple[str, ...]
    to_be_scored: tuple[str, ...]


def later_of(row: CallRow, merged: Merged) -> Later:
    """What a merging means for a call as it stands."""
    was_heard = row.state in (State.SCORED, State.PROCESSING)
    same = {"language"} if row.language == merged.metadata.language else set()
    hearing, scoring = (
        tuple(name for name in merged.fields if was_heard and name in names and name not in same)
        for names in (HEARING, SCORING)
    )
    return Later(merged.fields, merged.kept, hearing, scoring)


def merge(before: CallMetadata, resolved: Resolved, roster: Roster) -> Merged:
    """Take over what is not known of a call, or was told by somebody who is believed less."""
    told, sources = resolved.metadata, dict(before.sources)
    # A date that is told already need not be told again, and who is no agent of the roster is none of this call.
    kept = [one.reason for one in resolved.problems if one.code != "no_date"]
    unknown = {"agent"} if any(one.code == UNKNOWN_AGENT for one in resolved.problems) else set()
    new: dict[str, Any] = {}
    for name in FIELDS:
        value, source = getattr(told, name), told.sources.get(name, DEFAULT)
        if value is None or source == ROSTER or name in unknown:
            continue
        was, by = getattr(before, name), sources.get(name)
        if _rank(source) < _rank(by):
            new[name], sources[name] = value, source
        elif source == by and value != was:
            kept.append(f"{name} stays {shown(was)!r}; the {source} tells {shown(value)!r} now")
    after = replace(before, **new, sources=sources)
    if after.agent != before.agent or after.team is None:
        after = placed_in_roster(after, roster)
    return Merged(after, tuple(name for name in FIELDS if getattr(after, name) != getattr(before, name)), tuple(kept))


def _rank(source: str | None) -> int:
    return TRUST.index(source) if source in TRUST else len(TRUST)
