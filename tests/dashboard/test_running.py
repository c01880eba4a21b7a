"""The dashboard's process: log lines in callqa's format, and metrics."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from dashboard.serve import serve_command
from qa_pipeline.settings import Settings
from qa_pipeline.store.session import migrate

LOGS = """
from streamlit.logger import get_logger
get_logger("streamlit.early")
from dashboard.running import set_up_logs
from qa_pipeline.settings import Settings
set_up_logs(Settings(_env_file=None, log_format="json"))
for name in ("streamlit.early", "streamlit.late"):
    try:
        raise ValueError("what was said")
    except ValueError:
        get_logger(name).error("Uncaught app execution", exc_info=True)
"""


def test_an_error_of_a_page_is_logged_without_its_text() -> None:
    run = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, text=True, check=True)
    early, late = run.stderr.splitlines()
    for line in (early, late):
        assert '"message": "Uncaught app execution"' in line
        assert '"error": "ValueError"' in line
        assert "what was said" not in line


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """A dashboard of an empty database: its port, and that of its metrics."""
    settings = Settings(data_dir=tmp_path, database_url="", _env_file=None)
    migrate(settings.resolved_database_url)
    port, metrics = free_port(), free_port()
    told = {"CALLQA_DATA_DIR": str(tmp_path), "CALLQA_DASHBOARD_METRICS_PORT": str(metrics), "CALLQA_DATABASE_URL": ""}
    command = serve_command(settings, port=port)
    with subprocess.Popen(command, env=os.environ | told, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        yield port, metrics
        process.terminate()


def answer(port: int, path: str, seconds: float = 60.0) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
                return str(page.read().decode())
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_dashboard_tells_prometheus_how_the_queue_stands(served: tuple[int, int]) -> None:
    port, metrics = served
    assert answer(port, "/_stcore/health") == "ok"
    text = answer(metrics, "/metrics")
    assert "callqa_database_up 1.0" in text
    assert 'callqa_recordings{lane="fresh",state="queued"} 0.0' in text
