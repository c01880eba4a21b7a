"""Reviews in a table: those made in a spreadsheet brought in, those kept here written out."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.dates import Calendar, UnreadableDate, zone_of
from qa_pipeline.ingestion.naming import folded, load_naming
from qa_pipeline.ingestion.tables import Columns, Table, require
from qa_pipeline.ingestion.values import Unreadable, is_empty, plain
from qa_pipeline.review import Answer, Review, latest
from qa_pipeline.reviewing.words import REVIEW_ALIASES, verdict_of
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.types import utc_now

BATCH = 200
"""Rows that are kept in one transaction: on SQLite nobody else writes meanwhile."""

COLUMNS = (
    "sha256 file call scorecard version criterion machine_verdict machine_confidence verdict reason reviewer "
    "created_at superseded"
).split()

Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows: kept, known before, and, with line and reason, those that could not be used."""

    columns: Columns
    new: int
    known: int
    wrong: tuple[str, ...]


def import_reviews(settings: Settings, path: Path, *, by: str = "") -> Imported:
    """Keep the reviews of a table; `by` is the reviewer of rows that name none. A file that was read before adds none.

    A row that cannot be used is told with its line, and keeps no other from being used. Raises UsageError where the
    file is no table, or has no column for the call, the criterion or the verdict.
    """
    aliases = aliases_of(settings)
    table = Table(path, aliases)
    try:
        columns = _checked(table.columns, aliases, str(path), by)
        desk = _Desk(settings, by)
        store = open_store(settings.resolved_database_url)
        counts = {True: 0, False: 0}
        wrong: list[str] = []
        rows = _rows(table)
        while batch := list(islice(rows, BATCH)):
            with store.session() as session:
                for line, told in batch:
                    try:
                        counts[desk.keep(session, told)] += 1
                    except (Unreadable, UnreadableDate, UsageError) as error:  # raised before anything was written
                        wrong.append(f"{path}, line {line}: {error}")
    finally:
        table.close()
    return Imported(columns, counts[True], counts[False], tuple(wrong))


def aliases_of(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The names that each column may have; those of a recording are the manifest's, the owner's own first."""
    ours = load_naming(settings.naming).aliases
    return {**REVIEW_ALIASES, "file": ours["file"], "external_id": ours["external_id"]}


def _checked(columns: Columns, aliases: Mapping[str, Sequence[str]], where: str, by: str) -> Columns:
    for field in ("criterion", "verdict", *(() if by else ("reviewer",))):
        require(columns, field, aliases, where)
    if not columns.places.keys() & set(CALL_FIELDS):
        require(columns, "file", aliases, where)
    return columns


CALL_FIELDS = ("sha256", "file", "call", "external_id")
"""The columns that say which call a row is of; the first that is filled in counts."""


class _Desk:
    """Takes rows to the database, one after another."""

    def __init__(self, settings: Settings, by: str) -> None:
        self._by = by
        self._calendar = Calendar(zone_of(settings.time_zone), settings.date_order)
        self._now = utc_now()

    def keep(self, session: Session, told: Mapping[str, str]) -> bool:
        """Whether the row's review was new. Raises Unreadable, UnreadableDate or UsageError for one that is wrong."""
        number = _call_of(session, told)
        at = told.get("created_at")
        answer = Answer(
            criterion=_criterion_of(session, number, told.get("criterion", "")),
            verdict=verdict_of(told.get("verdict", "")),
            reviewer=plain(told.get("reviewer") or self._by),
            reason=plain(told["reason"]) if told.get("reason") else None,
            at=self._calendar.read(at, now=self._now) if at else None,
        )
        return bool(writes.save_reviews(session, recording_id=number, answers=[answer], once=True))


def _call_of(session: Session, told: Mapping[str, str]) -> int:
    field = next((one for one in CALL_FIELDS if told.get(one)), None)
    if field is None:
        raise UsageError("names no call")
    name = told[field]
    if field == "external_id":
        found = reads.recordings_with_external_id(session, external_id=name)
    else:
        found = tuple(row.id for row in reads.find_recordings(session, text=name))
    if len(found) != 1:
        what = "no call is" if not found else f"calls {', '.join(map(str, found))} are all"
        raise UsageError(f"{what} known by {field} {name!r}")
    return found[0]


def _criterion_of(session: Session, number: int, name: str) -> str:
    """The criterion of a name or of a title, however it is written."""
    titles = reads.criteria_titles(session, recording_id=number)
    wanted = folded(name)
    found = [one for one, title in titles.items() if wanted and wanted in (folded(one), folded(title))]
    return found[0] if len(found) == 1 else name


def _rows(table: Table) -> Iterator[Row]:
    for _, line, cells in table.rows():
        places = table.columns.places
        told = {field: cells[place].strip() for field, place in places.items() if place < len(cells)}
        # "n/a" is no answer in other columns, and one of the four verdicts in this.
        yield line, {field: cell for field, cell in told.items() if field == "verdict" or not is_empty(cell)}


def export_reviews(store: Store, file: TextIO) -> int:
    """Write every review as CSV that `import_reviews` takes, oldest first in each call, and give their number."""
    with store.reading() as session:
        recordings = reads.reviewed_recordings(session)
        reviews = [one for one in reads.all_reviews(session) if one.recording_id in recordings]
    standing = {one.id for one in latest(reviews)}
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in reviews:
        writer.writerow(_cells(one, recordings[one.recording_id], superseded=one.id not in standing))
    return len(reviews)


def _cells(one: Review, recording: reads.ReviewedRecording, *, superseded: bool) -> list[str | int | float]:
    return [
        recording.sha256,
        recording.file,
        recording.id,
        one.scorecard.name,
        one.scorecard.version,
        one.criterion,
        one.machine_verdict.value,
        round(one.machine_confidence, 3),
        one.verdict.value,
        one.reason or "",
        one.reviewer,
        one.created_at.isoformat(),
        "yes" if superseded else "no",
    ]
