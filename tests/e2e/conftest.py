"""What the tests with real models share: one run of `callqa process` over the sample calls."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "sample_calls"
# Four of the sample calls: hearing all of them would take too long for a test.
STEMS = ("bank_blocked_card", "energy_direct_debit", "mobile_late_fee", "travel_ferry_change")
RECORDINGS = tuple(SAMPLES / f"{stem}.flac" for stem in STEMS)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A data folder of its own, and the command run in it as a user would."""

    data_dir: Path

    def callqa(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, env=self.environment, cwd=ROOT)

    def command(self, *arguments: str | Path) -> Sequence[str]:
        return [sys.executable, "-m", "qa_pipeline.cli", *map(str, arguments)]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "CALLQA_DATA_DIR": str(self.data_dir), "COLUMNS": "200"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What the run printed and exported, and the truth of each sample call by its stem."""

    workplace: Workplace
    run: subprocess.CompletedProcess[str]
    calls: dict[str, Any]
    truths: dict[str, Any]


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "data")


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """Four sample calls, processed once for all tests."""
    workplace = Workplace(tmp_path_factory.mktemp("samples") / "data")
    folder = workplace.data_dir.parent / "json"
    run = workplace.callqa("process", *RECORDINGS, "--json", folder)
    calls = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    truths = {stem: json.loads((SAMPLES / f"{stem}.truth.json").read_text(encoding="utf-8")) for stem in STEMS}
    return Heard(workplace, run, calls, truths)
