"""Whether the files in a model's folder are the ones that they should be.

What they should be stands in models/manifest.yaml, or, for a model of a hub, in the lock that its pull wrote.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qa_pipeline.errors import CorruptModel, MissingModel
from qa_pipeline.weights.manifest import Model, ModelFile

LOCK = "hub.lock.json"


@dataclass(frozen=True, slots=True)
class Lock:
    """What a pull brought from a hub: the repository, its commit, and every file with the sha256 it was verified by."""

    repository: str
    revision: str
    files: tuple[ModelFile, ...]


def check(model: Model, folder: Path) -> Path:
    """The folder, every file of it verified; raises MissingModel or CorruptModel with the command that helps."""
    stamps = _read_stamps(folder)
    files, source = files_of(model, folder)
    for file in files:
        path = folder / file.name
        if not path.is_file():
            raise MissingModel(f"{path} is not there; {model.remedy}")
        if stamps.get(file.name) != _stamp(path, file):
            check_file(file, path, source, f"{model.remedy} anew")
    fresh = {file.name: _stamp(folder / file.name, file) for file in files}
    if fresh != stamps:
        _write_stamps(folder, fresh)
    return folder


def files_of(model: Model, folder: Path) -> tuple[tuple[ModelFile, ...], str]:
    """The files that a model has, and where that is written; raises MissingModel where a hub's model has no lock."""
    if model.hub is None:
        return model.files, "models/manifest.yaml"
    return read_lock(model, folder).files, LOCK


def check_file(file: ModelFile, path: Path, source: str, remedy: str) -> None:
    """Hold a file's size and sha256 against those in `source`; raises CorruptModel."""
    size = path.stat().st_size
    if size != file.size:
        raise CorruptModel(f"{path}: {size:,} bytes, where {source} says {file.size:,}; {remedy}")
    digest = sha256_of(path)
    if digest != file.sha256:
        raise CorruptModel(f"{path}: sha256 {digest}, where {source} says {file.sha256}; {remedy}")


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def forget(folder: Path) -> None:
    """Have every byte of the folder's files read at the next check."""
    _stamps_path(folder).unlink(missing_ok=True)


def remember(folder: Path, files: tuple[ModelFile, ...]) -> None:
    """Write down that these files were verified just now."""
    _write_stamps(folder, {file.name: _stamp(folder / file.name, file) for file in files})


def read_lock(model: Model, folder: Path) -> Lock:
    """What a pull brought from a hub; raises MissingModel where nothing was, CorruptModel where it cannot be read."""
    path = folder / LOCK
    if not path.is_file():
        raise MissingModel(f"{folder} is not there; {model.remedy}")
    try:
        return _locks().validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CorruptModel(f"{path}: {key}: {first['msg']}; {model.remedy} anew") from None


def write_lock(folder: Path, lock: Lock) -> None:
    """Keep what a pull brought beside the weights."""
    (folder / LOCK).write_bytes(_locks().dump_json(lock, indent=1) + b"\n")


@cache
def _locks() -> TypeAdapter[Lock]:
    return TypeAdapter(Lock)


# Hashing 145 MB at each start costs a good part of a second, so what was verified is written down beside the files.
# A stamp holds only while size, modification time and status-change time stay as they were when the file was hashed:
# the last cannot be set back by a program, so a file that was changed is read again whatever its date pretends.
# The sha256 is in it so that a manifest with new weights does not trust the old ones.
Stamp = list[int | str]


def _stamp(path: Path, file: ModelFile) -> Stamp:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, file.sha256]


def _stamps_path(folder: Path) -> Path:
    return folder / ".verified.json"


def _read_stamps(folder: Path) -> Mapping[str, Stamp]:
    try:
        found = json.loads(_stamps_path(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamps(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    with suppress(OSError):  # a read-only folder is hashed at each start instead
        _stamps_path(folder).write_text(json.dumps(stamps), encoding="utf-8")
