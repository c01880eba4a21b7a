"""What a worker tells of its work, for whoever counts and logs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from qa_pipeline.pipeline import Stage


class End(StrEnum):
    """How a claim ended."""

    SCORED = "scored"
    FAILED = "failed"  # for good, until somebody asks for another try
    LATER = "later"  # it is queued for another try
    SET_ASIDE = "set_aside"  # poison: it was tried as often as any may be
    GIVEN_BACK = "given_back"  # unfinished and untried
    LOST = "lost"  # another worker has it by now


@dataclass(frozen=True, slots=True)
class StageBegun:
    """A recording has reached a stage, `seconds` after it was claimed."""

    recording_id: int
    stage: Stage
    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """A claim has ended after `seconds`; `code` is that of the error, if any, `waited` the seconds in line before it.

    `audio_seconds` is the length of what was scored.
    """

    recording_id: int
    end: End
    seconds: float
    code: str = ""
    audio_seconds: float | None = None
    waited: float | None = None


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told, in the process that hears and right when it happens. One that raises breaks the hearing off."""

    stage: list[Callable[[StageBegun], None]] = field(default_factory=list)
    ended: list[Callable[[Ended], None]] = field(default_factory=list)

    def tell_stage(self, event: StageBegun) -> None:
        for listener in self.stage:
            listener(event)

    def tell_ended(self, event: Ended) -> None:
        for listener in self.ended:
            listener(event)
