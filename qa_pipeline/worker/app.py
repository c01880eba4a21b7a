"""The Celery app of the settings, and the messages that tell workers of recordings that wait.

A message names no recording. It says that one more of its lane waits, and whoever takes it claims the most urgent in
the database, which is the truth: docs/decisions/0008-a-message-is-a-token.md.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError

from qa_pipeline.addresses import without_password
from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.store import writes
from qa_pipeline.store.session import open_store
from qa_pipeline.store.states import Lane

log = logging.getLogger(__name__)

HEAR = "callqa.hear"
"""The one task: hear the recording that is most urgent."""

SCHEMES = ("redis", "rediss", "amqp", "amqps")
FOLDER = "qa_pipeline.worker.folder:Transport"
POLL_SECONDS = 0.1
"""How often the file-system broker's folder is looked at."""
BATCH = 500
MODELS_SECONDS = 600.0
"""How long a new process may take to load its models."""
HALF_A_DAY_MS = 12 * 3600 * 1000
QUICKLY: Mapping[str, Any] = {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.4, "interval_max": 0.5}


def celery_app(settings: Settings) -> Celery:
    """The app, with nothing connected yet. Raises UsageError for a broker that callqa does not know."""
    app = Celery("callqa", set_as_current=False)
    app.conf.update(
        task_default_queue=queue_name(settings, Lane.FRESH),
        task_queues=[_queue(queue_name(settings, lane)) for lane in Lane],
        task_create_missing_queues=False,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_send_task_events=True,  # for Flower
        worker_proc_alive_timeout=MODELS_SECONDS,
        worker_max_tasks_per_child=settings.worker_max_recordings,
        worker_max_memory_per_child=settings.worker_max_memory_mb * 1000,  # of 1024 bytes
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # The recording in hand is claimed in the database: it is finished whatever becomes of the broker.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        enable_utc=True,
        timezone="UTC",
        **_broker(settings),
    )
    return app


def queue_name(settings: Settings, lane: Lane) -> str:
    """The queue of a lane."""
    return f"{settings.queue_prefix}.{lane.value}"


def broker_name(settings: Settings) -> str:
    """The broker's address for people, without a password."""
    return without_password(settings.broker_url) if settings.broker_url else str(settings.broker_dir)


def enqueue(recording_ids: Sequence[int], *, settings: Settings, lane: Lane = Lane.FRESH, priority: int = 5) -> int:
    """Put recordings in line, 0 as the most urgent of a lane and 9 as the least, and say how many are new in it.

    One that waits already changes its place; one that is scored, set aside or in hand stays as it is. Where the broker
    is away they wait all the same: a worker sends what is missing once it is back.
    Raises UsageError for another priority, and what the store raises.
    """
    queued = 0
    store = open_store(settings.resolved_database_url)
    try:
        for first in range(0, len(recording_ids), BATCH):
            with store.session() as session:
                some = recording_ids[first : first + BATCH]
                queued += writes.enqueue(session, recording_ids=some, lane=lane, priority=priority)
    finally:
        store.close()
    try:
        send(settings, lane, queued)
    except Transient as error:
        log.warning("%s; the recordings wait in the database, and a worker sends for them later", error)
    return queued


def send(settings: Settings, lane: Lane, count: int) -> None:
    """Send so many messages for a lane, over one connection. Raises Transient where the broker is away."""
    if count < 1:
        return
    app, queue = celery_app(settings), _queue(queue_name(settings, lane))
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(**QUICKLY)
            with app.amqp.Producer(connection) as producer, producer.batch():
                queue.bind(producer.channel).declare()
                task = app.amqp.as_task_v2(uuid4().hex, HEAR, ignore_result=True)
                for _ in range(count):
                    _publish(producer, queue, task)
    except (OperationalError, OSError) as error:
        raise _away(settings, error) from error


def waiting_messages(settings: Settings, lane: Lane) -> int:
    """How many messages of a lane nobody has taken yet. Raises Transient where the broker is away."""
    queue = _queue(queue_name(settings, lane))
    try:
        with celery_app(settings).connection_for_read() as connection:
            connection.ensure_connection(**QUICKLY)
            with connection.channel() as channel:
                return int(queue.bind(channel).queue_declare().message_count)
    except (OperationalError, OSError) as error:
        raise _away(settings, error) from error


def _publish(producer: Any, queue: Queue, task: Any) -> None:
    """Send the task once more: the messages differ in their id alone, and making each anew took a third of the time."""
    own = uuid4().hex
    headers = task.headers | {"id": own, "root_id": own}
    properties = task.properties | {"correlation_id": own}
    producer.publish(task.body, routing_key=queue.name, headers=headers, delivery_mode=2, **properties)


def _queue(name: str) -> Queue:
    # RabbitMQ gives a message to another worker after half an hour without an answer; a long recording takes longer.
    return Queue(name, queue_arguments={"x-consumer-timeout": HALF_A_DAY_MS})


def _broker(settings: Settings) -> dict[str, Any]:
    if not settings.broker_url:
        return _folder_broker(settings)
    scheme = settings.broker_url.partition("://")[0]
    if scheme not in SCHEMES:
        raise UsageError(
            f"CALLQA_BROKER_URL={without_password(settings.broker_url)}: allowed are addresses that begin with "
            f"{', '.join(f'{each}://' for each in SCHEMES)}, and none at all for files in {settings.broker_dir}"
        )
    # Redis: a message that nobody acknowledged is given to another worker after this long; the database knows sooner.
    options = {"visibility_timeout": HALF_A_DAY_MS // 1000} if scheme.startswith("redis") else {}
    return {"broker_url": settings.broker_url, "broker_transport_options": options}


def _folder_broker(settings: Settings) -> dict[str, Any]:
    messages = settings.broker_dir / "messages"
    control = settings.broker_dir / "control"
    for folder in (messages, control):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Transient(f"broker folder {folder} cannot be made ({error.strerror})") from None
    options = {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": POLL_SECONDS,
    }
    return {"broker_url": "filesystem://localhost", "broker_transport": FOLDER, "broker_transport_options": options}


def _away(settings: Settings, error: Exception) -> Transient:
    reason = " ".join(str(error).split()) or type(error).__name__
    return Transient(f"broker {broker_name(settings)} cannot be reached ({reason})")
