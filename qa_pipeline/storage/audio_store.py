"""Recordings under the sha256 of their bytes, as they came."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from qa_pipeline.errors import CallqaError, RecordingError, Unavailable, UnreadableAudio
from qa_pipeline.storage.failures import told_plainly

Standing = Literal["ok", "missing", "altered"]

CHUNK_BYTES = 1 << 20
# What is still being copied in. A process that is killed leaves its part here; it is nobody's and may be deleted.
INCOMING = "incoming"
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})(\.[a-z0-9]{1,8})?")
# They have no folders to make, and s3fs would make a bucket of a misspelt name.
OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oci", "oss", "memory"}


@dataclass(frozen=True, slots=True)
class AudioStore:
    """The originals at one address. Made by `open_audio_store`, in the process that uses it: a fork makes its own.

    Every method raises Unavailable, naming the address, where the store cannot be reached, read or written.
    """

    address: str
    fs: AbstractFileSystem
    root: str

    def keep(self, source: Path, *, sha256: str, suffix: str) -> str:
        """Copy a file in, whole or not at all, and give its key, `ab/cd/<sha256><suffix>`.

        Nothing is written where those bytes are kept already. Raises UnreadableAudio when the file cannot be read, and
        RecordingError when its bytes are not those of the sha256.
        """
        key = key_of(sha256, suffix)
        size = _size_of(source)
        with told_plainly(self.address):
            if self._size(key) != size:
                self._take_in(source, key)
        return key

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """The audio as a local file for the time of the block: the file itself, or a copy of a remote one.

        Raises RecordingError when it is missing, or when a remote one is not what was kept.
        """
        if self.is_local:
            yield Path(self._there(key))
            return
        with tempfile.TemporaryDirectory(prefix="callqa-") as folder:
            copy = Path(folder) / Path(key).name
            self._fetch(key, copy)
            yield copy

    def exists(self, key: str) -> bool:
        """Whether audio is kept under the key."""
        with told_plainly(self.address):
            return self._size(key) is not None

    def verify(self, key: str, *, sha256: str) -> Standing:
        """Read every byte and say whether the audio is still what was kept."""
        with told_plainly(self.address):
            if self._size(key) is None:
                self._require_root()
                return "missing"
            with self.fs.open(self._path(key), "rb", cache_type="readahead") as file:
                return "ok" if _digest(file) == sha256 else "altered"

    def remove(self, key: str) -> None:
        """Erase the audio; one that is gone already is none to erase."""
        with told_plainly(self.address), suppress(FileNotFoundError):
            self.fs.rm_file(self._path(key))

    def open(self, key: str) -> BinaryIO:
        """The audio's bytes, to be read and sought in; raises RecordingError when it is missing."""
        path = self._there(key)
        with told_plainly(self.address):
            return cast(BinaryIO, self.fs.open(path, "rb"))

    def is_there(self) -> bool:
        """Whether the folder, or the bucket, is there at all."""
        with told_plainly(self.address):
            return bool(self.fs.exists(self.root if self._has_folders else self.root.partition("/")[0]))

    @property
    def is_local(self) -> bool:
        return isinstance(self.fs, LocalFileSystem)

    def _take_in(self, source: Path, key: str) -> None:
        part = f"{self.root}/{INCOMING}/{uuid4().hex}"
        try:
            self._copy(source, part, sha256=_sha_in(key))
            self._place(part, self._path(key))
        except BaseException:
            with suppress(Exception):  # what went wrong first is what is told
                self.fs.rm_file(part)
            raise

    def _copy(self, source: Path, part: str, *, sha256: str) -> None:
        digest = hashlib.sha256()
        self._make_folder(part)
        with self.fs.open(part, "wb") as copy:
            for chunk in _chunks(source):
                digest.update(chunk)
                copy.write(chunk)
            if self.is_local:
                copy.flush()
                os.fsync(copy.fileno())  # the database will say that it is kept
        if digest.hexdigest() != sha256:
            raise RecordingError(f"{source}: its bytes are not those of sha256 {sha256}; it changed while it was read")

    def _place(self, part: str, path: str) -> None:
        self._make_folder(path)
        if self.is_local:
            Path(part).replace(path)
        elif self._has_folders:
            self.fs.mv(part, path)
        else:  # what `mv` comes to, without its asking for folders first
            self.fs.cp_file(part, path)
            self.fs.rm_file(part)

    @property
    def _has_folders(self) -> bool:
        return OBJECT_STORES.isdisjoint(_protocols(self.fs))

    def _make_folder(self, path: str) -> None:
        if self._has_folders:
            self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)

    def _fetch(self, key: str, copy: Path) -> None:
        path = self._there(key)
        with told_plainly(self.address), self.fs.open(path, "rb", cache_type="readahead") as file:
            altered = _sha_in(key) != _digest(file, into=copy)
        if altered:
            raise RecordingError(f"audio {key} in {self.address} is not what was kept; restore it from a backup")

    def _there(self, key: str) -> str:
        """The path of what is kept under the key; raises RecordingError when it is not there."""
        with told_plainly(self.address):
            if self._size(key) is None:
                self._require_root()
                raise RecordingError(f"audio {key} is missing in {self.address}; restore it from a backup")
        return self._path(key)

    def _require_root(self) -> None:
        """Raise Unavailable where not the audio but the whole store is gone: a folder not mounted, a bucket deleted."""
        if not self.is_there():
            raise Unavailable(f"audio store {self.address} is not there; is it mounted, is its name right?")

    def _size(self, key: str) -> int | None:
        """Bytes under the key; None when there is nothing."""
        try:
            return int(self.fs.info(self._path(key))["size"])
        except FileNotFoundError:
            return None

    def _path(self, key: str) -> str:
        _sha_in(key)
        return f"{self.root}/{key}"


def key_of(sha256: str, suffix: str) -> str:
    """Where audio is kept; a suffix that is more than a dot and up to 8 letters or digits is left out."""
    plain = suffix.lower() if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix.lower()) else ""
    key = f"{sha256[:2]}/{sha256[2:4]}/{sha256}{plain}"
    _sha_in(key)
    return key


def _sha_in(key: str) -> str:
    match = KEY.fullmatch(key)
    if match is None:
        raise CallqaError(f"audio key {key!r} is not of the form ab/cd/<sha256>.wav")
    return match["sha256"]


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _size_of(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError as error:
        raise UnreadableAudio(f"{source}: cannot be read ({error.strerror})") from None


def _chunks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise UnreadableAudio(f"{source}: cannot be read ({error.strerror})") from None


def _digest(file: Any, into: Path | None = None) -> str:
    digest = hashlib.sha256()
    with (into or Path(os.devnull)).open("wb") as copy:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()
