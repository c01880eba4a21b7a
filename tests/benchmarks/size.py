"""How many rows and bytes a call takes in PostgreSQL: `python -m tests.benchmarks.size`.

The calls that `callqa process` has stored (CALLQA_DATA_DIR) are written into a schema of their own, many times over as
different recordings, and the tables are counted and measured, indexes included. The schema is dropped afterwards.
"""

import hashlib
import os
import sys
from dataclasses import dataclass, replace
from itertools import cycle, islice
from uuid import uuid4

from sqlalchemy import Connection, create_engine, text

from qa_pipeline.call import Call
from qa_pipeline.finding import Scored
from qa_pipeline.settings import load_settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.address import parse_address
from qa_pipeline.store.embeddings import StoredEmbeddings
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.store.types import utc_now

CALLS = 500
POSTGRES_URL = os.environ.get("CALLQA_TEST_POSTGRES_URL", "postgresql:///test")
SIZES = """SELECT relname, pg_total_relation_size(pg_class.oid) FROM pg_class
           JOIN pg_namespace ON pg_namespace.oid = relnamespace
           WHERE nspname = :schema AND relkind = 'r' ORDER BY 2 DESC"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A call with all that hangs on it."""

    call: Call
    scored: Scored
    embeddings: StoredEmbeddings | None


def stored() -> list[Stored]:
    """The scored calls of the settings' database."""
    source, found = open_store(load_settings().resolved_database_url), []
    with source.reading() as session:
        for row in reads.calls(session, where=reads.CallFilter()).rows:
            detail = reads.call_detail(session, recording_id=row.id)
            if detail and detail.call and detail.scored:
                vectors = reads.embeddings_of(session, recording_id=row.id)
                found.append(Stored(detail.call, detail.scored, vectors))
    return found


def fill(url: str, calls: list[Stored]) -> float:
    """Store the calls over and over, as `CALLS` different recordings; gives the seconds of sound of all of them."""
    migrate(url)
    store, seconds = open_store(url), 0.0
    for number, one in enumerate(islice(cycle(calls), CALLS)):
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        call = replace(one.call, recording=replace(one.call.recording, sha256=sha256))
        seconds += call.recording.duration
        with store.session() as session:
            path, file = f"/recordings/2026/01/31/{number}.wav", f"{number}.wav"
            told = call.metadata
            entry = writes.register(session, path=path, file=file, sha256=sha256, size_bytes=1_000_000, metadata=told)
            assert writes.claim(session, recording_id=entry.id, owner="size", lease_seconds=60, now=utc_now())
            writes.save_result(
                session,
                recording_id=entry.id,
                owner="size",
                call=call,
                scored=one.scored,
                playback=f"/data/playback/{sha256}.ogg",
                embeddings=one.embeddings,
            )
    store.close()
    return seconds


def report(connection: Connection, schema: str, seconds: float) -> None:
    """Print rows and bytes of each table, a call."""
    rows_of_all = bytes_of_all = 0
    for table, size in connection.execute(text(SIZES), {"schema": schema}):
        count = connection.scalar(text(f'SELECT count(*) FROM {schema}."{table}"'))  # noqa: S608  # our own names
        if count and count >= CALLS:
            print(f"{table:20} {count / CALLS:6.1f} rows {size / CALLS:8.0f} bytes")
            rows_of_all, bytes_of_all = rows_of_all + count, bytes_of_all + size
    print(
        f"{'a call':20} {rows_of_all / CALLS:6.1f} rows {bytes_of_all / CALLS:8.0f} bytes, {seconds / CALLS:.1f} s long"
    )
    print(f"an hour of sound     {bytes_of_all / seconds * 3600 / 1e6:.2f} MB")


def main() -> None:
    calls = stored()
    if not calls:
        sys.exit("no scored call is stored; `callqa process RECORDING` first")
    address, schema = parse_address(POSTGRES_URL), f"size_{uuid4().hex[:8]}"
    engine = create_engine(address.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        try:
            own = address.url.update_query_dict({"options": f"-csearch_path={schema}"})
            seconds = fill(own.render_as_string(hide_password=False), calls)
            report(connection, schema, seconds)
        finally:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


if __name__ == "__main__":
    main()
