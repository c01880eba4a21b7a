"""A call written as lines of dialogue; docs/scoring.md shows every line there is."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from qa_pipeline.call import CallMetadata
from qa_pipeline.language.documents import suggest
from qa_pipeline.scoring.conditions import Metric

Spoken = Literal["agent", "customer", "agent interrupts", "customer interrupts", "agent overlaps", "customer overlaps"]
Waiting = Literal["hold", "silent hold", "silence"]
KINDS: tuple[str, ...] = (*get_args(Spoken), *get_args(Waiting))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """Somebody speaks (`text`), or nobody does for so many `seconds`."""

    kind: Spoken | Waiting
    text: str = ""
    seconds: float = 0.0


def _as_line(found: Any) -> Any:
    if isinstance(found, Line):
        return found
    if not isinstance(found, dict) or len(found) != 1:
        raise ValueError(f"a line with one key, one of {', '.join(KINDS)}")
    (kind, told), *_ = found.items()
    if kind not in KINDS:
        raise ValueError(suggest(kind, KINDS))
    if kind in get_args(Waiting):
        return Line(kind=kind, seconds=_seconds(told))
    if not isinstance(told, str) or not told.split():
        raise ValueError("what is said, as text; put a bare yes, no or numeral in quotes")
    return Line(kind=kind, text=told)


def _seconds(found: Any) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or found <= 0:
        raise ValueError("seconds, above 0")
    return float(found)


class Metadata(_Part):
    """What is known of the call from outside its sound."""

    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    call_type: str | None = None
    customer_reference: str | None = None

    def of_call(self) -> CallMetadata:
        return CallMetadata(**dict(self))


class Dialogue(_Part):
    """The lines of a call, and what else is true of it.

    `metrics` stand in the place of what is measured; `heard` is the probability of every word.
    """

    lines: tuple[Annotated[Line, BeforeValidator(_as_line)], ...] = Field(min_length=1)
    metadata: Metadata = Metadata()
    metrics: dict[Metric, float | None] = Field(default_factory=dict)
    heard: float = Field(0.95, ge=0, le=1)

    @model_validator(mode="before")
    @classmethod
    def _lines_alone(cls, found: Any) -> Any:
        return {"lines": found} if isinstance(found, list) else found

    @model_validator(mode="after")
    def _cuts_into_something(self) -> "Dialogue":
        speaker = ""
        for line in self.lines:
            role, _, manner = line.kind.partition(" ")
            if manner in ("interrupts", "overlaps") and speaker not in {"agent", "customer"} - {role}:
                raise ValueError(f"before {line.kind!r} a turn of the other side")
            speaker = role
        return self
