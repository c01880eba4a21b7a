"""Which calls are fitted on."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from qa_pipeline.calibration.material import labelled_calls, learned_calls, shipped_packs
from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.finding import Verdict

SAMPLES = Path(__file__).parents[2] / "sample_calls"
PACKS = shipped_packs(SAMPLES.parent / "scorecards")
WRITTEN = """
dialogues:
  - title: A short one
    lines:
      - agent: "Barlow Gas, how can I help?"
      - customer: "Hello."
    expected: {help_offered: met}
"""


def test_labelled_calls_are_those_of_the_tuning_half() -> None:
    calls = labelled_calls([SAMPLES], PACKS)
    tuning = yaml.safe_load((SAMPLES / "split.yaml").read_text(encoding="utf-8"))["tuning"]
    assert {one.call.recording.file for one in calls} == set(tuning)
    assert all(one.expected for one in calls)


def test_a_folder_without_labelled_calls_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no NAME\.truth\.json"):
        labelled_calls([tmp_path], {})
    with pytest.raises(UsageError, match="no folder"):
        labelled_calls([tmp_path / "none"], {})


def test_a_truth_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "energy_direct_debit.truth.json", tmp_path / "a.truth.json")
    (tmp_path / "b.truth.json").write_text(json.dumps({"turns": 3}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.truth\.json: turns"):
        labelled_calls([tmp_path], PACKS)


def test_written_calls_are_learned_from_by_language(tmp_path: Path) -> None:
    for language in ("en", "xx"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "calls.yaml").write_text(WRITTEN, encoding="utf-8")
    (call,) = learned_calls(tmp_path, PACKS)
    assert (call.name, call.call.language, call.expected) == ("A short one", "en", {"help_offered": Verdict.MET})
    assert learned_calls(tmp_path / "none", PACKS) == []


def test_a_written_call_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "calls.yaml").write_text(WRITTEN.replace("help_offered", "help_ofered"), encoding="utf-8")
    with pytest.raises(ScorecardError, match=r"calls\.yaml:\d+: .*help_ofered.*did you mean 'help_offered'"):
        learned_calls(tmp_path, PACKS)
