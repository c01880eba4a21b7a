"""The commands about what waits: `callqa worker`, `status`, `retry` and `reap`."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.store.states import Lane, State

if TYPE_CHECKING:
    from qa_pipeline.store.reads import Standing
    from qa_pipeline.store.session import Store

WATCH_SECONDS = 2.0
MANY = 1_000_000  # a worker's processes are not bounded by how many recordings there are
BATCH = 500
SHOWN = 50  # failures that `status --failed` lists

out = Console()
err = Console(stderr=True)


def worker(
    jobs: Annotated[int, typer.Option(min=0, help="Recordings at once; 0 is one a core, as memory allows.")] = 0,
    lane: Annotated[
        list[Lane] | None, typer.Option(help="Hear this lane alone; both, fresh calls first, if absent.")
    ] = None,
    drain: Annotated[bool, typer.Option("--drain", help="End when nothing waits or is in hand any more.")] = False,
) -> None:
    """Hear what waits, until told to stop.

    Ctrl-C or SIGTERM ends it once the recordings in hand are done; a second one ends it at once, and what was in hand
    waits again. Exit status: 0 stopped or drained, 1 it cannot hear, 2 wrong use.
    """
    from qa_pipeline.batch import plan
    from qa_pipeline.observing.logs import set_up_logs
    from qa_pipeline.request import Request, check_request
    from qa_pipeline.worker.app import broker_name, celery_app
    from qa_pipeline.worker.keeper import Keeper
    from qa_pipeline.worker.pool import Options

    settings = load_settings()
    celery_app(settings)  # a broker that callqa does not know is told here
    check_request(settings, Request())
    level = settings.log_level or "INFO"
    set_up_logs(level, settings.log_format, worker="keeper")
    processes = plan(MANY, jobs=jobs, threads=settings.threads or 1).processes
    lanes = tuple(one for one in Lane if one in lane) if lane else tuple(Lane)
    told = f"{processes} at once, lanes {' and '.join(lanes)}, messages by {broker_name(settings)}"
    err.print(f"callqa worker: {told}; Ctrl-C stops it", highlight=False, soft_wrap=True)
    options = Options(f"callqa-{os.getpid()}@{socket.gethostname()}", processes, lanes, log_level=level)
    code = Keeper(settings, options, drain=drain).run()
    if code:
        raise typer.Exit(code)


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew every two seconds, until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="Also list what failed, each with its reason, the newest first.")
    ] = False,
) -> None:
    """Show how many recordings wait, how fast they are heard, what failed and who works."""
    from qa_pipeline.commands import queue_console
    from qa_pipeline.store import reads

    with _opened() as (_, store):
        while True:
            now = datetime.now(UTC)
            with store.reading() as session:
                figures = reads.queue_figures(session, now=now)
                listed = reads.failed(session, limit=SHOWN) if failed else None
            if watch and not as_json:
                out.clear()
            if as_json:
                print(dumps(queue_console.as_json(figures, now, listed), ensure_ascii=False), flush=True)  # noqa: T201  # for a pipe
            else:
                queue_console.print_status(figures, now, out)
                queue_console.print_failed(figures, listed, out)
            if not watch:
                return
            try:
                time.sleep(WATCH_SECONDS)
            except KeyboardInterrupt:
                return


def retry(
    ids: Annotated[list[int] | None, typer.Argument(help="Recordings' numbers.", show_default=False)] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    code: Annotated[str, typer.Option(help="All that failed or were set aside with this error code.")] = "",
    quarantined: Annotated[
        bool, typer.Option("--quarantined", help="All that were set aside after three tries.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Of the recordings named by number also those that are scored: to hear anew."),
    ] = False,
) -> None:
    """Queue recordings once more: those that failed, or were set aside after three tries.

    Exit status: 0 done, 1 none of the recordings named by number was queued, 2 wrong use.
    """
    from qa_pipeline.commands import queue_console

    if not (ids or failed or code or quarantined):
        raise UsageError("nothing to retry: name recordings, or --failed, --code CODE or --quarantined")
    states = [state for state, wanted in ((State.FAILED, failed), (State.QUARANTINED, quarantined)) if wanted]
    with _opened() as (settings, store):
        named = _named(store, ids or ())
        wanted = [one.id for one in named]
        anew = _hear_again(store, named) if again else set()
        if states or code:
            wanted += _ended_badly(store, states or [State.FAILED, State.QUARANTINED], code)
        queued = _queue_again(store, wanted) + len(anew)
        _send_messages(store, settings)
    kept = [one for one in named if not one.may_be_retried and one.id not in anew]
    for one in kept:
        queue_console.print_kept(one, err)
    left = len(set(wanted) - {one.id for one in kept}) - queued
    out.print(f"{queued} queued again" + (f"; {left} are not failed or poison, and stay" if left else ""))
    if named and len(kept) == len(named):
        raise typer.Exit(1)


def reap() -> None:
    """Queue what dead workers had in hand, and send the messages that were lost; running workers do so themselves."""
    from qa_pipeline.worker.reaping import Reaper, resend

    with _opened() as (settings, store):
        reaper = Reaper(store, settings)
        rounds = [reaper.look()]
        if reaper.in_doubt:
            tell = (
                f"{reaper.in_doubt} leases are over; waiting {reaper.grace:.0f} s for workers that live to renew them"
            )
            err.print(tell, highlight=False, soft_wrap=True)
            time.sleep(reaper.grace)
            rounds.append(reaper.look())
        sent = resend(store, settings)
    queued, aside = (sum(each) for each in zip(*((one.queued, one.set_aside) for one in rounds), strict=True))
    out.print(f"{queued} queued again, {aside} set aside, {sent} messages sent", highlight=False)


def _named(store: "Store", ids: Sequence[int]) -> "list[Standing]":
    """Where the recordings stand that are named by number; raises UsageError for those that there are not."""
    from qa_pipeline.store import reads

    found: list[Standing] = []
    for first in range(0, len(ids), BATCH):
        with store.reading() as session:
            found += reads.standings(session, recording_ids=ids[first : first + BATCH])
    missing = sorted(set(ids) - {one.id for one in found})
    if missing:
        *most, last = map(str, missing)
        which = f"recordings {', '.join(most)} and {last} are" if most else f"recording {last} is"
        raise UsageError(f"{which} not known; `callqa status --failed` lists what failed. Nothing was queued")
    return found


def _ended_badly(store: "Store", states: Sequence[State], code: str) -> tuple[int, ...]:
    """The recordings in these states, or those with an error code; raises UsageError for one that none of them has."""
    from qa_pipeline.store import reads

    with store.reading() as session:
        known = reads.failures_by_code(session, states=states)
        if code and code not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "none failed or was set aside"
            raise UsageError(f"--code {code}: no recording has it; {there}")
        return reads.ended_badly(session, states=states, code=code)


def _hear_again(store: "Store", named: "Sequence[Standing]") -> set[int]:
    """Queue those of the recordings that are scored; their scores stay until the new ones are there."""
    from qa_pipeline.store import writes

    with store.session() as session:
        scored = (one.id for one in named if one.state is State.SCORED)
        return {number for number in scored if writes.requeue(session, recording_id=number)}


def _queue_again(store: "Store", wanted: Sequence[int]) -> int:
    from qa_pipeline.store import writes

    queued = 0
    for first in range(0, len(wanted), BATCH):
        with store.session() as session:
            queued += writes.enqueue_again(session, recording_ids=wanted[first : first + BATCH])
    return queued


def _send_messages(store: "Store", settings: Settings) -> None:
    from qa_pipeline.worker.reaping import resend

    try:
        resend(store, settings)
    except Transient as error:
        err.print(f"{error}; they wait in the database, and a worker sends for them later", soft_wrap=True)


@contextmanager
def _opened() -> Iterator[tuple[Settings, "Store"]]:
    from qa_pipeline.store.session import migrate, open_store

    settings = load_settings()
    migrate(settings.resolved_database_url)
    store = open_store(settings.resolved_database_url)
    try:
        yield settings, store
    finally:
        store.close()
        sys.stdout.flush()
