"""The broker that needs no server: kombu's file-system transport, with a folder a queue and whole files only."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

WAITING = ".msg"
AT_ONCE = 50
"""Messages handed on in one turn of the event loop."""


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu tells no types of its transports
    """Messages as files. Each appears by a rename, and is taken by one, so of many workers one gets it, and whole.

    kombu's own writes a file where a worker may already read it, sorts all the messages of all queues for each one
    that is taken, and moves it through the machine's temporary folder. Paths are plain text here: pathlib took half the
    time of sending 10,000 messages.
    """

    def _put(self, queue: str, payload: object, **_: Any) -> None:
        name = f"{self._made(queue)}/{uuid4().hex}"
        with open(f"{name}.part", "wb", buffering=0) as part:  # noqa: PTH123  # see above
            part.write(dumps(payload).encode())
        os.rename(f"{name}.part", name + WAITING)  # noqa: PTH104

    def _get(self, queue: str) -> object:
        """The message of the queue that the folder lists first; they are alike, and the database has the order."""
        for path in self._messages(queue):
            taken = Path(f"{path}.taken")
            try:
                Path(path).rename(taken)
            except FileNotFoundError:
                continue  # another worker was first
            payload = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(payload)
        raise Empty

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._messages(queue))

    def _purge(self, queue: str) -> int:
        waiting = list(self._messages(queue))
        for path in waiting:
            Path(path).unlink(missing_ok=True)
        return len(waiting)

    def _messages(self, queue: str) -> Iterator[str]:
        with suppress(FileNotFoundError), os.scandir(self._folder(queue)) as entries:
            yield from (entry.path for entry in entries if entry.name.endswith(WAITING))

    def _made(self, queue: str) -> str:
        return _folder(self._folder(queue))

    def _folder(self, queue: str) -> str:
        return f"{self.data_folder_in}/{queue}"


@cache
def _folder(path: str) -> str:
    Path(path).mkdir(parents=True, exist_ok=True)
    return path


class Transport(filesystem.Transport):  # type: ignore[misc]  # likewise
    """kombu finds it by its name, `qa_pipeline.worker.folder:Transport`.

    It is looked at from Celery's event loop, as Redis and RabbitMQ are. Without one Celery gives its processes their
    work through one queue with one lock, and a process that is killed while it waits there takes the lock with it.
    """

    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, _connection: object, loop: Any) -> None:
        loop.call_repeatedly(self.polling_interval, self._look)

    def _look(self) -> None:
        """Hand on what has come, as far as the worker takes any."""
        for _ in range(AT_ONCE):
            try:
                self.cycle.get(self._deliver, timeout=0)
            except Empty:
                return
