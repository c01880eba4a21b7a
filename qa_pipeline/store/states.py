"""The states of a recording, and the lanes it waits in.

received    it is known, nobody was asked to hear it yet
queued      it waits for a worker
processing  a worker holds it until `lease_until`
scored      it has a call and a current score
failed      the last try ended in an error; another try may be made
quarantined something about it must be put right by a person first

fresh       today's calls, heard first
backlog     a backfill, heard when no fresh call waits
"""

from enum import StrEnum


class State(StrEnum):
    """Where a recording stands; docs/database.md shows who moves it."""

    RECEIVED = "received"
    QUEUED = "queued"
    PROCESSING = "processing"
    SCORED = "scored"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class Lane(StrEnum):
    """Which line a recording waits in; every fresh one goes before every one of the backlog."""

    FRESH = "fresh"
    BACKLOG = "backlog"


LEAST_URGENT = 9
"""Priorities within a lane go from 0, the most urgent, to this."""

MOST_TRIES = 3
"""How often a recording is tried whose failure may pass, before it is set aside."""

WAITING = (State.RECEIVED, State.QUEUED, State.PROCESSING)
CLAIMABLE = (State.RECEIVED, State.QUEUED, State.FAILED)
ENDED_BADLY = (State.FAILED, State.QUARANTINED)

POISON = "poison"
"""The error code of what was set aside because it was tried as often as any may be."""

MENDED = "mended"
"""The error code of what is in quarantine with nothing wrong in it any more."""
