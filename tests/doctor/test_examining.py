"""What the doctor says of a machine, told by settings that ask for what is there and for what is not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from qa_pipeline.commands.upkeep_console import print_checks
from qa_pipeline.doctor import Check, examine
from qa_pipeline.settings import Settings
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.weights import ready as weights
from tests.doctor.asking import of, settings
from tests.judge.server import MODEL, serving


def test_what_the_settings_ask_for_and_is_there_fails_nothing_and_makes_nothing(tmp_path: Path, own: Path) -> None:
    checks = examine(settings(tmp_path, own))
    assert [check for check in checks if check.state == "failed"] == []
    assert of(checks, "database").detail.endswith("not there yet; the first `callqa process` makes it")
    assert of(checks, "device").detail == "cpu, Whisper in int8"
    assert not (tmp_path / "data").exists()


def test_a_model_that_is_missing_fails_with_the_command_that_brings_it(tmp_path: Path, own: Path) -> None:
    for model in ("whisper-base", "whisper-large-v3-turbo"):
        check = of(examine(settings(tmp_path, own, whisper_model=model)), "model transcriber")
        assert check.state == "failed"
        assert f"`callqa models pull {model}` brings it" in check.detail


def test_an_embedding_that_is_missing_fails_with_the_command_that_brings_it(tmp_path: Path, own: Path) -> None:
    check = of(examine(settings(tmp_path, own, embedding_model="multilingual-e5-small")), "model meaning")
    assert check.state == "failed"
    assert "`callqa models pull multilingual-e5-small` brings it" in check.detail


def test_an_embedding_that_nobody_wants_may_be_missing(tmp_path: Path, own: Path) -> None:
    check = of(examine(settings(tmp_path, own, embedding_model="none")), "model meaning")
    assert (check.state, check.detail) == ("info", "none: wording is judged by phrases alone")


def test_a_whole_pipeline_needs_no_voice_embedding(tmp_path: Path, own: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "config.yaml").touch()
    names = [check.name for check in examine(settings(tmp_path, own, diarization_model=str(whole)))]
    assert "model diarizer" in names
    assert "model voices" not in names


@pytest.mark.parametrize(
    ("asked", "name", "says"),
    [
        ({"device": "cuda"}, "device", "CALLQA_DEVICE=cuda: ctranslate2 finds no CUDA device"),
        ({"compute_type": "float16"}, "device", "CALLQA_COMPUTE_TYPE=float16: cpu does not compute in float16"),
        ({"scorecard": "none"}, "scorecard", "none"),
        ({"vocabulary": Path("/absent/words.yaml")}, "vocabulary", "/absent/words.yaml: cannot be read"),
        ({"database_url": "mysql://x/y"}, "database", "unknown driver 'mysql'"),
        ({"data_dir": Path("/proc/callqa")}, "data folder", "cannot be written"),
    ],
)
def test_what_is_asked_for_and_is_not_there_fails(
    asked: dict[str, object], name: str, says: str, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    monkeypatch.setattr("ctranslate2.get_supported_compute_types", lambda _device: {"int8", "float32"})
    check = of(examine(settings(tmp_path, own, **asked)), name)
    assert check.state == "failed"
    assert says in check.detail


def test_the_database_is_told_by_its_tables(tmp_path: Path, own: Path) -> None:
    url = f"sqlite:///{tmp_path / 'callqa.db'}"
    asked = settings(tmp_path, own, database_url=url)
    open_store(url).close()
    assert "without tables" in of(examine(asked), "database").detail
    migrate(url)
    assert "its tables are current" in of(examine(asked), "database").detail


def test_a_vocabulary_is_counted(tmp_path: Path, own: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("companies: [Acme]\nagents: [Jo, Derek]\n", encoding="utf-8")
    check = of(examine(settings(tmp_path, own, vocabulary=path)), "vocabulary")
    assert (check.state, check.detail) == ("ok", f"{path}: 1 companies, 2 agents")


@pytest.mark.models
def test_a_vocabulary_that_is_too_long_for_the_prompt_says_how_much_of_it(tmp_path: Path, own: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(f"agents: [{', '.join(f'Agent Number {n}' for n in range(100))}]", encoding="utf-8")
    base = weights.locate("whisper-base", Settings().resolved_models_dir)
    check = of(examine(settings(tmp_path, own, vocabulary=path, whisper_model=str(base))), "vocabulary")
    assert check.state == "warning"
    assert "do not fit Whisper's prompt" in check.detail


def test_without_a_judge_nothing_is_asked(tmp_path: Path, own: Path) -> None:
    check = of(examine(settings(tmp_path, own, judge_url="")), "judge")
    assert (check.state, check.detail) == ("info", "off; CALLQA_JUDGE_URL switches it on (docs/judge.md)")


def test_a_judge_is_told_with_its_address_its_model_and_whether_it_is_there(tmp_path: Path, own: Path) -> None:
    with serving() as model:
        asked = {"judge_url": model.url, "judge_model": MODEL, "judge_key": "secret"}
        check = of(examine(settings(tmp_path, own, **asked)), "judge")
        assert (check.state, check.detail) == ("ok", f"on: {MODEL} at {model.url}, reachable")
        other = of(examine(settings(tmp_path, own, **{**asked, "judge_model": "another"})), "judge")
        assert (other.state, other.remedy) == ("warning", f"it lists {MODEL}")
    assert {request.path for request in model.asked} == {"/v1/models"}
    gone = of(examine(settings(tmp_path, own, **asked)), "judge")
    assert gone.state == "failed"
    assert "cannot be reached (ConnectError)" in gone.detail
    assert "secret" not in gone.detail


def test_a_judge_without_a_model_fails(tmp_path: Path, own: Path) -> None:
    check = of(examine(settings(tmp_path, own, judge_url="http://127.0.0.1:9/v1", judge_model="")), "judge")
    assert (check.state, check.detail[:18]) == ("failed", "CALLQA_JUDGE_MODEL")


def test_threads_that_would_fight_are_named(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    assert of(examine(settings(tmp_path, own)), "threads").remedy == "unset OMP_WAIT_POLICY"


def test_a_terminal_shows_what_helps_under_the_check() -> None:
    console = Console(force_terminal=True, record=True, width=60)
    print_checks([Check("extra voices", "warning", "not installed", "pip install …")], console)
    assert [line.split() for line in console.export_text().splitlines()] == [
        ["!", "extra", "voices", "not", "installed"],
        ["pip", "install", "…"],
    ]


@pytest.mark.parametrize(("scorecard", "status"), [("inbound_support", 0), ("none", 1)])
def test_the_command_ends_by_what_it_found(scorecard: str, status: int, tmp_path: Path, own: Path) -> None:
    models = ("WHISPER_MODEL", "DIARIZATION_MODEL", "VOICE_EMBEDDING_MODEL")
    asked = {**{f"CALLQA_{name}": str(own) for name in models}, "CALLQA_SCORECARD": scorecard}
    asked["CALLQA_EMBEDDING_MODEL"] = "none"
    environment = {**os.environ, **asked, "CALLQA_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "qa_pipeline.cli", "doctor", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == status, run.stderr
    states = {check["name"]: check["state"] for check in json.loads(run.stdout)}
    assert states["scorecard"] == ("failed" if status else "ok")
