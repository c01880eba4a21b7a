"""A PostgreSQL that can be gone for a while: a door in front of it that is shut and opened."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from qa_pipeline.store.address import parse_address


@dataclass
class Door:
    """Passes connections on to the server at `target` (host and port) while it is open."""

    target: tuple[str, int]
    port: int = 0
    _listener: socket.socket | None = None
    _passing: list[socket.socket] = field(default_factory=list)

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Every connection ends, and new ones are refused."""
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for each in self._passing:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._passing.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = self._to_server()
            self._passing += [client, server]
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()

    def _to_server(self) -> socket.socket:
        host, port = self.target
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def behind_a_door(url: str) -> Iterator[tuple[Door, str]]:
    """An open door, and the address of the database behind it."""
    address = parse_address(url).url
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        info = connection.info
        door = Door((info.host or info.hostaddr, info.port))
        user = info.user
    door.open()
    through = address.set(host="127.0.0.1", port=door.port, username=user).update_query_dict(
        {"sslmode": "disable", "gssencmode": "disable"}
    )
    yield door, through.render_as_string(hide_password=False)
    door.shut()
