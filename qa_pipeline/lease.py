"""One process's hold on a recording: taken, renewed while it works, given back or taken over when its owner died."""

import os
import secrets
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType

import psutil

from qa_pipeline.errors import CallqaError
from qa_pipeline.store import writes
from qa_pipeline.store.outage import BETWEEN_TRIES
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import Lane


def owner_name() -> str:
    """A name no other claim has, by which a process on this host can later tell whether its owner still lives."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{psutil.Process(pid).create_time():.0f}/{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """True when `owner` was a process of this host that has ended; another host's processes count as alive."""
    host, pid, started, _ = owner.split("/") if owner.count("/") == 3 else ("", "", "", "")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        return f"{psutil.Process(int(pid)).create_time():.0f}" != started
    except psutil.NoSuchProcess:
        return True


class Lease:
    """A claim on one recording, kept alive by a thread of its own. Use as a context manager after `take`."""

    def __init__(self, store: Store, recording_id: int, *, seconds: float, owner: str = "") -> None:
        self.store = store
        self.recording_id = recording_id
        self.seconds = seconds
        self.owner = owner or owner_name()
        self._done = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"lease-{recording_id}", daemon=True)

    @classmethod
    def take_next(cls, store: Store, lanes: Sequence[Lane], *, seconds: float, owner: str) -> "Lease | None":
        """Claim the most urgent recording that waits in the lanes; None when there is none.

        Asked once more under the same name, it gives what the time before was claimed and, since the database went
        away, not told.
        """
        now = datetime.now(UTC)
        with store.session() as session:
            found = writes.held(session, owner=owner)
            if found is not None:
                writes.renew(session, recording_id=found, owner=owner, lease_seconds=seconds, now=now)
            else:
                found = writes.claim_next(session, owner=owner, lanes=lanes, lease_seconds=seconds, now=now)
        return None if found is None else cls(store, found, seconds=seconds, owner=owner)

    def take(self) -> bool:
        """Claim the recording; False when a living process has it."""
        if self._claim():
            return True
        return self._free_from_the_dead() and self._claim()

    def _free_from_the_dead(self) -> bool:
        """Take the recording from a process of this host that was killed, without waiting for its lease to end."""
        with self.store.session() as session:
            holder = writes.holder(session, recording_id=self.recording_id)
            if holder is None or not is_dead(holder):
                return False
            writes.release(session, recording_id=self.recording_id, owner=holder)
            return True

    def _claim(self) -> bool:
        with self.store.session() as session:
            return writes.claim(
                session,
                recording_id=self.recording_id,
                owner=self.owner,
                lease_seconds=self.seconds,
                now=datetime.now(UTC),
            )

    def __enter__(self) -> "Lease":
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop renewing; when the work was broken off (Ctrl-C, the database gone) give the recording back at once."""
        self._done.set()
        self._keeper.join()
        if kind is None:
            return
        with suppress(CallqaError), self.store.session() as session:
            writes.release(session, recording_id=self.recording_id, owner=self.owner)

    def _keep(self) -> None:
        wait = self.seconds / 3
        while not self._done.wait(wait):
            try:
                self._renew()
                wait = self.seconds / 3
            except CallqaError:  # the database is away: once it is back, who sees that the lease is over waits a little
                wait = min(self.seconds / 3, BETWEEN_TRIES)

    def _renew(self) -> None:
        with self.store.session() as session:
            writes.renew(
                session,
                recording_id=self.recording_id,
                owner=self.owner,
                lease_seconds=self.seconds,
                now=datetime.now(UTC),
            )
