"""What the settings make of the engines, and what is refused before the first recording."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline import engines
from qa_pipeline.asr.hotwords import NO_HOT_WORDS
from qa_pipeline.engines import hot_words, judge_for, require_engines, stay_offline, vocabulary_for
from qa_pipeline.errors import MissingExtra, MissingModel, ScorecardError, UsageError
from qa_pipeline.judge.client import Server
from qa_pipeline.language.vocabulary import NO_NAMES, Name
from qa_pipeline.settings import Settings
from qa_pipeline.store.codec import decode_call, encode_call
from qa_pipeline.weights import ready as weights
from tests.examples import example_call


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text("companies: [Acme]\nagents: [Jo]\n", encoding="utf-8")
    return path


def settings(**asked: Any) -> Settings:
    return Settings(**asked, _env_file=None)


def test_a_transcriber_that_is_not_there_stops_the_run_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="`callqa models pull whisper-small` brings it"):
        require_engines(settings(whisper_model="whisper-small", models_dir=tmp_path), "")


@pytest.mark.parametrize(("language", "refused"), [("fi", True), ("en", False), ("", False)])
def test_an_english_only_model_refuses_another_language_beforehand(
    language: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "locate", lambda *_: tmp_path)
    asked = settings(whisper_model="whisper-tiny.en")
    if not refused:
        require_engines(asked, language)
        return
    with pytest.raises(UsageError, match=r"language fi: CALLQA_WHISPER_MODEL=whisper-tiny\.en hears en alone"):
        require_engines(asked, language)


def test_a_vocabulary_that_does_not_load_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"absent\.yaml: cannot be read"):
        require_engines(settings(whisper_model=str(tmp_path), vocabulary=tmp_path / "absent.yaml"), "")


def test_without_a_file_there_are_no_names() -> None:
    assert vocabulary_for(settings()) is NO_NAMES
    assert hot_words(settings()) is NO_HOT_WORDS


def test_the_names_are_those_of_the_file(words: Path) -> None:
    assert vocabulary_for(settings(vocabulary=words)).companies == (Name("Acme"),)


@pytest.mark.models
def test_what_the_vocabulary_did_is_kept_with_the_call(words: Path) -> None:
    options = engines._options(settings(vocabulary=words))
    assert options["hot_words"] == 2
    call = replace(example_call("call.wav"), options=options)
    assert decode_call(encode_call(call)).options == options


def test_nothing_is_asked_of_a_hub_while_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in engines.OFFLINE:
        monkeypatch.setenv(name, "whatever")
    stay_offline()
    assert {name: os.environ[name] for name in engines.OFFLINE} == engines.OFFLINE


def test_without_an_address_there_is_no_judge() -> None:
    assert judge_for(settings(judge_url="", judge_model="some")) is None


def test_a_judge_is_made_once_a_process_as_the_settings_say(tmp_path: Path) -> None:
    asked = settings(
        judge_url="http://127.0.0.1:9/v1", judge_model="m", judge_key="k", judge_retries=1, data_dir=tmp_path
    )
    judge = judge_for(asked)
    assert judge is not None
    assert judge_for(asked) is judge
    assert judge.client.server == Server("http://127.0.0.1:9/v1", "m", key="k", timeout=60.0, retries=1)
    assert (judge.kept.folder, judge.scorecards_dir) == (tmp_path / "judge", asked.resolved_scorecards_dir)


def test_a_judge_whose_settings_are_wrong_stops_the_run(tmp_path: Path) -> None:
    asked = settings(whisper_model=str(tmp_path), embedding_model="none", judge_url="http://127.0.0.1:9/v1")
    with pytest.raises(UsageError, match="CALLQA_JUDGE_MODEL: is empty"):
        require_engines(asked, "")


def test_a_judge_without_its_package_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtra, match=r"pip install 'callqa\[judge\]'"):
        judge_for(settings(judge_url="http://127.0.0.1:9/v1", judge_model="absent"))
