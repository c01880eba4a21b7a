"""The stored calls, read back a batch at a time so that memory does not grow with their number."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from qa_pipeline.call import Call
from qa_pipeline.errors import CallqaError
from qa_pipeline.language.meaning import Embedded
from qa_pipeline.rating import unstored
from qa_pipeline.store import reads
from qa_pipeline.store.codec import decode_call_text
from qa_pipeline.store.session import Store

BATCH = 100
"""Calls that are held in memory, and stored, at once."""
BATCHES_A_COLLECTION = 10


@dataclass(frozen=True, slots=True)
class Read:
    """A stored call, and the vectors of its sentences where it has some."""

    row: reads.HeardCall
    call: Call
    embedded: Embedded | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that nothing could be done with, and why."""

    row: reads.HeardCall
    reason: str

    def __str__(self) -> str:
        return f"call {self.row.id}, {self.row.file}: {self.reason}"


def batches(
    store: Store, where: reads.CallFilter, *, limit: int | None = None
) -> Iterator[tuple[reads.HeardCall, ...]]:
    """The calls of a filter that were heard, newest first, at most `limit`, without what was said in them."""
    with _rare_collections():
        yield from _batches(store, where, limit)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Leave the search for cyclic garbage to `_batches`: a batch makes a hundred thousand values and hardly a cycle,
    and looking through them as they come took a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _batches(store: Store, where: reads.CallFilter, limit: int | None) -> Iterator[tuple[reads.HeardCall, ...]]:
    left = limit
    last: reads.HeardCall | None = None
    for number in count():
        if left is not None and left <= 0:
            return
        if number % BATCHES_A_COLLECTION == BATCHES_A_COLLECTION - 1:
            gc.collect()
        size = BATCH if left is None else min(BATCH, left)
        with store.reading() as session:
            rows = reads.heard_calls(session, where=where, after=last, limit=size)
        if rows:
            yield rows
        if len(rows) < size:
            return
        last = rows[-1]
        left = None if left is None else left - size


def read(store: Store, rows: Sequence[reads.HeardCall]) -> Iterator[Read | Failure]:
    """What was heard in some calls; one that is stored in a form that nobody can read is a failure."""
    with store.reading() as session:
        found = reads.analyses(session, recording_ids=[row.id for row in rows])
    for row in rows:
        kept = found.get(row.id)
        if kept is not None:  # else it was erased meanwhile
            yield _read(row, kept)


def _read(row: reads.HeardCall, kept: reads.StoredAnalysis) -> Read | Failure:
    try:
        return Read(row, decode_call_text(kept.json), unstored(kept.embeddings))
    except CallqaError as error:
        return Failure(row, f"what is stored of it cannot be read: {error}")
