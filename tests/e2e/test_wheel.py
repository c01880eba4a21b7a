"""The wheel has everything that the checkout has: pages, scorecards, models' manifest, migrations."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, SAMPLES


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel of this checkout installs, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a build leaves files beside what it builds
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "data", "build", "sample_calls", "*.egg-info"))
    pip = [sys.executable, "-m", "pip", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source)], check=True)
    (wheel,) = folder.glob("callqa-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True)
    return folder


def callqa(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed / "site"),
        "CALLQA_DATA_DIR": str(installed / "data"),
        "COLUMNS": "200",
    }
    command = [sys.executable, "-c", "from qa_pipeline.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=installed)


def test_the_installed_package_is_the_one_that_runs(installed: Path) -> None:
    program = "import qa_pipeline, dashboard; print(qa_pipeline.__file__, dashboard.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(installed / "site")}
    found = subprocess.check_output([sys.executable, "-c", program], text=True, env=environment, cwd=installed)
    assert all(name.startswith(str(installed / "site")) for name in found.split())


def test_the_models_and_the_player_are_in_it(installed: Path) -> None:
    assert "whisper-base" in callqa(installed, "models", "list").stdout
    assert (installed / "site" / "dashboard" / "widgets" / "browser" / "player.js").is_file()


def test_the_presets_and_aliases_of_ingestion_are_in_it(installed: Path) -> None:
    wrong = callqa(installed, "ingest", "none.wav", "--preset", "none", "--dry-run")
    assert "allowed are asterisk, freepbx" in wrong.stderr


@pytest.mark.models
def test_it_scores_a_call(installed: Path) -> None:
    run = callqa(installed, "process", str(SAMPLES / "bank_blocked_card.flac"))
    assert run.returncode == 0, run.stderr
    assert "bank_blocked_card.flac" in run.stdout
