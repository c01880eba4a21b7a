"""What the databases' own errors mean to the user: one line that names the address and what helps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError

from qa_pipeline.errors import CallqaError, Unavailable, UsageError
from qa_pipeline.store.address import Address


@dataclass(frozen=True, slots=True)
class Failure:
    """How the drivers word a failure, and what is said and raised for it."""

    wording: str
    error: type[CallqaError]
    says: str


OTHER_TABLES = "lacks tables of this version; `callqa process` and `callqa serve` make them"
FAILURES = (
    Failure("unable to open database file", UsageError, "cannot be opened; is its folder there, and yours to write?"),
    Failure("readonly database|read-only transaction", UsageError, "may not be written"),
    Failure("not a database|malformed", UsageError, "is not an SQLite database, or is a damaged one"),
    Failure("no such (table|column)|(relation|column) .* does not", UsageError, OTHER_TABLES),
    Failure("password|pg_hba.conf|authentication", UsageError, "does not let this user in"),
    Failure('(role|database) ".*" does not exist', UsageError, "does not know this user or database"),
    Failure("permission denied", UsageError, "does not allow this user to do that"),
    Failure("locked|deadlock|could not serialize", Unavailable, "is busy"),
    Failure("is full|No space left|disk I/O", Unavailable, "has no room, or its disk fails"),
)


@contextmanager
def told_plainly(address: Address) -> Iterator[None]:
    """Turn a database error that the user can do something about into a UsageError or Unavailable; let others pass."""
    try:
        yield
    except DBAPIError as error:
        plain = _plain(error, address)
        if plain is None:
            raise
        raise plain from error


def _plain(error: DBAPIError, address: Address) -> CallqaError | None:
    if isinstance(error, DataError | IntegrityError):
        return None  # a fault of ours, and its text quotes the row: any word may stand in it
    reason = " ".join(str(error.orig).split())
    for failure in FAILURES:
        if re.search(failure.wording, reason):
            return failure.error(f"database {address} {failure.says} ({reason})")
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        return Unavailable(f"database {address} cannot be reached ({reason})")
    return None
