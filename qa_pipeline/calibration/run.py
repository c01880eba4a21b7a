"""Fit every key's head and write the fitting down: data, counts, and what it was worth on held-out sentences."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_pipeline.calibration.fitting import Fitted, fit, require_scikit_learn
from qa_pipeline.calibration.labelled import Labelled, LabelledCall, Source, from_calls, from_packs
from qa_pipeline.calibration.speakers import counted_alike, fit_speakers, spoken
from qa_pipeline.calibration.thresholds import Held, Promise, Thresholds, choose, judge
from qa_pipeline.calibration.versions import next_version, write_version
from qa_pipeline.errors import UsageError
from qa_pipeline.language.embedder import Embedder, Vectors
from qa_pipeline.language.heads import NEVER, save_numbers
from qa_pipeline.language.keys import (
    AGENT_SPEAKS,
    CRITICAL_KEYS,
    CUSTOMER_KEYS,
    DECIDING_KEYS,
    FORBIDDEN_KEYS,
    NARROW_KEYS,
    OPENING_KEYS,
)
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary
from qa_pipeline.rehearsal.examples import Example

WEIGHTS: Mapping[Source, float] = {
    "example": 1.0,
    "contrast": 1.0,
    "other": 0.3,
    "ordinary": 1.0,
    "call": 1.0,
    "review": 1.0,
}
IN_CALLS: tuple[Source, ...] = ("call", "review")
UNWRITTEN: tuple[Source, ...] = ("other", "ordinary", *IN_CALLS)
"""The sources of sentences that were written neither for a key nor against it."""
FEWEST = 20
"""Examples, and contrasts, below which a key gets no head."""
RARITY: Mapping[Source, float] = {
    "example": 1.0,
    "contrast": 0.3,
    "other": 0.0,
    "ordinary": 1.0,
    "call": 1.0,
    "review": 1.0,
}
"""How much a sentence counts towards the error rate: near misses are rarer in calls than in a list of them, and of a
sentence that was written for another key nobody said that it does not say this one; it may raise false alarms."""
FALSE_ALARMS = {
    "opening": 0.015,
    "narrow": 0.006,
    "wide": 0.003,
    "forbidden": 0.001,
    "customer": 0.02,
    "deciding": 0.003,
}
"""Share of ordinary sentences that a head may take for its key. An agent says about forty sentences in a call: a key of
the opening is listened for in the first few, most in thirty, and one that must not be said at all in every one. What
the customer says makes a question apply, and marks nobody down; but of a complaint four questions hang on one sentence
of thirty."""
DOUBTS = {"opening": 0.01, "narrow": 0.01, "wide": 0.01, "forbidden": 0.003, "customer": 0.01, "deciding": 0.01}
"""Share of ordinary sentences of which it may be in doubt whether they say the key."""


@dataclass(frozen=True, slots=True)
class KeyFit:
    """A key's head, its thresholds, and what they did on sentences held out."""

    fitted: Fitted
    thresholds: Thresholds
    held: Held


EITHER = Thresholds(0.5, 0.5)
"""Who speaks is a matter of odds, which are added up over a call: no sentence is left in doubt."""


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What fitting one key came to: None where there were too few sentences."""

    key: str
    counts: Mapping[str, int]
    fit: KeyFit | None


def calibrate(
    packs: Mapping[str, LanguagePack],
    calls: Sequence[LabelledCall],
    embedder: Embedder,
    *,
    error_rate: float,
    vocabulary: Vocabulary = NO_NAMES,
    on_key: Callable[[KeyReport], None] = lambda _: None,
) -> tuple[KeyReport, ...]:
    """Fit a head for every key that has enough sentences; raises MissingExtra without scikit-learn."""
    require_scikit_learn()
    sentences = [*from_packs(packs.values()), *from_calls(calls, packs, vocabulary)]
    texts = sorted({one.text for one in sentences})
    vectors = dict(zip(texts, embedder.embed(texts), strict=True))
    by_key: dict[str, list[Labelled]] = {}
    for one in sentences:
        by_key.setdefault(one.key, []).append(one)
    reports = []
    for key, own in by_key.items():
        reports.append(_fit_key(key, own, vectors, error_rate))
        on_key(reports[-1])
    return tuple(reports)


def calibrate_speakers(calls: Sequence[LabelledCall], examples: Sequence[Example], embedder: Embedder) -> KeyReport:
    """Fit who speaks; raises MissingExtra without scikit-learn."""
    require_scikit_learn()
    by_agent = spoken(calls, examples)
    counts = {"example": sum(by_agent.values()), "contrast": len(by_agent) - sum(by_agent.values())}
    if min(counts.values()) < FEWEST:
        return KeyReport(AGENT_SPEAKS, counts, None)
    fitted = fit_speakers(by_agent, dict(zip(by_agent, embedder.embed(list(by_agent)), strict=True)))
    says = np.array(list(by_agent.values()), bool)
    return KeyReport(
        AGENT_SPEAKS, counts, KeyFit(fitted, EITHER, judge(fitted.held_out, says, counted_alike(says), EITHER))
    )


def _fit_key(key: str, own: Sequence[Labelled], vectors: Mapping[str, Vectors], error_rate: float) -> KeyReport:
    counts: Counter[str] = Counter(one.source for one in own)
    counts["said in a call"] = sum(one.says for one in own if one.source in IN_CALLS)
    if min(counts["example"], counts["contrast"]) < FEWEST:
        return KeyReport(key, counts, None)
    rows = np.stack([vectors[one.text] for one in own])
    says = np.array([one.says for one in own])
    weights = np.array([WEIGHTS[one.source] for one in own], np.float32)
    ordinary = np.array([one.source in UNWRITTEN for one in own])
    fitted = fit(rows, says, weights, [one.text for one in own], [one.said_in for one in own])
    held = fitted.held_out
    rarity = np.array([RARITY[one.source] for one in own], np.float32)
    promise = Promise(error_rate, FALSE_ALARMS[_reach(key)], DOUBTS[_reach(key)])
    thresholds = choose(held, says, rarity, ordinary, promise)
    if key in CRITICAL_KEYS:
        thresholds = Thresholds(NEVER, thresholds.accept)
    return KeyReport(key, counts, KeyFit(fitted, thresholds, judge(held, says, rarity, thresholds)))


def _reach(key: str) -> str:
    kinds = {
        "opening": OPENING_KEYS,
        "narrow": NARROW_KEYS,
        "forbidden": FORBIDDEN_KEYS,
        "deciding": DECIDING_KEYS,
        "customer": CUSTOMER_KEYS,
    }
    return next((kind for kind, keys in kinds.items() if key in keys), "wide")


def write_fitting(
    folder: Path,
    reports: Sequence[KeyReport],
    *,
    model: str,
    fitted_on: Sequence[str],
    error_rate: float,
    counts: Mapping[str, int] | None = None,
) -> Path:
    """Write the next version of the fitting into the folder, and return its YAML file; `counts` tells of its data.

    Raises UsageError where no key had enough sentences.
    """
    fitted = [(report, report.fit) for report in reports if report.fit]
    if not fitted:
        raise UsageError(f"no key has {FEWEST} examples and {FEWEST} contrasts in the packs; nothing was fitted")
    version = next_version(folder)
    document = {
        "version": version,
        "model": model,
        "fitted_on": list(fitted_on),
        "counts": dict(counts or {}),
        "error_rate": error_rate,
        "heads": {report.key: _entry(report.counts, fit) for report, fit in fitted},
    }
    heading = "# Written by `callqa calibrate`; docs/meaning.md explains the figures, the weights are in the .npz.\n"
    path = write_version(folder, version, heading, document)
    linear = [fit.fitted.linear for _, fit in fitted]
    bias = np.array([one.bias for one in linear], np.float32)
    save_numbers(path, [report.key for report, _ in fitted], np.stack([one.weights for one in linear]), bias)
    return path


def _entry(counts: Mapping[str, int], fit: KeyFit) -> dict[str, object]:
    held = fit.held
    return {
        "by": fit.fitted.way,
        "say": counts["example"] + counts.get("said in a call", 0),
        "other": counts["contrast"] + sum(counts.get(one, 0) for one in UNWRITTEN) - counts.get("said in a call", 0),
        "reviewed": counts.get("review", 0),
        "accept": round(fit.thresholds.accept, 4),
        "reject": round(fit.thresholds.reject, 4),
        "held_out": {
            "precision": None if held.precision is None else round(held.precision, 3),
            "recall": round(held.recall, 3),
            "risk": round(held.risk, 4),
            "coverage": round(held.coverage, 4),
            "curve": [[round(share, 3), round(risk, 4)] for share, risk in held.curve],
        },
    }
