"""The head of a call at a terminal: when it took place and whose it is, each with who told so, and its scorecard."""

from collections.abc import Iterator
from datetime import tzinfo

from qa_pipeline.ingestion.values import shown
from qa_pipeline.store.reads import CallDetail, CallRow
from qa_pipeline.when import told_moment

NAMED = (("agent", "agent"), ("team", "team"), ("queue", "queue"), ("type", "call_type"))


def head_of(detail: CallDetail, zone: tzinfo) -> Iterator[str]:
    """Its lines: the start, agent, team and queue with their sources; the scorecard that the score is by."""
    yield " · ".join((_start(detail.row, zone), *_named(detail.row)))
    if detail.scored is not None:
        scorecard = detail.scored.scorecard
        yield f"scorecard {shown(scorecard.name)}/{scorecard.version}"


def _start(row: CallRow, zone: tzinfo) -> str:
    if row.started_at is None:
        return f"received {told_moment(row.received_at, zone)}, nobody told when it began"
    return f"began {told_moment(row.started_at, zone)}{_source(row, 'started_at')}"


def _named(row: CallRow) -> Iterator[str]:
    for word, field in NAMED:
        value = getattr(row, field)
        if value is not None:
            yield f"{word} {shown(value)}{_source(row, field)}"
        elif field != "call_type":
            yield f"{word} –"


def _source(row: CallRow, field: str) -> str:
    source = row.metadata.sources.get(field)
    return f" ({shown(source)})" if source else ""
