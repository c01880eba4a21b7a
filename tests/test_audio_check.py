"""The doctor's walk through the recordings' audio."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa_pipeline import audio_check
from qa_pipeline.audio_check import AudioCheck, Damage
from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import Transient
from qa_pipeline.settings import Settings
from qa_pipeline.storage import open_audio_store
from qa_pipeline.store import writes
from qa_pipeline.store.session import migrate, open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", database_url="", audio_url="", _env_file=None)
    migrate(made.resolved_database_url)
    return made


def add(settings: Settings, path: Path, content: bytes, *, keep: bool) -> Path:
    """A recording in the database; the file that its audio is read from."""
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    audio = open_audio_store(settings)
    key = audio.keep(path, sha256=sha256, suffix=".wav") if keep else None
    store = open_store(settings.resolved_database_url)
    with store.session() as session:
        told = CallMetadata()
        writes.register(
            session,
            path=str(path),
            file=path.name,
            sha256=sha256,
            size_bytes=len(content),
            metadata=told,
            audio_key=key,
        )
    store.close()
    return Path(audio.root, key) if key else path


def test_missing_and_altered_audio_is_named_and_whole_audio_is_not(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio_check, "BATCH", 2)
    for keep in (True, False):
        for name in ("whole", "altered", "missing"):
            file = add(settings, tmp_path / f"{name}-{keep}.wav", f"{name} {keep}".encode(), keep=keep)
            if name == "altered":
                file.write_bytes(b"something else")
            if name == "missing":
                file.unlink()
    told: list[tuple[int, int]] = []
    damages = list(AudioCheck(settings).damages(lambda *progress: told.append(progress)))
    assert [(damage.id, damage.file, damage.finding) for damage in damages] == [
        (2, "altered-True.wav", "altered"),
        (3, "missing-True.wav", "missing"),
        (5, "altered-False.wav", "altered"),
        (6, "missing-False.wav", "missing"),
    ]
    assert damages[0].place.startswith(str(settings.data_dir / "audio"))
    assert len(told) == 6
    assert told[-1][0] == told[-1][1]


def test_a_database_that_is_not_there_yet_has_no_damage_and_is_not_made(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new", database_url="", _env_file=None)
    assert list(AudioCheck(settings).damages()) == []
    assert not (tmp_path / "new").exists()


def test_a_store_that_is_not_mounted_is_told_once_and_not_for_each_recording(
    settings: Settings, tmp_path: Path
) -> None:
    add(settings, tmp_path / "a.wav", b"sound", keep=True)
    (settings.data_dir / "audio").rename(tmp_path / "elsewhere")
    with pytest.raises(Transient, match="is not there; is it mounted"):
        list(AudioCheck(settings).damages())


def test_what_cannot_be_read_says_why(settings: Settings, tmp_path: Path) -> None:
    file = add(settings, tmp_path / "a.wav", b"sound", keep=False)
    file.unlink()
    file.mkdir()
    assert list(AudioCheck(settings).damages()) == [Damage(1, "a.wav", str(file), "cannot be read (Is a directory)")]


@pytest.mark.parametrize(("damage", "status"), [(False, 0), (True, 1)])
def test_the_command_names_the_recording_on_one_line_and_ends_with_its_status(
    damage: bool, status: int, settings: Settings, tmp_path: Path
) -> None:
    file = add(settings, tmp_path / "call\nwith a [red]break.wav", b"sound", keep=True)
    if damage:
        file.unlink()
    environment = {**os.environ, "CALLQA_DATA_DIR": str(settings.data_dir)}
    command = [sys.executable, "-m", "qa_pipeline.cli", "doctor", "--audio"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == status, run.stderr
    said = "every recording's audio is there, as it came"
    if damage:
        said = f"missing: recording 1, call\\nwith a [red]break.wav, in {file}"
    assert run.stdout == f"{said}\n"
