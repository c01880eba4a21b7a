"""Brokers of every kind that callqa knows, each empty and nobody else's."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from qa_pipeline.settings import Settings
from qa_pipeline.store.states import Lane
from qa_pipeline.worker.app import celery_app, queue_name
from tests.worker import services

REDIS_URL = os.environ.get("CALLQA_TEST_REDIS_URL", "redis://127.0.0.1:6379/11")
AMQP_URL = os.environ.get("CALLQA_TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//")
REQUIRE_SERVICES = os.environ.get("CALLQA_REQUIRE_SERVICES") == "1"


@pytest.fixture(params=["folder", "redis", "rabbitmq"])
def broker_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A broker's address: files, Redis, RabbitMQ."""
    if request.param == "folder":
        yield ""
        return
    url = REDIS_URL if request.param == "redis" else AMQP_URL
    require(url)
    yield url


def require(url: str) -> None:
    """Skip, or fail where services are required, when nobody answers at the address."""
    try:
        with Connection(url, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1)
    except (OperationalError, OSError) as error:
        _without(f"no broker answers at {url} (CALLQA_TEST_REDIS_URL, CALLQA_TEST_AMQP_URL): {error}")


@pytest.fixture
def settings(tmp_path: Path, store_url: str, broker_url: str) -> Iterator[Settings]:
    """Settings with a database and a broker of their own."""
    name = uuid.uuid4().hex[:8]
    wanted = {"data_dir": tmp_path / "data", "database_url": store_url, "broker_url": broker_url, "queue_prefix": name}
    made = Settings(_env_file=None).model_copy(update=wanted)
    yield made
    with celery_app(made).connection_for_write() as connection, connection.channel() as channel:
        for lane in Lane:
            channel.queue_delete(queue_name(made, lane))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[services.Server, services.Server]]:
    """A Redis and a PostgreSQL that nobody else uses."""
    with tempfile.TemporaryDirectory(prefix="callqa-test-") as folder:
        broker, database = services.redis(tmp_path), services.postgres(Path(folder))
        if broker is None or database is None:
            _without("redis-server or PostgreSQL 15's initdb is not installed")
        broker.start()
        database.start()
        yield broker, database
        database.stop()
        broker.stop()


def _without(reason: str) -> NoReturn:
    if REQUIRE_SERVICES:
        pytest.fail(reason)
    pytest.skip(reason)
