import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import CallqaError, MissingExtra, Unavailable, UsageError
from qa_pipeline.store import engine, reads, writes
from qa_pipeline.store.session import Store, migrate, open_store
from tests.conftest import POSTGRES_URL


def refusal_of(action: Callable[[], object]) -> CallqaError:
    with pytest.raises(CallqaError) as refusal:
        action()
    assert "\n" not in str(refusal.value)
    return refusal.value


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes, and no database at all\n" * 50)
    error = refusal_of(lambda: migrate(f"sqlite:///{file}"))
    assert type(error) is UsageError
    assert f"database {file} is not an SQLite database" in str(error)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    file = tmp_path / "taken" / "deeper" / "callqa.db"
    error = refusal_of(lambda: open_store(f"sqlite:///{file}"))
    assert type(error) is UsageError
    assert f"database {file}: its folder cannot be made (Not a directory)" in str(error)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    error = refusal_of(lambda: open_store(f"sqlite:///{tmp_path}"))
    assert type(error) is UsageError
    assert f"database {tmp_path} cannot be opened" in str(error)


def test_a_database_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'callqa.db'}")
    read_only = open_store(f"sqlite:///file:{tmp_path / 'callqa.db'}?mode=ro&uri=true")

    def write() -> None:
        with read_only.session() as session:
            session.execute(text("DELETE FROM recordings"))

    error = refusal_of(write)
    assert type(error) is UsageError
    assert "may not be written" in str(error)


def test_the_missing_folder_of_a_database_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "callqa.db"
    open_store(f"sqlite:///{file}").close()
    assert file.exists()


def test_a_database_without_tables_says_what_makes_them(store_url: str) -> None:
    bare = open_store(store_url)

    def read() -> None:
        with bare.reading() as session:
            reads.choices(session)

    assert "`callqa process` and `callqa serve` make them" in str(refusal_of(read))
    bare.close()


def test_a_database_held_by_another_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    store = open_store(f"sqlite:///{tmp_path / 'callqa.db'}")
    other = sqlite3.connect(tmp_path / "callqa.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def write() -> None:
        with store.session() as session:
            session.execute(text("CREATE TABLE notes (id INTEGER)"))

    error = refusal_of(write)
    assert type(error) is Unavailable
    assert "is busy" in str(error)
    other.close()


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: the connection is refused
        port = taken.getsockname()[1]
        error = refusal_of(lambda: open_store(f"postgresql://qa:secret@127.0.0.1:{port}/calls"))
    assert type(error) is Unavailable
    assert f"database postgresql+psycopg://qa:***@127.0.0.1:{port}/calls cannot be reached" in str(error)
    assert "secret" not in str(error)


def test_a_wrong_password_is_the_users_to_mend() -> None:
    with server_that_refuses('password authentication failed for user "qa"', code="28P01") as port:
        error = refusal_of(lambda: migrate(f"postgresql://qa:secret@127.0.0.1:{port}/calls?sslmode=disable"))
    assert type(error) is UsageError
    assert "does not let this user in" in str(error)
    assert "secret" not in str(error)


def test_an_unknown_database_is_the_users_to_mend() -> None:
    with server_that_refuses('database "calls" does not exist', code="3D000") as port:
        error = refusal_of(lambda: open_store(f"postgresql://qa@127.0.0.1:{port}/calls?sslmode=disable"))
    assert type(error) is UsageError
    assert "does not know this user or database" in str(error)


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refusal_of(lambda: open_store(POSTGRES_URL))
    assert type(error) is MissingExtra
    assert "callqa[postgres]" in str(error)


def test_a_row_that_breaks_a_rule_is_a_mistake_of_our_own(store: Store) -> None:
    """PostgreSQL's message quotes the row, in which any word may stand."""
    with pytest.raises(IntegrityError, match="sha256"), store.session() as session:
        writes.register(
            session, path="/password/locked", file="a", sha256="short", size_bytes=1, metadata=CallMetadata()
        )


def test_a_call_of_no_recording_is_refused_by_the_database(store: Store) -> None:
    orphan = "INSERT INTO calls (recording_id, analysis, models, heard_at) VALUES (7, '{}', '{}', '2025-01-01')"
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.session() as session:
        session.execute(text(orphan))


def test_what_a_failed_session_wrote_is_gone(store: Store) -> None:
    def write_and_stop() -> None:
        with store.session() as session:
            session.execute(text("DROP TABLE evidence"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_stop()
    with store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM evidence")) == 0


def test_opening_a_sqlite_store_loads_no_postgresql_driver(tmp_path: Path) -> None:
    program = (
        "import sys; from qa_pipeline.store.session import open_store;"
        f"open_store('sqlite:///{tmp_path / 'callqa.db'}'); sys.exit('psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@contextmanager
def server_that_refuses(message: str, *, code: str) -> Iterator[int]:
    """A PostgreSQL server, as far as its first answer: an error, in the wire format of protocol 3.0."""
    fields = b"".join(kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", code), (b"M", message)))
    answer = b"E" + (len(fields) + 5).to_bytes(4, "big") + fields + b"\0"
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer_once, args=(server, answer))
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)
