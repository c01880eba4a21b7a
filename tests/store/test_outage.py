"""One line when the database goes and one when it is back, however many processes and questions there are."""

import os
import time

import pytest

from qa_pipeline.errors import LeaseLost, Unavailable, UsageError
from qa_pipeline.store.outage import Outage, patiently
from qa_pipeline.store.session import migrate, open_store
from tests.conftest import postgres_schema
from tests.store.gone import behind_a_door

GONE = Unavailable("database qa cannot be reached")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_processes_that_share_it_say_once_that_it_is_away_and_once_that_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = Outage()
    second = Outage(os.dup(first.descriptor))
    for outage in (first, second, first):
        outage.failed(GONE, begun=time.monotonic())
    for outage in (second, first):
        outage.answered("qa", begun=time.monotonic())
    assert lines(caplog) == [
        "database qa cannot be reached; waiting until it answers",
        "database qa answers again after 0 s",
    ]


def test_an_answer_from_before_it_went_and_a_failure_from_before_it_was_back_say_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage, before = Outage(), time.monotonic()
    outage.failed(GONE, begun=before)
    outage.answered("qa", begun=before)
    assert len(lines(caplog)) == 1
    outage.answered("qa", begun=time.monotonic())
    outage.failed(GONE, begun=before)
    assert len(lines(caplog)) == 2


def test_a_store_tells_it_of_a_server_that_goes_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    for url in postgres_schema():
        migrate(url)
        with behind_a_door(url) as (door, through):
            store = open_store(through, Outage())
            door.shut()
            for _ in range(3):
                with pytest.raises(Unavailable), store.reading() as session:
                    session.connection()
            door.open()
            with store.session() as session:
                session.connection()
            store.close()
    away, back = lines(caplog)
    assert "cannot be reached" in away
    assert away.endswith("waiting until it answers")
    assert "answers again after" in back


def test_a_database_that_is_away_is_asked_until_it_answers_or_patience_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("qa_pipeline.store.outage.BETWEEN_TRIES", 0.01)
    errors = [GONE, UsageError("database qa may not be written"), UsageError("database qa may not be written")]

    def ask() -> str:
        if errors:
            raise errors.pop()
        return "answer"

    assert patiently(ask, seconds=5) == "answer"
    assert lines(caplog) == ["database qa may not be written; trying again"]
    errors[:] = [GONE] * 100
    with pytest.raises(Unavailable):
        patiently(ask, seconds=0.05)
    errors[:] = [LeaseLost("another's")]
    with pytest.raises(LeaseLost):
        patiently(ask, seconds=5)


def test_a_store_that_cannot_be_opened_tells_it_too(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unavailable):
        open_store("postgresql://qa@127.0.0.1:1/calls", Outage())
    assert len(lines(caplog)) == 1
