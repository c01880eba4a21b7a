"""One call's account laid beside its truth, and what a set of calls comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from qa_pipeline.evaluation.account import Account
from qa_pipeline.evaluation.confidence import Trust, measure_trust
from qa_pipeline.evaluation.diarization import DiarizationMeasures, measure_diarization
from qa_pipeline.evaluation.events import Detections, HoldMeasures, measure_faults, measure_holds, measure_interruptions
from qa_pipeline.evaluation.speakers import RoleMeasures, measure_roles, middle, word_time_errors
from qa_pipeline.evaluation.timing import StageCost
from qa_pipeline.evaluation.verdicts import Agreement, Judged, agreement, by_criterion, judge
from qa_pipeline.evaluation.words import (
    InventedWords,
    WordErrors,
    WordMeasures,
    invented_in_holds,
    invented_in_silence,
    measure_words,
)
from qa_pipeline.pipeline import Stage


@dataclass(frozen=True, slots=True)
class CallMeasures:
    """What was measured of one call; a part that its truth does not tell is None."""

    name: str
    seconds: float = 0.0
    language: str = ""
    language_right: bool | None = None
    words: WordMeasures | None = None
    roles: RoleMeasures | None = None
    diarization: DiarizationMeasures | None = None
    holds: HoldMeasures | None = None
    interruptions: Detections | None = None
    invented_in_holds: InventedWords | None = None
    invented_in_silence: InventedWords | None = None
    judged: tuple[Judged, ...] | None = None
    judged_as_told: tuple[Judged, ...] | None = None
    faults: Detections | None = None
    costs: Mapping[Stage, StageCost] | None = None


def compare(
    name: str,
    truth: Account,
    heard: Account,
    *,
    as_told: Account | None = None,
    fillers: bool = False,
    costs: Mapping[Stage, StageCost] | None = None,
) -> CallMeasures:
    """Measure whatever the truth tells; `as_told` has the answers to a perfect transcript.

    Raises MissingExtra for a measure whose package is not installed.
    """
    words = measure_words(truth, heard, fillers=fillers)
    return CallMeasures(
        name=name,
        seconds=heard.duration or truth.duration or 0.0,
        language=truth.language or heard.language,
        language_right=_language_right(truth, heard),
        words=words,
        roles=measure_roles(words.pairs) if words else None,
        diarization=measure_diarization(truth, heard),
        holds=None if truth.holds is None else measure_holds(truth.holds, heard.holds or ()),
        interruptions=None
        if truth.interruptions is None
        else measure_interruptions(truth.interruptions, heard.interruptions or ()),
        invented_in_holds=invented_in_holds(truth, heard),
        invented_in_silence=invented_in_silence(truth, heard),
        judged=judge(name, truth, heard),
        judged_as_told=judge(name, truth, as_told) if as_told else None,
        faults=None if truth.faults is None else measure_faults(truth.faults, heard.faults or ()),
        costs=costs,
    )


def _language_right(truth: Account, heard: Account) -> bool | None:
    """Where somebody speaks, and the truth says which language."""
    speaks = bool(truth.turns or truth.text)
    return truth.language == heard.language if truth.language and speaks else None


@dataclass(frozen=True, slots=True)
class HoldFigures:
    """IoU is the mean, the errors are the mean of their sizes in seconds, over the true holds that were found."""

    detections: Detections
    iou: float | None
    onset_error: float | None
    offset_error: float | None
    kinds_right: int


@dataclass(frozen=True, slots=True)
class StageFigures:
    """A stage over all calls that were heard in this run."""

    real_time_factor: float
    peak_bytes: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of calls comes to: errors and times are summed over the calls before they are divided."""

    calls: int
    seconds: float
    languages: Detections | None = None
    words: WordErrors | None = None
    words_by_role: Mapping[str, WordErrors] = field(default_factory=dict)
    words_by_channel: Mapping[str, WordErrors] = field(default_factory=dict)
    word_start_error: float | None = None
    roles: RoleMeasures | None = None
    diarization: DiarizationMeasures | None = None
    holds: HoldFigures | None = None
    interruptions: Detections | None = None
    invented_in_holds: InventedWords | None = None
    invented_in_silence: InventedWords | None = None
    verdicts: Agreement | None = None
    verdicts_as_told: Agreement | None = None
    criteria: Mapping[str, Agreement] = field(default_factory=dict)
    trust: Trust | None = None
    faults: Detections | None = None
    stages: Mapping[str, StageFigures] = field(default_factory=dict)


def pool(calls: Sequence[CallMeasures]) -> Figures:
    """Sum the calls up; a part that no call has is None."""
    words = [call.words for call in calls if call.words is not None]
    judged = [item for call in calls for item in call.judged or ()]
    as_told = [item for call in calls for item in call.judged_as_told or ()]
    return Figures(
        calls=len(calls),
        seconds=sum(call.seconds for call in calls),
        languages=_languages(calls),
        words=_sum(item.whole for item in words),
        words_by_role=_sum_by_key(item.by_role for item in words),
        words_by_channel=_sum_by_key(item.by_channel for item in words),
        word_start_error=middle(error for item in words for error in word_time_errors(item.pairs)),
        roles=_sum(call.roles for call in calls),
        diarization=_sum(call.diarization for call in calls),
        holds=_holds([call.holds for call in calls if call.holds is not None]),
        interruptions=_sum(call.interruptions for call in calls),
        invented_in_holds=_sum(call.invented_in_holds for call in calls),
        invented_in_silence=_sum(call.invented_in_silence for call in calls),
        verdicts=agreement(judged) if judged else None,
        verdicts_as_told=agreement(as_told) if as_told else None,
        criteria=by_criterion(judged),
        trust=measure_trust(judged) if judged else None,
        faults=_sum(call.faults for call in calls),
        stages=_stages(calls),
    )


def _sum(parts: Iterable[Any]) -> Any:
    """The parts that are there added up; None when none is."""
    total = None
    for part in parts:
        if part is not None:
            total = part if total is None else total + part
    return total


def _sum_by_key(parts: Iterable[Mapping[str, WordErrors]]) -> Mapping[str, WordErrors]:
    total: dict[str, WordErrors] = {}
    for part in parts:
        for key, errors in part.items():
            total[key] = total.get(key, WordErrors()) + errors
    return total


def _languages(calls: Sequence[CallMeasures]) -> Detections | None:
    told = [call.language_right for call in calls if call.language_right is not None]
    return Detections(len(told), len(told), sum(told)) if told else None


def _holds(measures: Sequence[HoldMeasures]) -> HoldFigures | None:
    if not measures:
        return None
    return HoldFigures(
        detections=sum((item.detections for item in measures), Detections()),
        iou=_mean(fit for item in measures for fit in item.ious),
        onset_error=_mean(abs(error) for item in measures for error in item.onset_errors),
        offset_error=_mean(abs(error) for item in measures for error in item.offset_errors),
        kinds_right=sum(item.kinds_right for item in measures),
    )


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return fmean(listed) if listed else None


def _stages(calls: Sequence[CallMeasures]) -> Mapping[str, StageFigures]:
    timed = [(call.seconds, call.costs) for call in calls if call.costs and call.seconds]
    audio = sum(seconds for seconds, _ in timed)
    found = {}
    for stage in Stage if timed else ():
        costs = [cost[stage] for _, cost in timed]
        peaks = [cost.peak_bytes for cost in costs if cost.peak_bytes is not None]
        found[stage.value] = StageFigures(sum(cost.seconds for cost in costs) / audio, max(peaks, default=None))
    return found
