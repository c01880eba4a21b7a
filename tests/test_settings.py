import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings, load_settings, shipped, with_password


def test_everything_lies_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, _env_file=None)
    assert settings.resolved_database_url == f"sqlite:///{tmp_path / 'callqa.db'}"
    assert settings.playback_dir == tmp_path / "playback"


def test_models_are_shared_between_data_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLQA_MODELS_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Settings(data_dir=tmp_path / "a", _env_file=None).resolved_models_dir == tmp_path / "callqa" / "models"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALLQA_DEVICE", "tpu"),
        ("CALLQA_THREADS", "-1"),
        ("CALLQA_BEAM_SIZE", "many"),
        ("CALLQA_SILENCE_GAP", "0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_found(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=f"{name}='{value}'"):
        load_settings()


def test_the_shipped_folders_are_there() -> None:
    assert (shipped("models") / "manifest.yaml").is_file()
    assert (shipped("scorecards") / "inbound_support" / "1.yaml").is_file()


def test_every_setting_is_in_the_documentation() -> None:
    documented = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`CALLQA_{name.upper()}`" in documented


def test_a_secret_may_be_a_file_of_the_secrets_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "callqa_database_password").write_text("p@ss:/word\n", encoding="utf-8")
    monkeypatch.setenv("CALLQA_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("CALLQA_DATABASE_URL", "postgresql://callqa@db/calls")
    assert load_settings().resolved_database_url == "postgresql://callqa:p%40ss%3A%2Fword@db/calls"


def test_a_secret_that_may_not_be_read_is_named(another_user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = another_user / "callqa_database_password"
    monkeypatch.setenv("CALLQA_SECRETS_DIR", str(another_user))
    with pytest.raises(UsageError, match=rf"{secret}: Permission denied; user {os.geteuid()} has to be able to read"):
        load_settings()


@pytest.fixture
def another_user() -> Iterator[Path]:
    """A folder with a secret that this user, who is not root meanwhile, may not read."""
    with TemporaryDirectory() as folder:
        secret = Path(folder) / "callqa_database_password"
        secret.write_text("nobody's", encoding="utf-8")
        secret.chmod(0)
        Path(folder).chmod(0o755)
        user = os.geteuid()
        os.seteuid(user or 65534)
        yield Path(folder)
        os.seteuid(user)


def test_a_variable_comes_before_the_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "callqa_language").write_text("fi", encoding="utf-8")
    monkeypatch.setenv("CALLQA_SECRETS_DIR", str(tmp_path))
    assert load_settings().language == "fi"
    monkeypatch.setenv("CALLQA_LANGUAGE", "en")
    assert load_settings().language == "en"


@pytest.mark.parametrize(
    ("url", "password", "made"),
    [
        ("postgresql://callqa@db/calls", "secret", "postgresql://callqa:secret@db/calls"),
        ("postgresql://callqa:own@db/calls", "secret", "postgresql://callqa:own@db/calls"),
        ("postgresql:///calls", "secret", "postgresql:///calls"),
        ("sqlite:////srv/calls.db", "secret", "sqlite:////srv/calls.db"),
        ("postgresql://callqa@db/calls", "", "postgresql://callqa@db/calls"),
    ],
)
def test_a_password_goes_into_an_address_that_has_a_user_and_none(url: str, password: str, made: str) -> None:
    assert with_password(url, password) == made


@pytest.mark.parametrize("level", ["debug", "DEBUG", ""])
def test_the_log_level_may_be_written_small(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_LOG_LEVEL", level)
    assert load_settings().log_level == level.upper()
