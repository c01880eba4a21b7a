"""The open database, and the sessions that the reads and writes run in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from qa_pipeline.errors import Unavailable
from qa_pipeline.store.address import Address, parse_address
from qa_pipeline.store.engine import READING, connect
from qa_pipeline.store.failures import told_plainly
from qa_pipeline.store.outage import Outage
from qa_pipeline.store.upgrade import migrate

__all__ = ["Store", "migrate", "open_store"]


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Safe to share between threads, not between processes.

    `outage`, if there is one, is told whether it answers.
    """

    address: Address
    engine: Engine = field(repr=False)
    outage: Outage | None = field(default=None, repr=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that writes: commits at the end, rolls back on an error.

        Keep it short: on SQLite it holds the one write lock from its first statement on, because a lock asked
        for only after a read cannot be waited for. Raises Unavailable or UsageError where the database is at fault.
        """
        with self._watched(), sessionmaker(self.engine, expire_on_commit=False).begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, and so keeps nobody waiting; the same errors as `session`."""
        reader = self.engine.execution_options(postgresql_readonly=True, **{READING: True})
        with self._watched(), Session(reader) as session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        begun = time.monotonic()
        try:
            with told_plainly(self.address):
                yield
        except Unavailable as error:
            if self.outage:
                self.outage.failed(error, begun=begun)
            raise
        if self.outage:
            self.outage.answered(self.address, begun=begun)

    def _greeted(self) -> "Store":
        with self._watched(), self.engine.connect():
            return self


def open_store(url: str, outage: Outage | None = None) -> Store:
    """Open the database at an SQLAlchemy address and see that it answers.

    `sqlite:///FILE` makes the file's folder when it is not there. Tables are made by `migrate`, not here.
    Raises UsageError (a wrong address, user, file …), Unavailable (it does not answer) or MissingExtra.
    """
    address = parse_address(url)
    return Store(address, connect(address), outage)._greeted()
