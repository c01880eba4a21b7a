"""What the reads give back: frozen values, never rows of the database.

Every datetime is aware and in UTC. Scores and their ranges are 0 to 100; rates, shares and coverage 0 to 1.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from qa_pipeline.call import Call, CallMetadata, Span
from qa_pipeline.finding import Scored
from qa_pipeline.review import BothAnswers, Review
from qa_pipeline.store.states import State

Direction = Literal["inbound", "outbound"]
CallOrder = Literal["newest", "oldest", "worst", "best", "least_certain", "longest"]


@dataclass(frozen=True, slots=True)
class CallRow:
    """One recording with its current score, as a line of a list; the score's fields are None before it is scored.

    `language` is the one that was heard. `metadata` is all that was told of the call, as the pipeline takes it.
    """

    id: int
    file: str
    sha256: str
    path: str
    state: State
    stage: str | None
    received_at: datetime
    processed_at: datetime | None
    duration: float | None
    channels: int | None
    language: str | None
    agent: str | None
    team: str | None
    queue: str | None
    direction: Direction | None
    call_type: str | None
    started_at: datetime | None
    scorecard_name: str | None
    scorecard_version: int | None
    score: float | None
    score_low: float | None
    score_high: float | None
    passed: bool | None
    band: str | None
    auto_fail: bool
    coverage: float | None
    flags: tuple[str, ...]
    error_code: str | None
    error_message: str | None
    customer_reference: str | None = None
    hold_events: tuple[Span, ...] | None = None
    attempts: int = 0
    audio_key: str | None = None
    metadata: CallMetadata = field(default_factory=CallMetadata)


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; an empty field asks nothing.

    `text` is looked for word by word in file name, agent and customer reference, whatever the case or accents.
    Within `states`, `flags` and the like any of the values will do. `since` is inclusive, `until` exclusive, and
    both mean when the call took place (when it was received, where nobody told). `limit` None gives every row.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    passed: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    score_from: float | None = None
    score_to: float | None = None
    order: CallOrder = "newest"
    limit: int | None = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of calls, and how many the filter finds in all."""

    rows: tuple[CallRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The values that occur, each sorted, for the filter's drop-downs."""

    states: tuple[str, ...]
    languages: tuple[str, ...]
    agents: tuple[str, ...]
    queues: tuple[str, ...]
    flags: tuple[str, ...]
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayCount:
    """The calls of one UTC day; mean and rate are None when none of them has a score."""

    day: date
    calls: int
    mean_score: float | None
    pass_rate: float | None


@dataclass(frozen=True, slots=True)
class FlagCount:
    """How many calls carry the flag now."""

    flag: str
    count: int


@dataclass(frozen=True, slots=True)
class CriterionRate:
    """How often each verdict was given for one criterion."""

    criterion: str
    title: str
    section: str
    met: int
    not_met: int
    not_applicable: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole at a glance.

    `calls` counts every recording; `failed` those failed or quarantined; `waiting` those not finished yet;
    `flagged` the calls with at least one flag. The mean score lies between `mean_low` and `mean_high`. `by_day` is in
    order of days, `flags` most frequent first, `criteria` in the order of the scorecard.
    """

    calls: int
    scored: int
    failed: int
    waiting: int
    audio_seconds: float
    mean_score: float | None
    pass_rate: float | None
    mean_coverage: float | None
    mean_low: float | None
    mean_high: float | None
    flagged: int
    by_day: tuple[DayCount, ...]
    flags: tuple[FlagCount, ...]
    criteria: tuple[CriterionRate, ...]


@dataclass(frozen=True, slots=True)
class CallDetail:
    """Everything about one recording; `call`, `scored` and `playback` are None until it has been heard.

    `scored` is the machine's alone. `reviews` has every answer of people in order of time, `answers` the criteria of
    the score with the machine's verdict and theirs.
    """

    row: CallRow
    call: Call | None
    scored: Scored | None
    playback: str | None
    reviews: tuple[Review, ...] = ()
    answers: tuple[BothAnswers, ...] = ()
