import sys
from pathlib import Path

import pytest

from qa_pipeline.errors import MissingExtra, UsageError
from qa_pipeline.evaluation.run import Evaluation, evaluate, prepare
from qa_pipeline.evaluation.split import Half
from qa_pipeline.jobs import Request, Status
from qa_pipeline.settings import Settings
from tests.evaluation.conftest import Bystander
from tests.evaluation.tales import named


def test_known_recordings_are_not_heard_again(folder: Path, settings: Settings) -> None:
    watcher = Bystander([])
    task = prepare(folder, Half.ALL)
    evaluate(task, settings=settings, request=Request(), jobs=1, fillers=False, watcher=watcher)
    assert [outcome.status for outcome in watcher.outcomes] == [Status.KNOWN, Status.KNOWN]


def test_each_half_has_its_own_figures(evaluation: Evaluation) -> None:
    assert [call.name for call in evaluation.calls] == ["right", "wrong"]
    tuning, check = named(evaluation.sets[Half.TUNING]), named(evaluation.sets[Half.CHECK])
    assert (tuning["wer"], tuning["der"], tuning["role_accuracy"]) == pytest.approx((0, 0, 1))
    assert check["wer"] is not None
    assert check["wer"] > 0
    assert (check["der"], check["role_accuracy"]) == pytest.approx((0, 1))
    assert evaluation.sets[Half.ALL].calls == 2


def test_what_a_reader_should_know_is_noted(evaluation: Evaluation) -> None:
    earlier, *others = evaluation.notes
    assert earlier.startswith("2 of 2 calls were heard before this run")
    assert others == [
        "right.wav: not on the scorecard, so not compared: never_asked",
        "wrong.wav: its truth was written for another file (sha256 000000000000…)",
        "wrong.wav: not on the scorecard, so not compared: never_asked",
    ]


def test_the_settings_that_shape_the_figures_are_told_and_no_path(evaluation: Evaluation, settings: Settings) -> None:
    told = evaluation.about
    assert told.settings["whisper_model"] == settings.whisper_model
    assert told.settings["scorecard"] == "inbound_support"
    assert not any(str(settings.data_dir) in value for value in (*told.settings.values(), told.machine, told.commit))


def test_a_recording_that_cannot_be_heard_is_a_failure_and_the_rest_is_compared(
    folder: Path, settings: Settings
) -> None:
    task = prepare(folder, Half.ALL)
    (folder / "wrong.wav").unlink()
    found = evaluate(task, settings=settings, request=Request(), jobs=1, fillers=False, watcher=Bystander([]))
    assert [call.name for call in found.calls] == ["right"]
    (failure,) = found.failures
    assert "wrong.wav" in failure


@pytest.mark.parametrize("module", ["jiwer", "pyannote.metrics.diarization"])
def test_a_missing_package_is_told_before_anything_is_heard(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    watcher = Bystander([])
    with pytest.raises(MissingExtra):
        evaluate(
            prepare(folder, Half.ALL), settings=settings, request=Request(), jobs=1, fillers=False, watcher=watcher
        )
    assert watcher.outcomes == []


def test_a_wrong_request_is_refused_before_anything_is_heard(folder: Path, settings: Settings) -> None:
    task = prepare(folder, Half.ALL)
    with pytest.raises(UsageError, match="--language xx"):
        evaluate(task, settings=settings, request=Request("xx"), jobs=1, fillers=False, watcher=Bystander([]))
