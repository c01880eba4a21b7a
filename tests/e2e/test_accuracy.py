"""The default models and scorecard on four sample calls: no figure may fall below the committed floor."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import SAMPLES, Heard
from tests.evaluation.floor import fallen, load_floor

pytestmark = pytest.mark.models

FLOOR = load_floor()


@pytest.fixture(scope="module")
def report(heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """`callqa evaluate` on the floor's calls, which the store of `heard` knows already."""
    folder = tmp_path_factory.mktemp("evaluated")
    for name in FLOOR.calls:
        for suffix in (".flac", ".truth.json"):
            shutil.copy(SAMPLES / f"{name}{suffix}", folder)
    path: Path = folder / "report.json"
    run = heard.workplace.callqa("evaluate", folder, "--report", path)
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_nothing_is_heard_twice(report: dict[str, Any]) -> None:
    count = len(FLOOR.calls)
    assert report["figures"]["all"]["calls"] == count
    assert f"{count} of {count} calls were heard before this run; --again hears them anew" in report["notes"]


def test_no_figure_is_below_its_floor(report: dict[str, Any]) -> None:
    assert fallen(FLOOR, report["figures"]["all"]) == []
