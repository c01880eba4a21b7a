"""Questions to the database, as keyword-only functions of a session; the answers are frozen values.

All of it is read from here: `from qa_pipeline.store import reads`.
"""

from qa_pipeline.store.reads.activations import activations
from qa_pipeline.store.reads.audio import AudioPlace, audio_bytes, audio_places
from qa_pipeline.store.reads.failures import Standing, failed, failures_by_code, standings
from qa_pipeline.store.reads.figures import overview
from qa_pipeline.store.reads.heard import HeardCall, StoredAnalysis, analyses, count_heard, heard_calls
from qa_pipeline.store.reads.listing import calls, choices
from qa_pipeline.store.reads.quarantine import Aside, quarantined
from qa_pipeline.store.reads.queue import (
    Attempt,
    Claim,
    Facts,
    LaneCount,
    QueueFigures,
    Worker,
    attempts,
    claims,
    due,
    ended_badly,
    facts,
    oldest_queued,
    queue_figures,
    unfinished,
    workers,
)
from qa_pipeline.store.reads.reviews import (
    ReviewedRecording,
    all_reviews,
    answers_side_by_side,
    criteria_titles,
    determined_criteria,
    recordings_with_external_id,
    reviewed_recordings,
    reviews_of,
)
from qa_pipeline.store.reads.roster import Agent, Roster, roster
from qa_pipeline.store.reads.single import (
    call_detail,
    call_row,
    embeddings_of,
    find_recordings,
    recording_by_sha,
    waiting,
)
from qa_pipeline.store.reads.values import (
    CallDetail,
    CallFilter,
    CallOrder,
    CallPage,
    CallRow,
    CriterionRate,
    DayCount,
    Direction,
    FilterChoices,
    FlagCount,
    Overview,
)
from qa_pipeline.store.states import State

__all__ = [
    "Agent",
    "Aside",
    "Attempt",
    "AudioPlace",
    "CallDetail",
    "CallFilter",
    "CallOrder",
    "CallPage",
    "CallRow",
    "Claim",
    "CriterionRate",
    "DayCount",
    "Direction",
    "Facts",
    "FilterChoices",
    "FlagCount",
    "HeardCall",
    "LaneCount",
    "Overview",
    "QueueFigures",
    "ReviewedRecording",
    "Roster",
    "Standing",
    "State",
    "StoredAnalysis",
    "Worker",
    "activations",
    "all_reviews",
    "analyses",
    "answers_side_by_side",
    "attempts",
    "audio_bytes",
    "audio_places",
    "call_detail",
    "call_row",
    "calls",
    "choices",
    "claims",
    "count_heard",
    "criteria_titles",
    "determined_criteria",
    "due",
    "embeddings_of",
    "ended_badly",
    "facts",
    "failed",
    "failures_by_code",
    "find_recordings",
    "heard_calls",
    "oldest_queued",
    "overview",
    "quarantined",
    "queue_figures",
    "recording_by_sha",
    "recordings_with_external_id",
    "reviewed_recordings",
    "reviews_of",
    "roster",
    "standings",
    "unfinished",
    "waiting",
    "workers",
]
