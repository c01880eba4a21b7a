"""Conditions that no call can ever fulfil: contradictions within `applies_when`, and with what it hangs on."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, inf

from qa_pipeline.finding import Verdict
from qa_pipeline.scoring.conditions import (
    Condition,
    CriterionCondition,
    LanguageCondition,
    MetadataCondition,
    MetricCondition,
)
from qa_pipeline.scoring.layout import CriterionEntry, ScorecardFile

KNOWN_VALUES: Mapping[str, frozenset[str]] = {"direction": frozenset({"inbound", "outbound"})}
"""The fields of a call's metadata that have a closed list of values."""


def contradictions(file: ScorecardFile, entry: CriterionEntry) -> Iterator[str]:
    """Why a criterion is never asked, one clause for each reason; nothing for one that may be."""
    conditions = _required(file, entry, frozenset())
    yield from _languages(file, [one for one in conditions if isinstance(one, LanguageCondition)])
    fields = [one for one in conditions if isinstance(one, MetadataCondition)]
    for field in dict.fromkeys(one.metadata for one in fields):
        yield from _values([one for one in fields if one.metadata == field], field)
    metrics = [one for one in conditions if isinstance(one, MetricCondition)]
    for metric in dict.fromkeys(one.metric for one in metrics):
        yield from _bounds([one for one in metrics if one.metric == metric], metric)
    criteria = [one for one in conditions if isinstance(one, CriterionCondition)]
    for name in dict.fromkeys(one.criterion for one in criteria):
        yield from _verdicts([one for one in criteria if one.criterion == name])


def _required(file: ScorecardFile, entry: CriterionEntry, seen: frozenset[str]) -> tuple[Condition, ...]:
    """The entry's conditions, and those of every criterion that has to be asked for them to hold."""
    conditions = list(entry.applies_when)
    for one in entry.applies_when:
        if not isinstance(one, CriterionCondition) or Verdict.NOT_APPLICABLE in one.verdict or one.criterion in seen:
            continue
        other = file.entry(one.criterion)
        if other is not None:
            conditions += _required(file, other, seen | {entry.name, one.criterion})
    return tuple(conditions)


def _languages(file: ScorecardFile, conditions: Sequence[LanguageCondition]) -> Iterator[str]:
    left = set(file.languages)
    for one in conditions:
        left &= set(one.language)
    if not left:
        yield f"{_both(conditions)}, of the scorecard's {', '.join(file.languages)}"


def _values(conditions: Sequence[MetadataCondition], field: str) -> Iterator[str]:
    known = KNOWN_VALUES.get(field)
    allowed = [{value.casefold() for value in one.is_} for one in conditions if one.is_]
    if known is not None:
        allowed.append(set(known))
    if not allowed:
        return
    barred = {value.casefold() for one in conditions for value in one.is_not}
    if not set.intersection(*allowed) - barred:
        yield _both(conditions) + (f", of {', '.join(sorted(known))}" if known else "")


def _bounds(conditions: Sequence[MetricCondition], metric: str) -> Iterator[str]:
    least = 0.0 if metric != "loudness_lufs" else -inf
    most = 1.0 if metric.endswith("_ratio") else inf
    low = max([least, *(one.at_least for one in conditions if one.at_least is not None)])
    high = min([most, *(one.at_most for one in conditions if one.at_most is not None)])
    if metric.endswith(("_count", "_interruptions")) and high != inf:
        low, high = ceil(low), floor(high)
    if low > high:
        yield f"{_both(conditions)}, of {least:g} to {most:g}" if most == 1 else _both(conditions)


def _verdicts(conditions: Sequence[CriterionCondition]) -> Iterator[str]:
    if not set.intersection(*(set(one.verdict) for one in conditions)):
        yield _both(conditions)


def _both(conditions: Sequence[Condition]) -> str:
    return " and ".join(dict.fromkeys(str(one) for one in conditions))
