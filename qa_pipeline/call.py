"""The `Call`: what was heard in one recording, as the values that everything after it reads.

All times are float seconds from the start of the recording.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """Whose voice it is, as far as is known."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"

    @property
    def other(self) -> "Role":
        """The other side of a two-party call; `unknown` stays `unknown`."""
        swap = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}
        return swap.get(self, Role.UNKNOWN)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the recording; `end` is not before `start`."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Word:
    """One word as spoken, with the recogniser's probability (0 to 1)."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive words of one speaker. `speaker` is the channel or voice label that `role` was found for."""

    role: Role
    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    speaker: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """One stretch of one speaker: `channel:0`, `channel:1` … of a stereo recording, `voice:0` … of a mono one."""

    start: float
    end: float
    speaker: str


HoldKind = Literal["music", "silence", "tone"]
HoldSource = Literal["inferred", "metadata"]


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch that sounds like music or a tone, and like no speech; whether it is a hold, the dialogue tells."""

    start: float
    end: float
    kind: Literal["music", "tone"]
    confidence: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The customer is parked. `source` says whether the sound or the telephone system told so."""

    start: float
    end: float
    kind: HoldKind
    source: HoldSource
    confidence: float

    @property
    def duration(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Interruption:
    """`by` began at `start` while the other spoke, went on for a second or more, and the other stopped unfinished."""

    start: float
    by: Role


Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class HealthIssue:
    """One fault of the recording. `channel` is the zero-based channel it was found on, or None for the whole file."""

    code: str
    severity: Severity
    detail: str
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with the recording, and which metrics are withheld for it (metric name → issue code)."""

    issues: tuple[HealthIssue, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)

    def has(self, code: str) -> bool:
        return any(issue.code == code for issue in self.issues)


@dataclass(frozen=True, slots=True)
class Recording:
    """The file itself. `file` is its name, `sha256` its identity, `duration` in seconds."""

    file: str
    sha256: str
    duration: float
    channels: int


@dataclass(frozen=True, slots=True)
class CallMetadata:
    """What is known of the call from outside its sound; empty where nobody said.

    `language` is an ISO 639-1 code; `agent_channel` the side of a stereo recording that the agent is on.
    `hold_events` are the holds that the telephone system told of; an empty tuple says that there were none.
    Talk, hold and wrap-up are the parts of its handle time; `csat` is the customer's mark on whatever scale it has.
    `sources` tells of each field who said it: sidecar, manifest, file name, folder, default, roster or person.
    """

    started_at: datetime | None = None
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    call_type: str | None = None
    customer_reference: str | None = None
    customer_name: str | None = None
    language: str | None = None
    agent_channel: Literal["left", "right"] | None = None
    hold_events: tuple[Span, ...] | None = None
    talk_seconds: float | None = None
    hold_seconds: float | None = None
    wrap_up_seconds: float | None = None
    csat: float | None = None
    external_id: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Level over time: one dBFS value (0 is full scale, floor −100) a second and channel, shape [channel][second]."""

    dbfs: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A recording as heard: who said what and when, the silences, holds and interruptions, and the measurements.

    `metrics` holds every measurement of docs/metrics.md by name; one that could not be measured is None,
    and where a fault of the recording is the reason, `health.withheld` names it.
    `models` names what heard it (engine → model name and revision); `options` the settings that shaped it.
    """

    recording: Recording
    language: str
    language_confidence: float
    role_confidence: float
    turns: tuple[Turn, ...]
    holds: tuple[Hold, ...] = ()
    silences: tuple[Span, ...] = ()
    overlaps: tuple[Span, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    health: Health = field(default_factory=Health)
    loudness: Loudness = field(default_factory=Loudness)
    metadata: CallMetadata = field(default_factory=CallMetadata)
    models: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, float | str] = field(default_factory=dict)

    def turns_of(self, role: Role) -> tuple[Turn, ...]:
        """The turns of one role, in order of time."""
        return tuple([turn for turn in self.turns if turn.role is role])

    def retold(self, metadata: CallMetadata) -> "Call":
        """The same call with other metadata; its handle time follows the wrap-up that is told."""
        metrics = dict(self.metrics)
        if "handle_time" in metrics and "handle_time" not in self.health.withheld:
            answered = metrics.get("first_agent_speech")
            metrics["handle_time"] = handle_time(self.recording.duration, answered, metadata.wrap_up_seconds)
        return replace(self, metadata=metadata, metrics=metrics)


def handle_time(duration: float, answered: float | None, after_call_work: float | None) -> float | None:
    """Seconds from when the agent answers to the end of the recording, and the work after it; None where one of the two
    is not known."""
    return None if answered is None or after_call_work is None else duration - answered + after_call_work
