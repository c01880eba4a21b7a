"""`applies_when`: the conditions under which a criterion is asked at all."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from qa_pipeline.call import Call
from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Verdict

METRICS = tuple(
    "duration agent_talk_time customer_talk_time agent_talk_ratio customer_talk_ratio silence_time silence_count "
    "longest_silence dead_air_time longest_dead_air hold_count hold_time longest_hold non_talk_time overlap_time "
    "overlap_ratio agent_interruptions customer_interruptions agent_response_latency_median "
    "agent_response_latency_longest customer_response_latency_median customer_response_latency_longest "
    "agent_longest_monologue customer_longest_monologue agent_speech_rate customer_speech_rate first_agent_speech "
    "loudness_lufs handle_time".split()
)
"""Every measurement that a condition may name; docs/metrics.md says what they are."""

Metric = Literal[METRICS]  # type: ignore[valid-type]  # made of the one list above
MetadataField = Literal["agent", "team", "queue", "direction", "call_type"]
VerdictOf = Callable[[str], Verdict]


class _Condition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class MetadataCondition(_Condition):
    """A field of the call's metadata has, or has not, one of some values (letter case does not count)."""

    metadata: MetadataField
    is_: tuple[str, ...] = Field((), alias="is")
    is_not: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_comparison(self) -> "MetadataCondition":
        if bool(self.is_) == bool(self.is_not):
            raise ValueError("give either 'is' or 'is_not', a list of values")
        return self

    def holds(self, call: Call, _verdict_of: VerdictOf) -> bool | None:
        value = getattr(call.metadata, self.metadata)
        if value is None:
            return None
        if self.is_:
            return value.casefold() in {one.casefold() for one in self.is_}
        return value.casefold() not in {one.casefold() for one in self.is_not}

    def __str__(self) -> str:
        relation, values = ("is", self.is_) if self.is_ else ("is not", self.is_not)
        return f"{plain(self.metadata)} {relation} {' or '.join(values)}"


class LanguageCondition(_Condition):
    """The call is in one of some languages."""

    language: tuple[str, ...] = Field(min_length=1)

    def holds(self, call: Call, _verdict_of: VerdictOf) -> bool | None:
        return call.language.partition("-")[0].lower() in self.language

    def __str__(self) -> str:
        return f"language is {' or '.join(self.language)}"


class MetricCondition(_Condition):
    """A measurement lies within bounds."""

    metric: Metric
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> "MetricCondition":
        if self.at_least is None and self.at_most is None:
            raise ValueError("give 'at_least', 'at_most' or both")
        return self

    def holds(self, call: Call, _verdict_of: VerdictOf) -> bool | None:
        value = call.metrics.get(self.metric)
        if value is None or self.metric in call.health.withheld:
            return None
        too_low = self.at_least is not None and value < self.at_least
        too_high = self.at_most is not None and value > self.at_most
        return not (too_low or too_high)

    def __str__(self) -> str:
        named = (("at least", self.at_least), ("at most", self.at_most))
        bounds = " and ".join(f"{name} {bound:g}" for name, bound in named if bound is not None)
        return f"{plain(self.metric)} is {bounds}"


class CriterionCondition(_Condition):
    """Another criterion of the scorecard got one of some verdicts."""

    criterion: str
    verdict: tuple[Verdict, ...] = Field(min_length=1)

    def holds(self, _call: Call, verdict_of: VerdictOf) -> bool | None:
        verdict = verdict_of(self.criterion)
        if verdict is Verdict.UNDETERMINED and Verdict.UNDETERMINED not in self.verdict:
            return None
        return verdict in self.verdict

    def __str__(self) -> str:
        return f"{plain(self.criterion)} is {' or '.join(plain(verdict) for verdict in self.verdict)}"


def _kind(value: Any) -> str | None:
    """The tag of a condition, by the key that says what it looks at; a tag is no key of any file."""
    keys = value.keys() if isinstance(value, dict) else ()
    return next((f"{kind} condition" for kind in ("metadata", "language", "metric", "criterion") if kind in keys), None)


Condition = Annotated[
    Annotated[MetadataCondition, Tag("metadata condition")]
    | Annotated[LanguageCondition, Tag("language condition")]
    | Annotated[MetricCondition, Tag("metric condition")]
    | Annotated[CriterionCondition, Tag("criterion condition")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="a condition has one of 'metadata', 'language', 'metric' or 'criterion'",
    ),
]
