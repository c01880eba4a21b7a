"""What every test may ask for: a database of its own, on SQLite and on PostgreSQL."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from qa_pipeline.store.address import parse_address
from qa_pipeline.store.session import Store, migrate, open_store

POSTGRES_URL = os.environ.get("CALLQA_TEST_POSTGRES_URL", "postgresql:///test")
REQUIRE_SERVICES = os.environ.get("CALLQA_REQUIRE_SERVICES") == "1"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: a fresh SQLite file, then a fresh PostgreSQL schema, dropped afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'callqa.db'}"
    else:
        yield from postgres_schema()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open database with its tables made."""
    migrate(store_url)
    opened = open_store(store_url)
    yield opened
    opened.close()


def postgres_schema() -> Iterator[str]:
    """The address of a fresh PostgreSQL schema, dropped afterwards; skips, or fails, where no PostgreSQL answers."""
    address = parse_address(POSTGRES_URL)
    engine = create_engine(address.url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    schema = f"callqa_{uuid.uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        _without_postgres(f"PostgreSQL does not answer at {address} (CALLQA_TEST_POSTGRES_URL): {error.orig}")
    own = address.url.update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def _without_postgres(reason: str) -> NoReturn:
    if REQUIRE_SERVICES:
        pytest.fail(reason)
    pytest.skip(reason)
