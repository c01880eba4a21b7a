"""`Scored` ↔ its rows in scores, score_sections, score_flags, findings and evidence."""

from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from qa_pipeline.call import Span
from qa_pipeline.finding import (
    AutoFail,
    DecidedBy,
    Evidence,
    Finding,
    ScorecardRef,
    Scored,
    ScoredCriterion,
    SectionScore,
)
from qa_pipeline.store.codec import decode_swap_check, encode_swap_check
from qa_pipeline.store.tables import EvidenceTable, FindingTable, FlagTable, ScoreTable, SectionTable
from qa_pipeline.store.verdicts import criteria_digest, verdict_line

Columns = dict[str, Any]


def current_score(session: Session, *, recording_id: int) -> ScoreTable | None:
    """The recording's current score with all its parts."""
    query = select(ScoreTable).where(ScoreTable.recording_id == recording_id, ScoreTable.is_current)
    parts = (
        selectinload(ScoreTable.sections),
        selectinload(ScoreTable.flags),
        selectinload(ScoreTable.findings).selectinload(FindingTable.evidence),
    )
    return session.scalar(query.options(*parts))


def rows_of(scored: Scored, *, recording_id: int, created_at: datetime, wording: str | None = None) -> ScoreTable:
    """The rows of a result that is current from now on, ready to be added to a session."""
    return ScoreTable(
        **score_values(scored, recording_id=recording_id, created_at=created_at, wording=wording),
        sections=[SectionTable(**section_values(*placed)) for placed in enumerate(scored.sections)],
        flags=[FlagTable(position=position, flag=str(flag)) for position, flag in enumerate(scored.flags)],
        findings=[
            FindingTable(
                **finding_values(position, placed),
                evidence=[EvidenceTable(**evidence_values(*proof)) for proof in enumerate(placed.finding.evidence)],
            )
            for position, placed in enumerate(scored.criteria)
        ],
    )


def score_values(scored: Scored, *, recording_id: int, created_at: datetime, wording: str | None) -> Columns:
    """The columns of `scores` for a result that is current from now on."""
    low, high = scored.score_range or (None, None)
    fail = scored.auto_fail
    return {
        "recording_id": recording_id,
        "is_current": True,
        "created_at": created_at,
        "scorecard_name": scored.scorecard.name,
        "scorecard_version": scored.scorecard.version,
        "scorecard_digest": scored.scorecard.digest,
        "score": scored.score,
        "score_low": low,
        "score_high": high,
        "coverage": scored.coverage,
        "passed": scored.passed,
        "band": scored.band,
        "auto_fail_criterion": fail.criterion if fail else None,
        "auto_fail_target": fail.target if fail else None,
        "auto_fail_score_before": fail.score_before if fail else None,
        "auto_fail_provisional": fail.provisional if fail else None,
        "swap_check": encode_swap_check(scored.swap_check) if scored.swap_check else None,
        "wording": wording,
        "criteria_digest": criteria_digest(scored.criteria),
        "verdicts": verdict_line(scored.criteria),
    }


def scored_of(row: ScoreTable) -> Scored:
    """The result as it was given to `rows_of`."""
    return Scored(
        scorecard=ScorecardRef(row.scorecard_name, row.scorecard_version, row.scorecard_digest),
        score=row.score,
        score_range=_both(row.score_low, row.score_high),
        coverage=row.coverage,
        passed=row.passed,
        band=row.band,
        auto_fail=_auto_fail(row),
        sections=tuple(
            SectionScore(part.section, part.title, part.weight, part.value, part.inside) for part in row.sections
        ),
        criteria=tuple(_criterion(finding) for finding in row.findings),
        flags=tuple(flag.flag for flag in row.flags),
        swap_check=decode_swap_check(row.swap_check) if row.swap_check else None,
    )


def section_values(position: int, section: SectionScore) -> Columns:
    """The columns of `score_sections`, without those that lead to the score."""
    return {
        "position": position,
        "section": section.section,
        "title": section.title,
        "weight": section.weight,
        "value": section.value,
        "inside": section.inside,
    }


def finding_values(position: int, placed: ScoredCriterion) -> Columns:
    """The columns of `findings`, without those that lead to the score."""
    finding = placed.finding
    low, high = placed.scale or (None, None)
    return {
        "position": position,
        "section": placed.section,
        "title": placed.title,
        "weight": placed.weight,
        "critical": placed.critical,
        "criterion": finding.criterion,
        "clause": finding.clause,
        "verdict": finding.verdict,
        "confidence": finding.confidence,
        "explanation": finding.explanation,
        "decided_by": finding.decided_by,
        "bonus": placed.bonus,
        "level": finding.level,
        "scale_low": low,
        "scale_high": high,
        "searched_start": finding.searched.start if finding.searched else None,
        "searched_end": finding.searched.end if finding.searched else None,
    }


def evidence_values(position: int, proof: Evidence) -> Columns:
    """The columns of `evidence`, without those that lead to the finding."""
    return {"position": position, "start": proof.start, "end": proof.end, "role": proof.role, "quote": proof.quote}


def _criterion(row: FindingTable) -> ScoredCriterion:
    searched = _both(row.searched_start, row.searched_end)
    finding = Finding(
        criterion=row.criterion,
        verdict=row.verdict,
        confidence=row.confidence,
        explanation=row.explanation,
        evidence=tuple(Evidence(proof.start, proof.end, proof.role, proof.quote) for proof in row.evidence),
        searched=Span(*searched) if searched else None,
        clause=row.clause,
        decided_by=cast(DecidedBy, row.decided_by),
        level=row.level,
    )
    scale = _both(row.scale_low, row.scale_high)
    return ScoredCriterion(row.section, row.title, row.weight, row.critical, finding, row.bonus, scale)


def _auto_fail(row: ScoreTable) -> AutoFail | None:
    if row.auto_fail_criterion is None:
        return None
    return AutoFail(
        criterion=row.auto_fail_criterion,
        target=cast(Literal["call", "section"], row.auto_fail_target),
        score_before=row.auto_fail_score_before,
        provisional=bool(row.auto_fail_provisional),
    )


def _both(first: float | None, second: float | None) -> tuple[float, float] | None:
    return None if first is None or second is None else (first, second)
