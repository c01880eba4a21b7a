"""Settings for the doctor, and the check of a name among those that it made."""

from pathlib import Path
from typing import Any

from qa_pipeline.doctor import Check
from qa_pipeline.settings import Settings


def settings(tmp_path: Path, own: Path, **asked: Any) -> Settings:
    made: dict[str, Any] = {"data_dir": tmp_path / "data", "database_url": "", "models_dir": tmp_path / "models"}
    models = {"whisper_model": str(own), "diarization_model": str(own), "voice_embedding_model": str(own)}
    return Settings(**{**made, **models, "embedding_model": "none", **asked}, _env_file=None)


def of(checks: tuple[Check, ...], name: str) -> Check:
    return next(check for check in checks if check.name == name)
