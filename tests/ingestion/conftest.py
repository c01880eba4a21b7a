"""A place to take recordings in: settings with a database of their own, and small recordings."""

import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.ingestion.ingest import Ingestion, Outcome
from qa_pipeline.ingestion.order import Order
from qa_pipeline.jobs import prepare_store
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import open_store

Take = Callable[..., list[Outcome]]


def write_wav(path: Path, loudness: int = 1) -> Path:
    """A tenth of a second of sound; other numbers make other bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file, wave.open(file) as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(loudness.to_bytes(2, "little") * 800)
    return path


class Waiting:
    """Stands in for the workers' queue."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.calls = 0

    def __call__(self, recording_ids: Sequence[int]) -> None:
        self.ids.extend(recording_ids)
        self.calls += 1


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def settings(tmp_path: Path, store_url: str) -> Settings:
    """Settings with tables made; calls without a date are let through, since most tests are of something else."""
    made = Settings(data_dir=tmp_path / "data", database_url=store_url, date_required=False, _env_file=None)
    prepare_store(made)
    return made


@pytest.fixture
def take(settings: Settings, waiting: Waiting) -> Take:
    """Take sources in; options are those of `Order`, and settings where they have that name."""

    def run(*sources: Path | str, **options: Any) -> list[Outcome]:
        own = {name: options.pop(name) for name in list(options) if name in Settings.model_fields and name != "preset"}
        order = Order(tuple(map(str, sources)), **options)
        with Ingestion(settings.model_copy(update=own), order, waiting, sleep=lambda _: None) as ingestion:
            return list(ingestion.run())

    return run


def row(settings: Settings, recording_id: int | None) -> reads.CallRow:
    assert recording_id is not None
    store = open_store(settings.resolved_database_url)
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    store.close()
    assert detail is not None
    return detail.row
