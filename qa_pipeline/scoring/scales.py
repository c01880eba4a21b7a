"""Scale questions: a measurement, and the level that the scorecard gives it."""

from dataclasses import replace

from qa_pipeline.criteria.answers import answer
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.scoring.layout import Scale

HOLDS = ("hold_count", "hold_time", "longest_hold", "non_talk_time")


def find_level(reading: Reading, name: str, scale: Scale) -> Finding:
    """The finding of a scale question; what could not be measured is undetermined."""
    try:
        value = reading.metric(scale.metric)
    except Undecidable as reason:
        return Finding(name, Verdict.UNDETERMINED, 0.0, reason.explanation)
    level = scale.level(value)
    verdict = Verdict.MET if scale.is_met(level) else Verdict.NOT_MET
    lowest, highest = scale.ends
    text = f"The {plain(scale.metric)} is {value:.4g}, which is level {level:g} (of {lowest:g} to {highest:g})."
    found = answer(verdict, text, confidence=_confidence(reading, scale.metric), searched=reading.whole)
    return replace(found, criterion=name, level=level)


def _confidence(reading: Reading, metric: str) -> float:
    """How sure a measurement is: as sure as the roles where it is one side's, as the holds where it counts them."""
    if metric in HOLDS:
        return min((hold.confidence for hold in reading.call.holds), default=1.0)
    one_sided = "agent" in metric or "customer" in metric
    return reading.call.role_confidence if one_sided else 1.0
