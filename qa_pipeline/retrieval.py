"""Stored calls handed out: the one that a person means, and the exports."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from qa_pipeline.errors import UsageError
from qa_pipeline.export import write_export
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.address import parse_address
from qa_pipeline.store.session import migrate, open_store


def find_call(settings: Settings, text: str) -> reads.CallDetail:
    """The one call that a person means by a number, a file name or the beginning of a sha256.

    Raises UsageError when there is none, or more than one.
    """
    migrate(settings.resolved_database_url)
    with open_store(settings.resolved_database_url).reading() as session:
        rows = reads.find_recordings(session, text=text)
        if len(rows) == 1:
            detail = reads.call_detail(session, recording_id=rows[0].id)
            if detail is not None:
                return detail
    if not rows:
        address = parse_address(settings.resolved_database_url)
        raise UsageError(
            f"no call is known by {text!r} in {address}; a call's number is in the table that `callqa process` prints, "
            "and CALLQA_DATA_DIR or CALLQA_DATABASE_URL says where the calls are (the demo's: CALLQA_DATA_DIR=data)"
        )
    several = ", ".join(f"{row.id} ({row.file})" for row in rows)
    raise UsageError(f"{text!r} may mean several calls: {several}; give the number")


def export_rows(settings: Settings, rows: Sequence[reads.CallRow], folder: Path) -> None:
    """Write each call's export contract into `folder` as <recording stem>.json, with its sha256 where stems repeat."""
    calls = {row.id: row for row in rows}.values()
    stems = Counter(Path(row.file).stem for row in calls)
    with open_store(settings.resolved_database_url).reading() as session:
        for row in calls:
            detail = reads.call_detail(session, recording_id=row.id)
            if detail is None or detail.call is None:
                continue
            stem = Path(row.file).stem
            name = stem if stems[stem] == 1 else f"{stem}-{row.sha256[:8]}"
            write_export(detail.call, detail.scored, folder / f"{name}.json", detail.reviews)
