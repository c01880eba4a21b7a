"""The export contract (docs/export.md): one JSON file a call. A field is added, never renamed."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa_pipeline.call import Call, CallMetadata, Role, Turn
from qa_pipeline.errors import CallqaError, UsageError
from qa_pipeline.finding import Scored, ScoredCriterion, SectionScore, SwapCheck
from qa_pipeline.review import Review, latest


def export_call(call: Call, scored: Scored | None, reviews: Sequence[Review] = ()) -> dict[str, Any]:
    """The call, its score and what people answered as plain JSON values; times in seconds."""
    return {
        "recording": {
            "file": call.recording.file,
            "sha256": call.recording.sha256,
            "duration": round(call.recording.duration, 3),
            "channels": call.recording.channels,
        },
        "language": call.language,
        "language_confidence": round(call.language_confidence, 4),
        "role_confidence": round(call.role_confidence, 4),
        "turns": [_turn(turn) for turn in call.turns],
        "holds": [
            {
                **_span(hold.start, hold.end),
                "kind": hold.kind,
                "source": hold.source,
                "confidence": round(hold.confidence, 3),
            }
            for hold in call.holds
        ],
        "silences": [_span(silence.start, silence.end) for silence in call.silences],
        "overlaps": [_span(overlap.start, overlap.end) for overlap in call.overlaps],
        "interruptions": [{"start": round(item.start, 3), "by": item.by.value} for item in call.interruptions],
        "metrics": {name: None if value is None else round(value, 4) for name, value in call.metrics.items()},
        "health": {
            "issues": [
                {"code": issue.code, "severity": issue.severity, "detail": issue.detail, "channel": issue.channel}
                for issue in call.health.issues
            ],
            "withheld": dict(call.health.withheld),
        },
        "models": dict(call.models),
        "metadata": _metadata(call.metadata),
        **_score(scored),
        "reviews": _reviews(reviews),
    }


def write_export(call: Call, scored: Scored | None, path: Path, reviews: Sequence[Review] = ()) -> None:
    """Write the contract to `path` in one piece: a reader never sees half a file.

    Raises CallqaError where it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(
            json.dumps(export_call(call, scored, reviews), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        part.replace(path)
    except OSError as error:
        raise CallqaError(f"{path}: the export cannot be written ({error.strerror or error})") from None


def prepare_folder(folder: Path) -> None:
    """Make the folder for exports before there is anything to write; raises UsageError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"--json {folder}: is a file; a folder is needed") from None
    except OSError as error:
        raise UsageError(f"--json {folder}: cannot be made ({error.strerror or error})") from None
    if not os.access(folder, os.W_OK):
        raise UsageError(f"--json {folder}: cannot be written to (Permission denied)")


def _metadata(told: CallMetadata) -> dict[str, Any]:
    fields = {name: getattr(told, name) for name in told.__slots__}
    holds = None if told.hold_events is None else [_span(hold.start, hold.end) for hold in told.hold_events]
    started_at = told.started_at and told.started_at.isoformat()
    return fields | {"started_at": started_at, "hold_events": holds, "sources": dict(told.sources)}


def _span(start: float, end: float) -> dict[str, float]:
    return {"start": round(start, 3), "end": round(end, 3)}


def _turn(turn: Turn) -> dict[str, Any]:
    words = [
        {"text": word.text.strip(), **_span(word.start, word.end), "probability": round(word.probability, 3)}
        for word in turn.words
    ]
    return {"role": turn.role.value, **_span(turn.start, turn.end), "text": turn.text, "words": words}


def _score(scored: Scored | None) -> dict[str, Any]:
    if scored is None:
        absent = ("scorecard", "score", "score_range", "passed", "band", "auto_fail", "coverage", "swap_check")
        return {**dict.fromkeys(absent), "flags": [], "sections": [], "findings": []}
    fail = scored.auto_fail
    return {
        "scorecard": {
            "name": scored.scorecard.name,
            "version": scored.scorecard.version,
            "digest": scored.scorecard.digest,
        },
        "score": _rounded(scored.score),
        "score_range": None if scored.score_range is None else [_rounded(bound) for bound in scored.score_range],
        "passed": scored.passed,
        "band": scored.band,
        "auto_fail": fail
        and {
            "criterion": fail.criterion,
            "target": fail.target,
            "score_before": _rounded(fail.score_before),
            "provisional": fail.provisional,
        },
        "coverage": None if scored.coverage is None else round(scored.coverage, 4),
        "flags": list(scored.flags),
        "swap_check": scored.swap_check and _swap_check(scored.swap_check),
        "sections": [_section(section) for section in scored.sections],
        "findings": [_finding(item) for item in scored.criteria],
    }


def _swap_check(check: SwapCheck) -> dict[str, Any]:
    return {
        "as_heard": _rounded(check.as_heard),
        "swapped": _rounded(check.swapped),
        "changes": [
            {
                "criterion": one.criterion,
                "as_heard": one.as_heard.value,
                "swapped": one.swapped.value,
                "as_heard_level": one.as_heard_level,
                "swapped_level": one.swapped_level,
            }
            for one in check.changes
        ],
    }


def _section(section: SectionScore) -> dict[str, Any]:
    value = None if section.value is None else round(section.value, 4)
    return {"section": section.section, "inside": section.inside, "weight": section.weight, "value": value}


def _finding(item: ScoredCriterion) -> dict[str, Any]:
    finding = item.finding
    return {
        "criterion": finding.criterion,
        "section": item.section,
        "weight": item.weight,
        "bonus": item.bonus,
        "clause": finding.clause,
        "verdict": finding.verdict.value,
        "level": finding.level,
        "scale": item.scale and list(item.scale),
        "confidence": round(finding.confidence, 3),
        "decided_by": finding.decided_by,
        "explanation": finding.explanation,
        "evidence": [
            {**_span(proof.start, proof.end), "role": Role(proof.role).value, "quote": proof.quote}
            for proof in finding.evidence
        ],
        "searched": finding.searched and _span(finding.searched.start, finding.searched.end),
    }


def _reviews(reviews: Sequence[Review]) -> list[dict[str, Any]]:
    """Every answer of people, in order of time; a later one of the same person supersedes."""
    standing = {one.id for one in latest(reviews)}
    return [
        {
            "criterion": one.criterion,
            "verdict": one.verdict.value,
            "machine_verdict": one.machine_verdict.value,
            "machine_confidence": round(one.machine_confidence, 3),
            "reason": one.reason,
            "reviewer": one.reviewer,
            "created_at": one.created_at.isoformat(),
            "scorecard": {"name": one.scorecard.name, "version": one.scorecard.version, "digest": one.scorecard.digest},
            "superseded": one.id not in standing,
        }
        for one in reviews
    ]


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)
