"""What an evaluation was made with, so that its figures can be had again."""

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from qa_pipeline import __version__
from qa_pipeline.jobs import Request
from qa_pipeline.settings import Settings

_NAMED = "whisper_model diarization_model voice_embedding_model device beam_size batch_size silence_gap".split()


@dataclass(frozen=True, slots=True)
class About:
    """The version and commit of callqa (with `-dirty` where files were changed since), its settings, the machine."""

    version: str
    commit: str
    machine: str
    settings: Mapping[str, str]


def about(settings: Settings, request: Request, *, fillers: bool, processes: int) -> About:
    """The settings that change what is heard or how it is counted; no paths, and nothing of the user."""
    chosen = {name: str(getattr(settings, name)) for name in _NAMED}
    return About(
        version=__version__,
        commit=commit(),
        machine=_machine(),
        settings={
            **chosen,
            "language": request.language or settings.language or "found in the speech",
            "agent_channel": request.agent_channel,
            "scorecard": request.scorecard,
            "fillers": "counted" if fillers else "left out",
            "processes": str(processes),
        },
    )


def commit() -> str:
    """The commit of the checkout that callqa runs from; empty where it is installed without one."""
    root = Path(__file__).parent.parent.parent
    if not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - no part of it is input
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()


def _machine() -> str:
    memory_gib = psutil.virtual_memory().total / 2**30
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, Python {platform.python_version()}"
