"""What people call the columns and the verdicts of a review."""

from collections.abc import Mapping

from qa_pipeline.finding import Verdict
from qa_pipeline.ingestion.naming import folded
from qa_pipeline.ingestion.values import Unreadable

REVIEW_ALIASES: Mapping[str, tuple[str, ...]] = {
    "sha256": ("sha256", "recording_sha256", "checksum"),
    "call": ("call", "call_number"),
    "criterion": ("criterion", "criterion_key", "criterion_name", "question", "item", "check", "parameter"),
    "verdict": ("verdict", "reviewer_verdict", "human_verdict", "answer", "mark", "result"),
    "reason": ("reason", "comment", "comments", "note", "notes", "remark", "justification"),
    "reviewer": ("reviewer", "reviewed_by", "reviewer_name", "by", "evaluator", "evaluated_by", "rater", "auditor"),
    "created_at": ("created_at", "reviewed_at", "review_date", "evaluated_at", "evaluation_date", "date", "timestamp"),
}
WORDS: Mapping[str, Verdict] = {
    **dict.fromkeys(("met", "yes", "y", "pass", "passed", "1", "true"), Verdict.MET),
    **dict.fromkeys(("notmet", "no", "n", "fail", "failed", "0", "false", "missed"), Verdict.NOT_MET),
    **dict.fromkeys(("notapplicable", "na", "noopportunity"), Verdict.NOT_APPLICABLE),
    **dict.fromkeys(("undetermined", "unclear", "cannottell", "unsure"), Verdict.UNDETERMINED),
}


def verdict_of(text: str) -> Verdict:
    """The verdict of a word, whatever its case, spaces and strokes; raises Unreadable with the words there are."""
    if folded(text) not in WORDS:
        allowed = ", ".join(Verdict)
        raise Unreadable(f"found {text[:40]!r} as the verdict; allowed are {allowed}, yes, no, n/a")
    return WORDS[folded(text)]
