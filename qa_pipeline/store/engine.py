"""How each database is connected to."""

import json
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from qa_pipeline.errors import MissingExtra, UsageError
from qa_pipeline.store.address import Address

BUSY_SECONDS = 30
CONNECT_SECONDS = 10
# A server that vanishes without a word, as a machine that loses power does, is noticed within half a minute.
SIGNS_OF_LIFE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
READING = "callqa_reading"


def connect(address: Address, *, foreign_keys: bool = True) -> Engine:
    """The engine for an address. Without `foreign_keys`, SQLite lets a migration rebuild a table others refer to."""
    # An error quotes its statement's parameters unless told not to, and they may be what people said.
    make = partial(create_engine, address.url, json_serializer=to_json, pool_pre_ping=True, hide_parameters=True)
    if address.is_sqlite:
        _make_folder(address)
        engine: Engine = make()
        event.listen(engine, "connect", partial(_prepare_sqlite, foreign_keys=foreign_keys))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        asked = {"connect_timeout": CONNECT_SECONDS, "application_name": "callqa", **SIGNS_OF_LIFE}
        engine = make(connect_args=asked)
    except ModuleNotFoundError as error:
        raise MissingExtra(f"database {address} needs {error.name}: pip install 'callqa[postgres]'") from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def to_json(value: Any) -> str:
    """JSON that both databases take: compact, and ValueError for NaN or infinity, which PostgreSQL has no JSON for."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _make_folder(address: Address) -> None:
    if address.file is None:
        return
    try:
        address.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"database {address}: its folder cannot be made ({error.strerror})") from None


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry, *, foreign_keys: bool) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
    connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")


def patiently(step: Callable[[], object]) -> None:
    """Wait out another process that turns on WAL at this moment; SQLite's busy timeout does not cover that step."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute("SET TIME ZONE 'UTC'")  # days are counted in UTC
    connection.commit()
