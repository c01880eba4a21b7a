"""Audio is kept bit for bit under its sha256, whole or not at all, in a folder and on S3."""

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.errors import CallqaError, MissingExtra, RecordingError, Transient, UnreadableAudio, UsageError
from qa_pipeline.storage import AudioStore, audio_store
from tests.storage.conftest import BUCKET, store_at

SOUND = os.urandom(3_000_000)
SHA = hashlib.sha256(SOUND).hexdigest()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call\nof today.WAV"
    path.write_bytes(SOUND)
    return path


def everything_in(store: AudioStore) -> list[str]:
    return [path.removeprefix(f"{store.root}/") for path in store.fs.find(store.root)]


def test_audio_is_kept_under_its_sha256_bit_for_bit(audio_store: AudioStore, recording: Path) -> None:
    key = audio_store.keep(recording, sha256=SHA, suffix=recording.suffix)
    assert key == f"{SHA[:2]}/{SHA[2:4]}/{SHA}.wav"
    assert everything_in(audio_store) == [key]
    assert audio_store.exists(key)
    assert audio_store.verify(key, sha256=SHA) == "ok"
    with audio_store.open(key) as file:
        file.seek(1_000_000)
        assert file.read(4) == SOUND[1_000_000:1_000_004]
    with audio_store.local(key) as path:
        assert path.suffix == ".wav"
        assert path.read_bytes() == SOUND
    assert path.exists() is audio_store.is_local


def test_what_is_kept_already_is_not_written_again(
    audio_store: AudioStore, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = audio_store.keep(recording, sha256=SHA, suffix=".wav")
    monkeypatch.setattr(AudioStore, "_take_in", lambda *_: pytest.fail("written again"))
    assert audio_store.keep(recording, sha256=SHA, suffix=".wav") == key


def test_a_file_that_was_cut_short_in_the_store_is_mended_by_keeping_it_again(
    audio_store: AudioStore, recording: Path
) -> None:
    key = audio_store.keep(recording, sha256=SHA, suffix=".wav")
    audio_store.fs.pipe_file(f"{audio_store.root}/{key}", SOUND[:1000])
    assert audio_store.verify(key, sha256=SHA) == "altered"
    audio_store.keep(recording, sha256=SHA, suffix=".wav")
    assert audio_store.verify(key, sha256=SHA) == "ok"


def test_bytes_of_another_sha256_are_refused_and_nothing_stays(audio_store: AudioStore, recording: Path) -> None:
    with pytest.raises(RecordingError, match="not those of sha256 0000"):
        audio_store.keep(recording, sha256="0" * 64, suffix=".wav")
    assert everything_in(audio_store) == []


def test_a_file_that_cannot_be_read_is_the_recordings_fault(audio_store: AudioStore, tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio, match=r"gone\.wav: cannot be read"):
        audio_store.keep(tmp_path / "gone.wav", sha256=SHA, suffix=".wav")
    with pytest.raises(UnreadableAudio):
        audio_store.keep(tmp_path, sha256=SHA, suffix=".wav")
    assert not audio_store.fs.exists(audio_store.root) or everything_in(audio_store) == []


def test_missing_and_altered_audio_is_told_apart(audio_store: AudioStore, recording: Path) -> None:
    key = audio_store.keep(recording, sha256=SHA, suffix=".wav")
    audio_store.fs.pipe_file(f"{audio_store.root}/{key}", b"!" + SOUND[1:])
    assert audio_store.verify(key, sha256=SHA) == "altered"
    audio_store.remove(key)
    audio_store.remove(key)
    assert not audio_store.exists(key)
    assert audio_store.verify(key, sha256=SHA) == "missing"
    with pytest.raises(RecordingError, match=f"{key} is missing in {audio_store.address}"), audio_store.local(key):
        pass
    with pytest.raises(RecordingError, match="is missing"):
        audio_store.open(key)


@pytest.mark.usefixtures("s3")
def test_a_remote_copy_that_is_not_what_was_kept_is_refused(recording: Path, tmp_path: Path) -> None:
    store = store_at(f"s3://{BUCKET}", tmp_path)
    key = store.keep(recording, sha256=SHA, suffix="")
    store.fs.pipe_file(f"{store.root}/{key}", b"!" + SOUND[1:])
    with pytest.raises(RecordingError, match="is not what was kept"), store.local(key):
        pass


@pytest.mark.parametrize("suffix", ["", ".", "/../x", ".tar gz", ".ένα", ".toolongasuffix", "\n"])
def test_a_suffix_that_is_none_is_left_out(suffix: str) -> None:
    assert audio_store.key_of(SHA, suffix) == f"{SHA[:2]}/{SHA[2:4]}/{SHA}"


@pytest.mark.parametrize("key", ["", "../../etc/passwd", f"ab/cd/{SHA}.wav/..", f"ab/cd/{SHA[:-1]}", f"ab/cd/{SHA}\n"])
def test_a_key_that_is_none_is_refused(key: str, tmp_path: Path) -> None:
    store = store_at("", tmp_path)
    with pytest.raises(CallqaError, match="audio key"):
        store.exists(key)
    with pytest.raises(CallqaError, match="audio key"):
        store.remove(key)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "has no room; make room for it"),
        (errno.EDQUOT, "has no room"),
        (errno.EROFS, "may not be used by this user"),
        (errno.EIO, "cannot be reached"),
    ],
)
def test_a_disk_that_fails_is_worth_another_try_and_leaves_nothing(
    number: int, told: str, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_at(str(tmp_path / "audio"), tmp_path)

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(Transient, match=f"audio store {store.address} {told}"):
            store.keep(recording, sha256=SHA, suffix=".wav")
    assert everything_in(store) == []
    assert store.verify(store.keep(recording, sha256=SHA, suffix=".wav"), sha256=SHA) == "ok"


def test_a_disk_that_is_really_full_is_told(recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(str(tmp_path / "audio"), tmp_path)
    opened = store.fs.open
    monkeypatch.setattr(type(store.fs), "open", lambda _self, _path, mode, **_: opened("/dev/full", mode))
    with pytest.raises(Transient, match="has no room"):
        store.keep(recording, sha256=SHA, suffix=".wav")


def test_a_folder_that_cannot_be_made_is_told(recording: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    store = store_at(str(tmp_path / "taken" / "audio"), tmp_path)
    with pytest.raises(Transient, match=f"audio store {store.address}"):
        store.keep(recording, sha256=SHA, suffix=".wav")


def test_a_folder_that_is_not_mounted_loses_no_recording(recording: Path, tmp_path: Path) -> None:
    store = store_at(str(tmp_path / "mount"), tmp_path)
    key = store.keep(recording, sha256=SHA, suffix=".wav")
    (tmp_path / "mount").rename(tmp_path / "unmounted")
    with pytest.raises(Transient, match="is not there; is it mounted"):
        store.verify(key, sha256=SHA)
    with pytest.raises(Transient, match="is not there"), store.local(key):
        pass


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_told_and_not_made(recording: Path, tmp_path: Path) -> None:
    store = store_at("s3://mistyped/audio", tmp_path)
    with pytest.raises(Transient, match="audio store s3://mistyped/audio is not there"):
        store.keep(recording, sha256=SHA, suffix=".wav")
    with pytest.raises(Transient, match="audio store s3://mistyped/audio is not there"):
        store.verify(audio_store.key_of(SHA, ".wav"), sha256=SHA)
    assert not store.fs.exists("mistyped")


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("failure", [PermissionError("Access Denied"), OSError(errno.EBUSY, "Please slow down")])
def test_what_s3_refuses_is_worth_another_try(
    failure: OSError, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_at(f"s3://{BUCKET}/audio", tmp_path)

    def refuse(*_: object, **__: object) -> Any:
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(type(store.fs), "open", refuse)
        with pytest.raises(Transient, match=r"audio store s3://calls/audio .*(Access Denied|slow down)"):
            store.keep(recording, sha256=SHA, suffix=".wav")
    assert everything_in(store) == []
    assert store.verify(store.keep(recording, sha256=SHA, suffix=".wav"), sha256=SHA) == "ok"


@pytest.mark.usefixtures("s3")
def test_an_s3_that_is_gone_is_worth_another_try(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = store_at(f"s3://{BUCKET}/audio", tmp_path)
    store.fs.retries = 1
    with pytest.raises(Transient, match=r"audio store s3://calls/audio cannot be reached \(.*http://127.0.0.1:1"):
        store.exists(audio_store.key_of(SHA, ".wav"))
    with pytest.raises(Transient, match="cannot be reached"):
        store.keep(recording, sha256=SHA, suffix=".wav")


def test_a_programs_own_fault_is_not_told_as_the_stores(recording: Path, tmp_path: Path) -> None:
    store = store_at("", tmp_path)
    with pytest.raises(TypeError):
        store.keep(recording, sha256=SHA, suffix=".wav").removeprefix(1)  # type: ignore[arg-type]


def test_an_address_that_cannot_be_opened_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=r"CALLQA_AUDIO_URL=nothing://me:\*\*\*@host/x: Protocol not known"):
        store_at("nothing://me:secret@host/x", tmp_path)
    with pytest.raises(UsageError, match="names no folder or bucket"):
        store_at("s3://", tmp_path)
    monkeypatch.setattr("qa_pipeline.storage.opening.url_to_fs", _without_package)
    with pytest.raises(MissingExtra, match=r"pip install 'callqa\[s3\]'"):
        store_at("s3://bucket/prefix", tmp_path)


def _without_package(*_: object, **__: object) -> Any:
    raise ImportError("Install s3fs to access S3")
