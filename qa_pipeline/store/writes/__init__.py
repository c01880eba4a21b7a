"""What changes the database, as keyword-only functions of a session.

Everything a worker writes about a recording it claimed names the claim's `owner`; when the claim is another's by
now, the write raises LeaseLost and changes nothing.
All of it is read from here: `from qa_pipeline.store import writes`.
"""

from qa_pipeline.store.writes.activations import activate
from qa_pipeline.store.writes.claims import (
    claim,
    claim_next,
    clear,
    held,
    holder,
    mark_failed,
    quarantine,
    release,
    renew,
    requeue,
    set_stage,
)
from qa_pipeline.store.writes.queue import enqueue, enqueue_again
from qa_pipeline.store.writes.recordings import Registered, register, retell, take_over
from qa_pipeline.store.writes.rescored import Kept, Rescored, save_scores
from qa_pipeline.store.writes.results import save_embeddings, save_result, save_score
from qa_pipeline.store.writes.retries import retry, set_back
from qa_pipeline.store.writes.reviews import save_reviews
from qa_pipeline.store.writes.roster import save_roster
from qa_pipeline.store.writes.workers import say_alive, say_gone

__all__ = [
    "Kept",
    "Registered",
    "Rescored",
    "activate",
    "claim",
    "claim_next",
    "clear",
    "enqueue",
    "enqueue_again",
    "held",
    "holder",
    "mark_failed",
    "quarantine",
    "register",
    "release",
    "renew",
    "requeue",
    "retell",
    "retry",
    "save_embeddings",
    "save_result",
    "save_reviews",
    "save_roster",
    "save_score",
    "save_scores",
    "say_alive",
    "say_gone",
    "set_back",
    "set_stage",
    "take_over",
]
