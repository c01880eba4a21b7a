"""Processes that begin the same work on one database at the same moment."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier

from qa_pipeline.store import writes
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.store.types import utc_now

PATIENCE = 60.0
_start: Barrier


def run_together(work: Callable[..., list[int]], arguments: Sequence[tuple[object, ...]]) -> list[list[int]]:
    """Run `work` once for each row of arguments, each in a process of its own, all let go at once."""
    context = multiprocessing.get_context("forkserver")  # not fork: the tests' own process may have threads
    context.set_forkserver_preload([__name__])
    barrier = context.Barrier(len(arguments))
    with ProcessPoolExecutor(len(arguments), context, initializer=_remember, initargs=(barrier,)) as pool:
        running = [pool.submit(_at_once, work, *row) for row in arguments]
        return [each.result() for each in running]


def upgrade(url: str) -> list[int]:
    migrate(url)
    return []


def claim_all(url: str, owner: str, recordings: Sequence[int]) -> list[int]:
    """The recordings that this process got."""
    store = open_store(url)
    got = []
    for recording_id in recordings:
        with store.session() as session:
            if writes.claim(session, recording_id=recording_id, owner=owner, lease_seconds=60, now=utc_now()):
                got.append(recording_id)
    return got


def _remember(barrier: Barrier) -> None:
    global _start
    _start = barrier


def _at_once(work: Callable[..., list[int]], *arguments: object) -> list[int]:
    _start.wait(PATIENCE)
    return work(*arguments)
