"""What a scorecard's file holds, key by key."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa_pipeline.scoring.conditions import Condition


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CriterionEntry(_Part):
    """A criterion's place on the scorecard. `guidance` is for the reviewer, `coaching` for the agent."""

    name: str
    title: str = Field(min_length=1)
    weight: float = Field(gt=0, allow_inf_nan=False)
    clause: str
    guidance: str = Field(min_length=1)
    coaching: str = Field(min_length=1)
    params: dict[str, Any] = {}
    critical: bool = False
    auto_fail: Literal["call", "section"] | None = None
    applies_when: tuple[Condition, ...] = ()

    @property
    def fails(self) -> Literal["call", "section"] | None:
        """What `not_met` brings down to 0: a critical criterion the call, unless it says the section."""
        return (self.auto_fail or "call") if self.critical else None


class Section(_Part):
    """Criteria that belong together, with the section's weight in the call's score."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: str = Field(min_length=1)
    weight: float = Field(gt=0, allow_inf_nan=False)
    criteria: tuple[CriterionEntry, ...] = Field(min_length=1)


class Band(_Part):
    """A name for the scores from `at_least` up to the next band."""

    name: str
    at_least: float = Field(ge=0, le=100)


class ScorecardFile(_Part):
    """One version of a scorecard, as written.

    `review_by` is when the owner looks at it again; a released version is never edited. `low_coverage` is the
    coverage below which a call is flagged.
    """

    name: str
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    languages: tuple[str, ...] = Field(min_length=1)
    review_by: date
    released: bool
    pass_mark: float = Field(ge=0, le=100)
    low_coverage: float = Field(0.8, ge=0, le=1)
    bands: tuple[Band, ...] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def entries(self) -> tuple[CriterionEntry, ...]:
        """Every criterion, in the scorecard's order."""
        return tuple(entry for section in self.sections for entry in section.criteria)

    def entry(self, criterion: str) -> CriterionEntry | None:
        """The entry of a criterion, if it is on the scorecard."""
        return next((entry for entry in self.entries if entry.name == criterion), None)

    def band(self, score: float) -> str:
        """The name of the highest band that the score reaches."""
        reached = [band for band in self.bands if band.at_least <= score]
        return max(reached, key=lambda band: band.at_least).name
