"""What a scorecard's file holds, key by key."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa_pipeline.finding import Verdict
from qa_pipeline.scoring.conditions import Condition, Metric


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Part):
    """A level of a scale, for the values up to `at_most` that no level before it takes; the last has no bound."""

    level: float = Field(allow_inf_nan=False)
    at_most: float | None = Field(None, allow_inf_nan=False)


class Scale(_Part):
    """A question that a measurement answers with a level; `met_from` is the lowest level that is `met`.

    Without `met_from` the highest level alone is.
    """

    metric: Metric
    levels: tuple[Level, ...] = Field(min_length=2)
    met_from: float | None = Field(None, allow_inf_nan=False)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest level."""
        numbers = [one.level for one in self.levels]
        return min(numbers), max(numbers)

    def level(self, value: float) -> float:
        """The level of a measured value."""
        return next(one.level for one in self.levels if one.at_most is None or value <= one.at_most)

    def is_met(self, level: float) -> bool:
        return level >= (self.ends[1] if self.met_from is None else self.met_from)


class JudgeQuestion(_Part):
    """A yes-or-no question that a language model answers of a call. A "yes" gives the verdict `yes_means`.

    A "yes" rests on words of `proven_by`, which have to be quoted; a "no" on the absence of such words. `prompt` is
    NAME/VERSION of a file in `prompts/` beside the scorecards.
    """

    question: str = Field(min_length=1)
    proven_by: Literal["agent", "customer"] = "agent"
    yes_means: Literal["met", "not_met"] = "met"
    prompt: str = "verdict/1"

    @property
    def yes(self) -> Verdict:
        return Verdict(self.yes_means)

    @property
    def no(self) -> Verdict:
        return Verdict.NOT_MET if self.yes is Verdict.MET else Verdict.MET


class CriterionEntry(_Part):
    """A criterion's place on the scorecard. `guidance` is for the reviewer, `coaching` for the agent.

    With `scale` or `judge` the name is the scorecard's own, else that of a registered criterion. `bonus` has the points
    that it may add to the call's score, in place of a weight.
    """

    name: str
    title: str = Field(min_length=1)
    weight: float = Field(0.0, gt=0, allow_inf_nan=False)
    bonus: float = Field(0.0, gt=0, le=100)
    scale: Scale | None = None
    judge: JudgeQuestion | None = None
    clause: str
    guidance: str = Field(min_length=1)
    coaching: str = Field(min_length=1)
    params: dict[str, Any] = {}
    critical: bool = False
    auto_fail: Literal["call", "section"] | None = None
    applies_when: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _weight_or_bonus(self) -> "CriterionEntry":
        if bool(self.weight) == bool(self.bonus):
            raise ValueError("either 'weight' or 'bonus' is given")
        return self

    @property
    def fails(self) -> Literal["call", "section"] | None:
        """What `not_met` brings down to 0: a critical criterion the call, unless it says the section."""
        return (self.auto_fail or "call") if self.critical else None


class InnerSection(_Part):
    """A part of a section, with its weight beside the section's other parts."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: str = Field(min_length=1)
    weight: float = Field(gt=0, allow_inf_nan=False)
    criteria: tuple[CriterionEntry, ...] = Field(min_length=1)


class Section(_Part):
    """Criteria that belong together, or sections of them, with the section's weight in the call's score."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: str = Field(min_length=1)
    weight: float = Field(gt=0, allow_inf_nan=False)
    criteria: tuple[CriterionEntry, ...] = Field((), min_length=1)
    sections: tuple[InnerSection, ...] = Field((), min_length=1)

    @model_validator(mode="after")
    def _criteria_or_sections(self) -> "Section":
        if bool(self.criteria) == bool(self.sections):
            raise ValueError("either 'criteria' or 'sections' is given")
        return self


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
    def all_sections(self) -> tuple[Section | InnerSection, ...]:
        """Every section, each followed by those inside it."""
        parts: list[Section | InnerSection] = []
        for section in self.sections:
            parts += (section, *section.sections)
        return tuple(parts)

    @property
    def inside(self) -> Mapping[str, str]:
        """The section that a section stands in, for those that stand in one."""
        return {inner.id: section.id for section in self.sections for inner in section.sections}

    @property
    def entries(self) -> tuple[CriterionEntry, ...]:
        """Every criterion, in the scorecard's order."""
        return tuple(entry for section in self.all_sections for entry in section.criteria)

    def entry(self, criterion: str) -> CriterionEntry | None:
        """The entry of a criterion, if it is on the scorecard."""
        return next((entry for entry in self.entries if entry.name == criterion), None)

    def band(self, score: float) -> str:
        """The name of the highest band that the score reaches."""
        reached = [band for band in self.bands if band.at_least <= score]
        return max(reached, key=lambda band: band.at_least).name
