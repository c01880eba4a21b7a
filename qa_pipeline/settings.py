"""Settings from the environment (CALLQA_*) and a .env file, read once by an entry point and passed down."""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from qa_pipeline.errors import UsageError

SECRETS_DIR = Path("/run/secrets")
"""Where Docker and Kubernetes put files with secrets."""


def default_data_dir() -> Path:
    """The XDG data folder of the user who runs callqa."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "callqa"


def shipped(folder: str) -> Path:
    """A folder of data that comes with callqa: `scorecards` or `models`, from the wheel or from the checkout."""
    package = Path(__file__).parent
    inside = package / "resources" / folder
    return inside if inside.is_dir() else package.parent / folder


class Settings(BaseSettings):
    """Every setting of callqa; docs/settings.md is the same list for people."""

    model_config = SettingsConfigDict(env_prefix="CALLQA_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default_factory=default_data_dir, description="where the database, models and playback copies live"
    )
    database_url: str = Field("", description="SQLAlchemy address; empty is SQLite in the data folder")
    database_password: SecretStr = Field(SecretStr(""), description="put into a database_url that has no password")
    audio_url: str = Field(
        "", description="where audio is kept: a folder or an fsspec address; empty is audio/ in the data folder"
    )
    broker_url: str = Field("", description="redis:// or amqp:// address; empty is files in the data folder")
    queue_prefix: str = Field(
        "callqa", pattern=r"^[A-Za-z0-9_-]{1,40}$", description="what the queues' names begin with"
    )
    models_dir: Path | None = Field(None, description="verified weights; empty is models/ in the user's data folder")

    whisper_model: str = Field("whisper-base", description="a transcriber in models/manifest.yaml")
    diarization_model: str = Field("pyannote-segmentation-3.0", description="a diarizer in models/manifest.yaml")
    voice_embedding_model: str = Field("campplus", description="a voice embedding in models/manifest.yaml")
    embedding_model: str = Field(
        "multilingual-e5-small",
        description="a sentence embedding in models/manifest.yaml, or a folder; none judges wording by phrases alone",
    )
    device: Literal["cpu", "cuda"] = Field("cpu", description="where the models run")
    compute_type: Literal["auto", "int8", "int8_float32", "int8_float16", "float16", "bfloat16", "float32"] = Field(
        "auto", description="the numbers Whisper computes in; auto is int8 on cpu and float16 on cuda"
    )
    hub_token: SecretStr = Field(SecretStr(""), description="shown to the model hub by `callqa models pull`")
    threads: int = Field(0, ge=0, description="threads a process may use; 0 shares the cores among the jobs")
    beam_size: int = Field(5, ge=1, description="Whisper's beam")
    batch_size: int = Field(2, ge=1, description="speech chunks that Whisper hears at once")

    language: str = Field("", description="language of all calls (ISO 639-1); empty is found in the speech")
    vocabulary: Path | None = Field(None, description="a file with the names of companies, products and agents")
    scorecard: str = Field("inbound_support", description="the scorecard a call is scored with")
    scorecards_dir: Path | None = Field(None, description="own scorecards; empty is the shipped ones")
    judge_url: str = Field("", description="the judge's OpenAI-compatible address; empty is no judge")
    judge_model: str = Field("", description="the judge's model, as that server names it")
    judge_key: SecretStr = Field(SecretStr(""), description="shown to that server, if it asks for a key")
    judge_timeout: float = Field(60.0, gt=0, le=3600, description="seconds that one attempt to ask the judge may take")
    judge_retries: int = Field(2, ge=0, le=10, description="attempts after a first one that failed in passing")
    silence_gap: float = Field(3.0, gt=0, description="seconds both are silent before it counts as a silence gap")

    time_zone: str = Field("UTC", description="the zone of start times that name none, such as Europe/Vilnius")
    date_order: Literal["", "dmy", "mdy"] = Field("", description="how 3/4/2026 is read; empty sets such a call aside")
    date_required: bool = Field(True, description="whether a call without a start time is set aside")
    roster: Literal["open", "closed"] = Field("open", description="closed sets a call of an unknown agent aside")
    preset: str = Field("", description="how the telephone system names its files: a preset of docs/ingestion.md")
    naming: Path | None = Field(None, description="a YAML file with presets and column names of your own")
    max_file_mb: int = Field(2_000, ge=1, description="a larger recording is refused")
    zip_max_files: int = Field(100_000, ge=1, description="a zip with more files is refused")
    zip_max_mb: int = Field(50_000, ge=1, description="a zip that unpacks to more is refused")
    zip_max_ratio: int = Field(200, ge=1, description="a file in a zip that is packed more tightly is refused")
    watch_settle_seconds: float = Field(15.0, ge=0, description="how long a watched file has to be the same")
    watch_poll_seconds: float = Field(2.0, gt=0, description="how often a watched folder is looked at")
    lease_seconds: float = Field(120.0, gt=0, description="how long a claim on a recording lasts without renewal")

    retry_seconds: float = Field(
        30.0, gt=0, description="until the second try of what may pass; the third waits longer"
    )
    reap_seconds: float = Field(15.0, gt=0, description="how often a worker looks for what the dead have left")
    time_limit_factor: float = Field(4.0, gt=0, description="a recording may take so many times its length")
    time_limit_floor: float = Field(600.0, gt=0, description="seconds that any recording may take")
    worker_max_recordings: int = Field(200, ge=1, description="recordings after which a worker's process is made anew")
    worker_max_memory_mb: int = Field(3000, ge=100, description="memory above which it is made anew, once it is done")
    metrics_port: int = Field(0, ge=0, le=65535, description="where a worker tells Prometheus its metrics; 0 is off")
    dashboard_metrics_port: int = Field(0, ge=0, le=65535, description="likewise for the dashboard")
    metrics_host: str = Field("127.0.0.1", description="the address that both listen on")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", ""], BeforeValidator(lambda text: str(text).upper())
    ] = Field("", description="what is logged; empty is INFO for workers and the dashboard, and CRITICAL otherwise")
    log_format: Literal["text", "json"] = Field("text", description="lines for people, or JSON")

    @property
    def resolved_database_url(self) -> str:
        url = self.database_url or f"sqlite:///{self.data_dir / 'callqa.db'}"
        return with_password(url, self.database_password.get_secret_value())

    @property
    def resolved_audio_url(self) -> str:
        return self.audio_url or str(self.data_dir / "audio")

    @property
    def resolved_models_dir(self) -> Path:
        return self.models_dir or default_data_dir() / "models"

    @property
    def resolved_scorecards_dir(self) -> Path:
        return self.scorecards_dir or shipped("scorecards")

    @property
    def judge_dir(self) -> Path:
        """The judge's answers, a folder a recording."""
        return self.data_dir / "judge"

    @property
    def broker_dir(self) -> Path:
        """The messages to the workers, where no broker is set."""
        return self.data_dir / "broker"

    @property
    def playback_dir(self) -> Path:
        return self.data_dir / "playback"


def with_password(url: str, password: str) -> str:
    """The address with the password after its user; one that has a password, or no user, stays as it is."""
    user, at, rest = url.partition("@")
    if not password or not at or ":" in user.partition("://")[2]:
        return url
    return f"{user}:{quote(password, safe='')}@{rest}"


def load_settings() -> Settings:
    """Read the settings; raises UsageError naming each wrong variable, what was found and what is allowed.

    A setting may also be a file of the secrets' folder, named as its variable in small letters; one that cannot be read
    is named as well.
    """
    try:
        return _read()
    except ValidationError as error:
        lines = [
            f"CALLQA_{'_'.join(str(part) for part in item['loc']).upper()}={item['input']!r}: {item['msg']}"
            for item in error.errors()
        ]
        raise UsageError("; ".join(lines)) from None
    except SettingsError as error:
        raise UsageError(_unread(error)) from None


def _read() -> Settings:
    folder = Path(os.environ.get("CALLQA_SECRETS_DIR") or SECRETS_DIR)
    return Settings(_secrets_dir=folder if folder.is_dir() else None)


def _unread(error: SettingsError) -> str:
    """What to do about a setting that could not be read: mostly a secret's file that belongs to another user."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return f"{cause.filename}: {cause.strerror}; user {os.geteuid()} has to be able to read it"
    return f"{error}: {cause}"
