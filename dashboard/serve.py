"""How the dashboard is started: one Streamlit command with everything that matters said on it.

Streamlit looks for `.streamlit/config.toml` in the working directory, which is not ours to choose; options on the
command line come before any file and hold wherever `callqa serve` is run.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings

APP = Path(__file__).with_name("app.py")

OPTIONS: Mapping[str, str] = {
    "browser.gatherUsageStats": "false",
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "logger.hideWelcomeMessage": "true",
    # A pager always has a default, and a changed filter sets it back to its first page; both are meant.
    "global.disableWidgetStateDuplicationWarning": "true",
}

# Lists are written as JSON, which is how Streamlit reads them from a command line.
THEME: Mapping[str, str] = {
    "theme.light.primaryColor": "#1d6a73",
    "theme.light.linkColor": "#1d6a73",
    "theme.light.chartCategoricalColors": '["#1d6a73", "#b3632d"]',
    "theme.dark.primaryColor": "#6bb8c2",
    "theme.dark.linkColor": "#6bb8c2",
    "theme.dark.chartCategoricalColors": '["#6bb8c2", "#e0a070"]',
    "theme.baseRadius": "0.5rem",
    "theme.baseFontSize": "15",
    "theme.headingFontSizes": '["1.9rem", "1.4rem", "1.2rem"]',
    "theme.headingFontWeights": "[650, 600, 600]",
}


def serve_command(settings: Settings, host: str = "127.0.0.1", port: int = 8501) -> list[str]:
    """The command that serves the dashboard; the settings themselves reach it through the environment.

    Only this machine can open it unless `host` says otherwise. Raises UsageError on an impossible port.
    """
    if not 1 <= port <= 65535:
        raise UsageError(f"port {port}: a port is a number from 1 to 65535")
    chosen = {
        **OPTIONS,
        **THEME,
        "server.address": host,
        "server.port": str(port),
        "secrets.files": str(settings.data_dir.absolute() / "secrets.toml"),
    }
    return [
        sys.executable,
        "-m",
        "dashboard.running",
        "run",
        str(APP),
        *(f"--{name}={value}" for name, value in chosen.items()),
    ]
