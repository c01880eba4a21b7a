"""How the dashboard is started."""

import sys
from pathlib import Path

import pytest
from streamlit import config

from dashboard.serve import OPTIONS, THEME, serve_command
from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings


def test_only_this_machine_can_open_it_unless_told_otherwise(tmp_path: Path) -> None:
    command = serve_command(Settings(data_dir=tmp_path))
    assert command[:4] == [sys.executable, "-m", "dashboard.running", "run"]
    assert Path(command[4]).is_file()
    assert "--server.address=127.0.0.1" in command
    assert "--server.port=8501" in command
    assert "--server.address=10.0.0.5" in serve_command(Settings(data_dir=tmp_path), "10.0.0.5", 80)


def test_nothing_is_told_to_others(tmp_path: Path) -> None:
    command = serve_command(Settings(data_dir=tmp_path))
    assert "--browser.gatherUsageStats=false" in command
    assert "--server.headless=true" in command
    assert not [part for part in command if "http" in part]


@pytest.mark.parametrize("option", sorted({**OPTIONS, **THEME, "secrets.files": "", "server.address": ""}))
def test_every_option_is_one_that_streamlit_knows(option: str) -> None:
    assert option in config.get_config_options()


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_an_impossible_port_is_refused(port: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"port {port}: .* 1 to 65535"):
        serve_command(Settings(data_dir=tmp_path), port=port)
