"""A PostgreSQL that goes away and comes back: an error that is worth another try, and then all as before."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import text

from qa_pipeline.errors import Transient
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, migrate, open_store
from tests.conftest import postgres_schema
from tests.examples import add_recording
from tests.store.gone import behind_a_door

HELD = 4


@pytest.fixture
def postgres_url() -> Iterator[str]:
    urls = postgres_schema()
    url = next(urls)
    migrate(url)
    yield url
    with suppress(StopIteration):
        next(urls)


def count(store: Store) -> int:
    with store.reading() as session:
        return reads.calls(session, where=reads.CallFilter()).total


def test_connections_that_the_server_ended_are_made_anew_unnoticed(postgres_url: str) -> None:
    store = open_store(postgres_url)
    add_recording(store, "a.wav")
    hold_several(store)
    terminate_all(store)
    assert count(store) == 1
    store.close()


def test_a_transaction_whose_connection_ends_is_worth_another_try_and_leaves_nothing(postgres_url: str) -> None:
    store = open_store(postgres_url)

    def write_and_lose_the_connection() -> None:
        with store.session() as session:
            session.execute(text("INSERT INTO alembic_version VALUES ('half done')"))
            terminate(store, session.scalar(text("SELECT pg_backend_pid()")))
            session.execute(text("SELECT 1"))

    with pytest.raises(Transient, match="cannot be reached") as refusal:
        write_and_lose_the_connection()
    assert str(store.address) in str(refusal.value)
    with store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    store.close()


def test_a_database_that_is_gone_for_a_while_is_found_again_by_the_same_store(postgres_url: str) -> None:
    with behind_a_door(postgres_url) as (door, url):
        store = open_store(url)
        number = add_recording(store, "a.wav")
        hold_several(store)
        door.shut()
        for _ in range(HELD + 2):
            with pytest.raises(Transient, match="cannot be reached"):
                count(store)
            with pytest.raises(Transient, match="cannot be reached"), store.session() as session:
                writes.requeue(session, recording_id=number)
        door.open()
        assert count(store) == 1
        with store.session() as session:
            assert writes.requeue(session, recording_id=number)
        store.close()


def hold_several(store: Store) -> None:
    """Fill the pool: each connection in it is one that may be dead later."""
    connections = [store.engine.connect() for _ in range(HELD)]
    for connection in connections:
        connection.close()


def terminate_all(store: Store) -> None:
    """End the connections that lie in the pool."""
    connections = [store.engine.connect() for _ in range(HELD)]
    numbers = [connection.scalar(text("SELECT pg_backend_pid()")) for connection in connections]
    for connection in connections:
        connection.close()
    for number in numbers:
        terminate(store, number)


def terminate(store: Store, number: int | None) -> None:
    other = open_store(store.address.url.render_as_string(hide_password=False))
    with other.session() as session:
        session.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    other.close()
