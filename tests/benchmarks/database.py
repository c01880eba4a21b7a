"""How fast the dashboard's lists and figures are: `make bench-database`, or `… CALLS=20000`.

Fills an SQLite file, and a schema of the PostgreSQL at CALLQA_TEST_POSTGRES_URL (`postgresql:///test` if unset), with
calls spread over a year, and asks what the pages ask about its last month. Prints the table of docs/benchmarks.md.
"""

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from qa_pipeline.store.address import parse_address
from qa_pipeline.store.session import Store, migrate, open_store
from tests.benchmarks.filling import END, fill
from tests.benchmarks.process import memory_gib
from tests.benchmarks.questions import QUESTIONS

CALLS = 200_000
FINDINGS = 20
TIMES = 7
POSTGRES_URL = os.environ.get("CALLQA_TEST_POSTGRES_URL", "postgresql:///test")


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else CALLS
    print(f"{platform.machine()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB, SQLite {sqlite3.sqlite_version}")
    print(f"{count} calls over a year to {END:%Y-%m-%d}, {FINDINGS} findings each; median of {TIMES}\n")
    with sqlite() as url:
        on_sqlite = measured(url, count)
    with postgresql() as url:
        on_postgresql = measured(url, count)
    print("| asked of the last month | SQLite ms | PostgreSQL ms |\n|---|---|---|")
    for what in on_sqlite:
        print(f"| {what} | {on_sqlite[what]:.0f} | {on_postgresql[what]:.0f} |")


def measured(url: str, count: int) -> dict[str, float]:
    """Milliseconds that each question takes in a database filled with so many calls, and seconds of the filling."""
    migrate(url)
    store = open_store(url)
    start = time.perf_counter()
    fill(store, count, findings=FINDINGS)
    print(f"{store.engine.dialect.name} filled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    try:
        return {what: median(store, ask) for what, ask in QUESTIONS.items()}
    finally:
        store.close()


def median(store: Store, ask: Callable[[Session], object]) -> float:
    """Milliseconds from opening a session to the answer; a first time that fills the caches is not counted."""
    spent = []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        with store.reading() as session:
            ask(session)
        spent.append(1000 * (time.perf_counter() - start))
    return statistics.median(spent[1:])


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'callqa.db'}"


@contextmanager
def postgresql() -> Iterator[str]:
    """A schema of its own, dropped afterwards."""
    address = parse_address(POSTGRES_URL)
    engine = create_engine(address.url, isolation_level="AUTOCOMMIT")
    schema = f"callqa_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        own = address.url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
