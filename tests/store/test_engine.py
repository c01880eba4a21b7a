import sqlite3

import pytest
from sqlalchemy import text

from qa_pipeline.store import engine
from qa_pipeline.store.session import Store


class Step:
    """Fails with the error the first `failures` times."""

    def __init__(self, failures: int, error: str) -> None:
        self.failures = failures
        self.error = error
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1
        if self.calls <= self.failures:
            raise sqlite3.OperationalError(self.error)


def test_a_lock_that_sqlite_does_not_wait_for_is_waited_for() -> None:
    step = Step(2, "database is locked")
    engine.patiently(step)
    assert step.calls == 3


def test_a_lock_that_stays_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        engine.patiently(Step(1_000, "database is locked"))


def test_another_fault_is_told_at_once() -> None:
    step = Step(1, "disk I/O error")
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        engine.patiently(step)
    assert step.calls == 1


def test_each_database_is_set_up_for_many_workers(store: Store) -> None:
    with store.reading() as session:
        if store.address.is_sqlite:
            settings = {name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
            assert settings == {"journal_mode": "wal", "foreign_keys": 1}
            assert session.scalar(text("PRAGMA busy_timeout")) == engine.BUSY_SECONDS * 1000
        else:
            assert session.scalar(text("SHOW timezone")) == "UTC"
            assert session.scalar(text("SHOW transaction_read_only")) == "on"


def test_a_reader_waits_for_no_writer(store: Store) -> None:
    with store.session() as writer:
        writer.execute(text("DELETE FROM recordings"))
        with store.reading() as reader:
            assert reader.scalar(text("SELECT count(*) FROM recordings")) == 0
