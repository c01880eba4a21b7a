"""The states of a recording.

received    it is known, nobody was asked to hear it yet
queued      it waits for a worker
processing  a worker holds it until `lease_until`
scored      it has a call and a current score
failed      the last try ended in an error; another try may be made
quarantined something about it must be put right by a person first
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


WAITING = (State.RECEIVED, State.QUEUED, State.PROCESSING)
CLAIMABLE = (State.RECEIVED, State.QUEUED, State.FAILED)
ENDED_BADLY = (State.FAILED, State.QUARANTINED)
