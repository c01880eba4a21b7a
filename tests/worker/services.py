"""Servers of a test's own, which it may stop and start again without harm to anybody."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

POSTGRES = Path("/usr/lib/postgresql/15/bin")
PATIENCE = 60.0


def free_port() -> int:
    """A port below those that the system gives to clients: one that asks again and again for a server that is away
    may be given its very port, and the server could not listen on it any more."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311  # no secret
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} took longer than {seconds:.0f} s"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@dataclass
class Server:
    """A program that listens on a port."""

    command: Sequence[str]
    port: int
    stop_by: signal.Signals = signal.SIGTERM
    user: str | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, stdout=quiet, stderr=quiet, user=self.user)
        wait_until(lambda: answers(self.port), f"starting {self.command[0]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.stop_by)
            self.process.wait(PATIENCE)


def redis(folder: Path) -> Server | None:
    """A Redis that keeps nothing on disk: what it holds is lost when it stops. None where it is not installed."""
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        return None
    return Server([program, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)], port)


def postgres(folder: Path) -> Server | None:
    """A PostgreSQL cluster in the folder, with trust for everybody. None where it is not installed.

    The folder is none of pytest's: each session of pytest closes those of every session to other users, and PostgreSQL
    refuses to be run by root.
    """
    if not (POSTGRES / "initdb").exists():
        return None
    user = "postgres" if os.geteuid() == 0 else None
    data, port = folder / "cluster", free_port()
    data.mkdir()
    if user:
        shutil.chown(data, user)
        folder.chmod(0o755)
    init = [str(POSTGRES / "initdb"), "-D", str(data), "-U", "callqa", "-A", "trust", "--no-sync"]
    subprocess.run(init, check=True, user=user, stdout=subprocess.DEVNULL)
    options = ["-D", str(data), "-p", str(port), "-k", str(data), "-h", "127.0.0.1", "-F"]
    return Server([str(POSTGRES / "postgres"), *options], port, stop_by=signal.SIGINT, user=user)  # fast shutdown


def hearing_processes(pid: int) -> list[psutil.Process]:
    """The processes of the pool below a worker: those that hear."""
    try:
        below = psutil.Process(pid).children()
        return [child for pool in below for child in pool.children() if child.is_running()]
    except psutil.NoSuchProcess:
        return []
