"""What is told of a call, between `CallMetadata` and the columns of `recordings`."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from qa_pipeline.call import CallMetadata
from qa_pipeline.store.search import searchable
from qa_pipeline.store.tables import RecordingTable

# The other columns have their field's name.
COLUMNS = {field.name: field.name for field in fields(CallMetadata)} | {"language": "told_language"}


def columns_of(metadata: CallMetadata) -> dict[str, Any]:
    """The values of the metadata's columns; None where nobody told."""
    told = {column: getattr(metadata, name) for name, column in COLUMNS.items()}
    return told | {"sources": dict(metadata.sources) or None}


def metadata_of(recording: RecordingTable) -> CallMetadata:
    """What is told of a recording, as the pipeline takes it."""
    told = {name: getattr(recording, column) for name, column in COLUMNS.items()}
    return CallMetadata(**told | {"sources": recording.sources or {}})


def derived(file: str, metadata: CallMetadata, *, received_at: datetime) -> dict[str, Any]:
    """The columns that are made from others, for lists to be ordered and searched by."""
    return {
        "called_at": metadata.started_at or received_at,
        "search_text": searchable(file, metadata.agent, metadata.customer_reference, metadata.external_id),
    }
